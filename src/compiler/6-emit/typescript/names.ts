/**
 * @file Local names of emitted code: the spec's own word for a value where there is one, else the layer's, else what the
 * value is; numbered where two would be the same.
 */
import { camelCase } from '../../../runtime/engines/tfjs/binding.ts';
import type { OpName } from '../../ops/attributes.ts';
import type { AnyNode, Graph, NodeId } from '../../ir/graph.ts';

/** Gives out names, each once. */
export class Names {
  readonly #taken: Set<string>;
  /** By wanted name: the count to try next. */
  readonly #counts = new Map<string, number>();

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set([...reservedWords, ...reserved]);
  }

  /** `wanted`, or `wanted2`, `wanted3`, ...; `dense1`, `dense1_2`, ...; the first that is free here and in `inner`, where it is seen too. */
  take(wanted: string, inner: Names = this): string {
    let name = wanted;
    // `dense1` and a count need something between them.
    const joint = /[0-9]$/.test(wanted) ? '_' : '';
    // No name gets free again: those of its own that were taken at the last asking still are.
    let count = inner === this ? (this.#counts.get(wanted) ?? 2) : 2;
    for (; this.#taken.has(name) || inner.#taken.has(name); count++) name = `${wanted}${joint}${count}`;
    if (inner === this) this.#counts.set(wanted, count);
    this.#taken.add(name);
    inner.#taken.add(name);
    return name;
  }
}

/** The names that the nodes of a graph should have, before numbering. `resultPaths` tells which of them are results, `networks`
 * the names at which a state's own name begins. */
export function wantedNames(
  graph: Graph,
  resultPaths: ReadonlyMap<NodeId, readonly string[]>,
  networks: ReadonlySet<string>,
): ReadonlyMap<NodeId, string> {
  const resultName = (path: readonly string[]): string => shortName(path, networks);
  const ofOptimizers = optimizerNames(graph, resultPaths, resultName);
  const labelled = lastOfEachLabel(graph);
  return new Map(
    graph.nodes.map((node) => {
      const path = resultPaths.get(node.id);
      const label = labelled.has(node.id) ? node.origin.label : undefined;
      const word = path ? resultName(path) : label ? camelCase(label) : undefined;
      return [node.id, word ?? ofOptimizers.get(node.id) ?? describedName(node)];
    }),
  );
}

/** A label names what its nodes arrive at: the last of them. Those before it are steps on the way. */
function lastOfEachLabel(graph: Graph): ReadonlySet<NodeId> {
  const last = new Map<string, NodeId>();
  for (const node of graph.nodes) {
    const { label, span, scope } = node.origin;
    if (label) last.set(JSON.stringify([label, span, scope]), node.id);
  }
  return new Set(last.values());
}

/** What an optimiser takes in for a weight is that weight's gradient; what it takes off the weight is its step. */
function optimizerNames(
  graph: Graph,
  resultPaths: ReadonlyMap<NodeId, readonly string[]>,
  resultName: (path: readonly string[]) => string,
): ReadonlyMap<NodeId, string> {
  const names = new Map<NodeId, string>();
  for (const node of graph.nodes) {
    const path = resultPaths.get(node.id);
    const { gradient, step } = (path && weightMove(graph, node, resultPaths)) ?? {};
    if (path && gradient !== undefined) names.set(gradient, `${resultName(path)}Gradient`);
    if (path && step !== undefined && step !== gradient) names.set(step, `${resultName(path)}Step`);
  }
  return names;
}

/** How `node` comes from the weight before it, in the forms that lowering gives to the optimisers (optimizers.ts); undefined for other nodes. */
function weightMove(
  graph: Graph,
  node: AnyNode,
  results: ReadonlyMap<NodeId, unknown>,
): { readonly gradient: NodeId | undefined; readonly step?: NodeId } | undefined {
  const at = (id: NodeId | undefined): AnyNode | undefined =>
    id === undefined ? undefined : graph.nodes[id];
  // Adam: average of gradients, of squares, step size, correction.
  if (node.op === 'adamStep') return { gradient: at(node.inputs[1])?.inputs[1] };
  if (node.op !== 'subtract') return undefined;
  const step = at(node.inputs[1]);
  const rate = step?.op === 'multiply' ? at(step.inputs[1]) : undefined;
  if (!step || rate?.op !== 'input' || !rate.attributes.name.endsWith('.rate')) return undefined;
  const direction = at(step.inputs[0]);
  // Momentum: a velocity that is kept. RMSprop: the gradient over the root of a kept average. Else the gradient itself.
  const isVelocity = direction?.op === 'add' && results.has(direction.id);
  const root = direction?.op === 'divide' ? at(at(direction.inputs[1])?.inputs[0]) : undefined;
  const isScaled = root?.op === 'sqrt' && results.has(root.inputs[0]!);
  const gradient = isVelocity ? direction.inputs[1] : isScaled ? direction!.inputs[0] : direction?.id;
  return { gradient, step: step.id };
}

/** The layer's name for its product, else what the op makes. */
function describedName(node: AnyNode): string {
  const layer = node.origin.scope.at(-1);
  if (!layerOps.has(node.op) || layer === undefined || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(layer))
    return nouns[node.op];
  return node.origin.scope.includes('backward') ? `${layer}Gradient` : layer;
}

/** `state.posterior.dense1.kernel` is `posteriorDense1Kernel`; what stands before the network's name is left out. */
function shortName([group, ...path]: readonly string[], networks: ReadonlySet<string>): string {
  const start = group === 'state' ? path.findIndex((part) => networks.has(part)) : 0;
  return camelCase(path.slice(Math.max(0, start)).join(' '));
}

const layerOps: ReadonlySet<OpName> = new Set<OpName>([
  'matMul',
  'fusedMatMul',
  'conv2d',
  'fusedConv2d',
  'conv2dInputGradient',
  'conv2dKernelGradient',
]);

const nouns: { readonly [K in OpName]: string } = {
  input: 'input',
  constant: 'values',
  negate: 'negated',
  abs: 'magnitude',
  sign: 'sign',
  exp: 'exponential',
  log: 'logarithm',
  sqrt: 'root',
  rsqrt: 'inverseRoot',
  square: 'squared',
  sin: 'sine',
  cos: 'cosine',
  tanh: 'squashed',
  sigmoid: 'probability',
  softplus: 'softplus',
  relu: 'rectified',
  leakyRelu: 'rectified',
  floor: 'whole',
  erf: 'erf',
  add: 'sum',
  subtract: 'difference',
  multiply: 'product',
  divide: 'quotient',
  power: 'power',
  maximum: 'larger',
  minimum: 'smaller',
  greater: 'isGreater',
  greaterEqual: 'isAtLeast',
  equal: 'isEqual',
  logicalAnd: 'both',
  logicalOr: 'either',
  logicalNot: 'isNot',
  select: 'chosen',
  cast: 'converted',
  sum: 'total',
  mean: 'average',
  max: 'largest',
  argMax: 'indexOfLargest',
  reshape: 'reshaped',
  transpose: 'transposed',
  broadcastTo: 'spread',
  slice: 'part',
  pad: 'padded',
  concat: 'joined',
  reverse: 'reversed',
  gather: 'rows',
  scatterAdd: 'rowSums',
  matMul: 'linear',
  conv2d: 'convolved',
  conv2dInputGradient: 'inputGradient',
  conv2dKernelGradient: 'kernelGradient',
  stopGradient: 'value',
  gradient: 'gradient',
  fusedMatMul: 'linear',
  fusedConv2d: 'convolved',
  movingAverage: 'movingAverage',
  movingAverageOfSquares: 'movingAverageOfSquares',
  adamStep: 'weight',
};

/** Types that emitted files import from the runtime, and those of the language that they name. */
export const importedTypes = [
  'KernelSet',
  'Tensor',
  'Engine',
  'HostTensor',
  'MetricValues',
  'Plan',
  'Promise',
  'Draws',
] as const;

/** What emitted code itself uses and the words of JavaScript; and `then`, since a module that exports one can't be awaited. */
const reservedWords: readonly string[] =
  'k inputs Tensor KernelSet arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch then this throw true try typeof undefined var void while with yield NaN Infinity'.split(
    ' ',
  );
