/** @file The files of an emitted program: the long ones in lines, the short ones as syntax trees; use.ts stands in use-file.ts. */
import type { SourceFile } from 'ts-morph';
import type { GraphPlan, Plan } from '../../../runtime/plan.ts';
import type { Program } from '../../4-lower/program.ts';
import { interfaceText, typeImport } from './declarations.ts';
import { describeUse } from './describe-use.ts';
import { graphFunctions } from './graph-function.ts';
import type { Describe } from './graph-function.ts';
import { healthPlans, stepPlans, usePlans } from './graph-list.ts';
import { groupsUsed } from './interfaces.ts';
import type { StateGroup } from './interfaces.ts';
import { jsonCode, laidOut } from './layout.ts';
import type { Piece } from './lines.ts';
import { objectText } from './nested-text.ts';

/** The one module outside the program that emitted files import. */
const runtime = 'genc/runtime';

/** A program with what all of its files share. */
export interface Emission {
  readonly program: Program;
  /** Names of functions by graph. */
  readonly names: ReadonlyMap<string, string>;
  /** Named types of the state. */
  readonly groups: ReadonlyMap<string, StateGroup>;
}

/** model.ts: an interface for each network's weights and each optimiser's state, and the functions of infers, figures and reports. */
export function modelFile({ program, names, groups }: Emission): readonly Piece[] {
  const { plan } = program;
  const plans = usePlans(plan);
  const { pieces } = graphFunctions(program, plans, names, {
    groups,
    describe: (graph) => [...describeUse(plan, graph, names), '', costLine(graph)].join('\n'),
  });
  return [
    typeImport([...(plans.length > 0 ? ['KernelSet'] : []), 'Tensor'], runtime),
    ...[...groups.values()].flatMap((group) => [
      '',
      interfaceText(group.typeName, group.documentation, group.declaration),
    ]),
    ...pieces,
  ];
}

/** steps.ts: one function for each phase and variant. */
export function stepsFile(emission: Emission): readonly Piece[] {
  const { plan } = emission.program;
  return trainingFile(emission, stepPlans(plan), (graph) => describeStep(plan, graph));
}

/** health.ts: one function for each phase, which looks at its players. */
export function healthFile(emission: Emission): readonly Piece[] {
  const { plan } = emission.program;
  return trainingFile(emission, healthPlans(plan), (graph) => describeHealth(plan, graph));
}

/** Functions that read what training keeps. */
function trainingFile(
  { program, names, groups }: Emission,
  plans: readonly GraphPlan[],
  describe: Describe,
): readonly Piece[] {
  const { pieces, types } = graphFunctions(program, plans, names, { groups, describe });
  const used = groupsUsed(types, groups);
  return [
    typeImport(['KernelSet', 'Tensor'], runtime),
    ...(used.length > 0 ? [typeImport(used, './model.js')] : []),
    ...pieces,
  ];
}

/** plan.ts: the plan as a constant. */
export function planFile({ plan }: Program): readonly Piece[] {
  const head = 'export const plan: Plan = ';
  // What JSON leaves out is left out here, too.
  const data = jsonCode(JSON.parse(JSON.stringify(plan)));
  return [typeImport(['Plan'], runtime), '', `${head}${laidOut(data, 0, head.length, 1)};`];
}

/** graphs.ts: the functions that the plan names, for the runtime. */
export function addGraphs(file: SourceFile, { program: { plan }, names }: Emission): void {
  const [steps, health, uses] = [stepPlans(plan), healthPlans(plan), usePlans(plan)];
  if (uses.length > 0) file.addImportDeclaration({ namespaceImport: 'model', moduleSpecifier: './model.js' });
  if (steps.length > 0)
    file.addImportDeclaration({ namespaceImport: 'steps', moduleSpecifier: './steps.js' });
  if (health.length > 0)
    file.addImportDeclaration({ namespaceImport: 'health', moduleSpecifier: './health.js' });
  const member =
    (module: string) =>
    ({ name }: GraphPlan) =>
      [name, `${module}.${names.get(name) ?? ''}`] as const;
  const graphs = Object.fromEntries([
    ...steps.map(member('steps')),
    ...health.map(member('health')),
    ...uses.map(member('model')),
  ]);
  file.addStatements(
    `\n/** The functions that the plan names. */\nexport const graphs = ${objectText(graphs)};`,
  );
}

/** main.ts: trains through the runtime. */
export function addMain(file: SourceFile, { plan }: Program): void {
  file.addImportDeclaration({
    namedImports: ['createNodeHost', 'createTfjsEngine', 'emittedArtifacts', 'train'],
    moduleSpecifier: runtime,
  });
  file.addImportDeclaration({ namedImports: ['graphs'], moduleSpecifier: './graphs.js' });
  file.addImportDeclaration({ namedImports: ['plan'], moduleSpecifier: './plan.js' });
  file.addStatements(
    `\nawait train({
      plan,
      artifacts: emittedArtifacts(plan, graphs),
      engine: await createTfjsEngine('wasm'),
      host: createNodeHost(),
      runFolder: ${JSON.stringify(`runs/${plan.model}`)},
    });`,
  );
}

function describeStep(plan: Plan, graph: GraphPlan): string {
  for (const { name, calibrations = [] } of plan.phases) {
    const calibration = calibrations.find((one) => one.graph.name === graph.name);
    if (!calibration) continue;
    const { batches, batch } = calibration;
    const what = `One of ${batches} batches of ${batch} at the end of phase \`${name}\`: moves the running statistics of ${calibration.name} to their mean so far.`;
    return [what, '', costLine(graph)].join('\n');
  }
  const phase = plan.phases.find((candidate) =>
    candidate.variants.some((variant) => variant.graph.name === graph.name),
  );
  const fires = phase?.variants.find((variant) => variant.graph.name === graph.name)?.fires ?? [];
  const updates = (phase?.updates ?? []).map((update) => `- ${update.name}: ${update.networks.join(', ')}`);
  return [
    `One step of phase \`${phase?.name ?? ''}\`${fires.length > 0 ? ` at which the terms of every ${fires.join(' and ')} steps fire` : ''}, on a batch of ${phase?.batch ?? 0}. Updates, in order:`,
    ...updates,
    '',
    costLine(graph),
  ].join('\n');
}

function describeHealth(plan: Plan, graph: GraphPlan): string {
  const phase = plan.phases.find(({ health }) => health?.graph.name === graph.name);
  const { batch = 0, monitors = [] } = phase?.health ?? {};
  return [
    `How phase \`${phase?.name ?? ''}\` stands, by a batch of ${batch} before a step: ${monitors.map(({ name }) => name).join(', ')}.`,
    'It gives numbers and moves nothing: training is the same without it.',
    '',
    costLine(graph),
  ].join('\n');
}

function costLine(graph: GraphPlan): string {
  const mega = (value: number): string =>
    (value / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 });
  return `${graph.kernels} kernels, ${mega(graph.flops)} million floating-point operations, at most ${mega(graph.peakBytes)} MB of tensors.`;
}
