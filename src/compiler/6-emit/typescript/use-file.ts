/**
 * @file use.ts: a trained model for other programs. `load` opens a run; each network and `infer` is a function of it, with the shapes of
 * what it takes and returns in its comment. `sample`, `reconstruct` and `encode` are there under these names wherever the model has them.
 */
import type { SourceFile } from 'ts-morph';
import type { InferPlan, Plan } from '../../../runtime/plan.ts';
import { programGraphs } from '../../../runtime/program-graphs.ts';
import { pascalCase } from './interfaces.ts';
import { importedTypes, Names } from './names.ts';
import { commentText, keyText } from './literals.ts';

/** A function of the loaded model. */
interface Use {
  readonly name: string;
  readonly infer: InferPlan;
  /** Whether it draws, or has nothing else to tell how many items are wanted. */
  readonly isDrawn: boolean;
}

/** Fills use.ts. */
export function addUse(file: SourceFile, plan: Plan): void {
  const type = new Names(importedTypes).take(pascalCase(plan.model));
  const uses = usesOf(plan);
  const needsDraws = uses.some((use) => use.isDrawn);
  file.addImportDeclaration({
    isTypeOnly: true,
    namedImports: ['Engine', ...(uses.length > 0 ? ['HostTensor'] : []), 'MetricValues'],
    moduleSpecifier: 'genc/runtime',
  });
  file.addImportDeclaration({
    namedImports: ['createNodeHost', 'createTfjsEngine', 'emittedArtifacts', 'openTrainedRun'],
    moduleSpecifier: 'genc/runtime',
  });
  file.addImportDeclaration({ namedImports: ['graphs'], moduleSpecifier: './graphs.js' });
  file.addImportDeclaration({ namedImports: ['plan'], moduleSpecifier: './plan.js' });
  if (needsDraws) {
    file.addStatements(`
/** How many items are drawn, and by which seed (0): the n-th item of a seed is the same whatever the count. */
export interface Draws {
  readonly count?: number;
  readonly seed?: number;
}`);
  }
  file.addStatements([
    `
/** A trained ${type}. Tensors have a leading axis of items, as many as are given or asked for. */
export interface ${type} {
${uses.map(declaration).join('\n')}
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}`,
    `
/** Opens the newest checkpoint of a run of this model, as \`genc train\` and main.ts leave it; on \`wasm\` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<${type}> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: ${type} = {
${uses.map(implementation).join('\n')}
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}`,
  ]);
}

/** What a trained model has beside its infers; with a method `then` it could not be awaited. */
const ownMembers: ReadonlySet<string> = new Set(['evaluate', 'dispose', 'then']);

/** Every infer by its name, and the usual names for what samples, reconstructs and encodes. */
function usesOf(plan: Plan): readonly Use[] {
  const encoders = plan.networks.filter(({ role }) => role === 'encoder');
  const usual = [
    ['sample', plan.sampler],
    ['reconstruct', plan.reconstructor],
    ['encode', encoders.length === 1 ? encoders[0]!.name : undefined],
  ] as const;
  const named = plan.infers.map((infer) => ({ name: infer.name, infer }));
  const further = usual.flatMap(([name, of]) => {
    const infer = plan.infers.find((one) => one.name === of);
    return infer && !plan.infers.some((one) => one.name === name) ? [{ name, infer }] : [];
  });
  return [...named, ...further].map(({ name, infer }) => {
    const draws = programGraphs(infer).some(({ inputs }) => inputs.some(({ role }) => role === 'random'));
    // Texts alone don't tell how many items are wanted.
    const hasItems = infer.arguments.some(({ words }) => !words);
    const member = ownMembers.has(name) ? `infer${pascalCase(name)}` : name;
    return { name: member, infer, isDrawn: draws || !hasItems };
  });
}

function declaration({ name, infer, isDrawn }: Use): string {
  const given = infer.arguments.map((one) => {
    const standard = one.defaultText === undefined ? one.defaultValue : JSON.stringify(one.defaultText);
    const about = one.words
      ? `, for all items or for each, of words such as ${one.words.slice(0, 5).join(', ')}`
      : `: ${one.dtype} ${itemsOf(one.shape)}`;
    return `@param given.${one.name} ${one.type}${about}${standard === undefined ? '' : `; ${standard} where it is left out`}`;
  });
  const results = infer.results.map((one) => {
    const shape = infer.graph.outputs.find((output) => output.name === one.output)?.shape.slice(1) ?? [];
    return `${infer.results.length === 1 ? '' : `${one.name}: `}${one.type}, ${itemsOf(shape)}`;
  });
  const lines = [
    infer.documentation || `Runs ${infer.name}.`,
    '',
    ...given,
    `@returns ${results.join('; ')}`,
  ];
  const parameters = [
    ...(infer.arguments.length > 0 ? [`given: ${argumentsType(infer)}`] : []),
    ...(isDrawn ? ['draws?: Draws'] : []),
  ];
  return `  /**\n${lines.map((line) => `   * ${commentText(line)}`.trimEnd()).join('\n')}\n   */
  ${keyText(name)}(${parameters.join(', ')}): Promise<${resultType(infer)}>;`;
}

/** `[items, 28, 28, 1]`. */
const itemsOf = (shape: readonly number[]): string => `[${['items', ...shape].join(', ')}]`;

function argumentsType(infer: InferPlan): string {
  const members = infer.arguments.map(
    ({ name, defaultValue, defaultText, words }) =>
      `readonly ${keyText(name)}${(defaultValue ?? defaultText) === undefined ? '' : '?'}: ${words ? 'string | readonly string[]' : 'HostTensor'}`,
  );
  return `{ ${members.join('; ')} }`;
}

function resultType({ results }: InferPlan): string {
  if (results.length === 1) return 'HostTensor';
  return `{ ${results.map(({ name }) => `readonly ${keyText(name)}: HostTensor`).join('; ')} }`;
}

function implementation({ name, infer, isDrawn }: Use): string {
  const hasArguments = infer.arguments.length > 0;
  const parameters = [...(hasArguments ? ['given'] : []), ...(isDrawn ? ['draws'] : [])];
  const request = [
    `arguments: new Map(${hasArguments ? 'Object.entries(given)' : ''})`,
    // What does not draw needs no seed of the caller's.
    isDrawn ? 'seed: 0, ...draws' : 'seed: 0',
  ];
  const value = (result: string): string => `results.get(${JSON.stringify(result)})!`;
  const [first] = infer.results;
  const returned =
    infer.results.length === 1
      ? value(first!.name)
      : `{ ${infer.results.map((one) => `${keyText(one.name)}: ${value(one.name)}`).join(', ')} }`;
  return `    async ${keyText(name)}(${parameters.join(', ')}) {
      const results = await run.infer(${JSON.stringify(infer.name)}, { ${request.join(', ')} });
      return ${returned};
    },`;
}
