/** @file The files of an emitted program, filled statement by statement; use.ts stands in use-file.ts. */
import type { SourceFile } from 'ts-morph';
import { VariableDeclarationKind } from 'ts-morph';
import type { GraphPlan, Plan } from '../../../runtime/plan.ts';
import type { Program } from '../../4-lower/program.ts';
import { describeUse } from './describe-use.ts';
import { addGraphFunctions } from './graph-function.ts';
import type { Describe } from './graph-function.ts';
import { healthPlans, stepPlans, usePlans } from './graph-list.ts';
import { groupsUsed, stateGroups } from './interfaces.ts';
import { Names } from './names.ts';
import { objectText } from './object-text.ts';

/** The one module outside the program that emitted files import. */
const runtime = 'genc/runtime';

type ExportNames = ReadonlyMap<string, string>;

/** model.ts: an interface for each network's weights and each optimiser's state, and the functions of infers, figures and reports. */
export function addModel(file: SourceFile, program: Program, names: ExportNames): void {
  const { plan } = program;
  const groups = stateGroups(plan);
  for (const group of groups.values()) {
    file.addStatements(
      `\n/** ${group.documentation} */\nexport interface ${group.typeName} ${group.declaration}`,
    );
  }
  const plans = usePlans(plan);
  addGraphFunctions(file, program, plans, names, new Names(names.values()), {
    groups,
    describe: (graph) => [...describeUse(plan, graph, names), '', costLine(graph)].join('\n'),
  });
  const types = [...(plans.length > 0 ? ['KernelSet'] : []), 'Tensor'];
  file.insertImportDeclaration(0, { isTypeOnly: true, namedImports: types, moduleSpecifier: runtime });
}

/** steps.ts: one function for each phase and variant. */
export function addSteps(file: SourceFile, program: Program, names: ExportNames): void {
  const { plan } = program;
  addTraining(file, program, stepPlans(plan), names, (graph) => describeStep(plan, graph));
}

/** health.ts: one function for each phase, which looks at its players. */
export function addHealth(file: SourceFile, program: Program, names: ExportNames): void {
  const { plan } = program;
  addTraining(file, program, healthPlans(plan), names, (graph) => describeHealth(plan, graph));
}

/** Functions that read what training keeps. */
function addTraining(
  file: SourceFile,
  program: Program,
  plans: readonly GraphPlan[],
  names: ExportNames,
  describe: Describe,
): void {
  const groups = stateGroups(program.plan);
  const moduleNames = new Names(names.values());
  const texts = addGraphFunctions(file, program, plans, names, moduleNames, { groups, describe });
  const used = groupsUsed(texts, groups);
  file.insertImportDeclaration(0, {
    isTypeOnly: true,
    namedImports: ['KernelSet', 'Tensor'],
    moduleSpecifier: runtime,
  });
  if (used.length > 0) {
    file.insertImportDeclaration(1, { isTypeOnly: true, namedImports: used, moduleSpecifier: './model.js' });
  }
}

/** plan.ts: the plan as a constant. */
export function addPlan(file: SourceFile, { plan }: Program): void {
  file.addImportDeclaration({ isTypeOnly: true, namedImports: ['Plan'], moduleSpecifier: runtime });
  file.addVariableStatement({
    declarationKind: VariableDeclarationKind.Const,
    isExported: true,
    declarations: [{ name: 'plan', type: 'Plan', initializer: JSON.stringify(plan) }],
    leadingTrivia: '\n',
  });
}

/** graphs.ts: the functions that the plan names, for the runtime. */
export function addGraphs(file: SourceFile, { plan }: Program, names: ExportNames): void {
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
