/**
 * @file The call that each op is written as: `k.<op>(tensors..., options)`, with options left out where they say nothing.
 * Exhaustive by type over the ops that a finished graph may hold.
 */
import type { KernelSet } from '../../../runtime/engines/tfjs/kernel-set.ts';
import { invariant } from '../../invariant.ts';
import type { OpName, Shape } from '../../ops/attributes.ts';
import type { AnyNode, GraphNode } from '../../ir/graph.ts';

/** The ops that emitted code calls; inputs are parameters, and `differentiate` has removed the other two. */
export type EmittedOp = Exclude<OpName, 'input' | 'stopGradient' | 'gradient'>;

type Writer<K extends OpName> = (node: GraphNode<K>, operands: readonly string[]) => readonly string[];

/** Arguments of a call from a node and its operands. A forgotten op, or one that KernelSet lacks, does not compile. */
const writers: { readonly [K in EmittedOp & keyof KernelSet]: Writer<K> } & Record<EmittedOp, unknown> = {
  constant: (node) => {
    const [value = 0, ...others] = node.attributes.values;
    const text = others.length === 0 ? number(value) : list(node.attributes.values);
    if (node.dtype !== 'f32') return [text, list(node.shape), `'${node.dtype}'`];
    return node.shape.length === 0 ? [text] : [text, list(node.shape)];
  },
  negate: plain,
  abs: plain,
  sign: plain,
  exp: plain,
  log: plain,
  sqrt: plain,
  rsqrt: plain,
  square: plain,
  sin: plain,
  cos: plain,
  tanh: plain,
  sigmoid: plain,
  softplus: plain,
  relu: plain,
  leakyRelu: withOptions((node) => ({ alpha: number(node.attributes.alpha) })),
  floor: plain,
  erf: plain,
  add: plain,
  subtract: plain,
  multiply: plain,
  divide: plain,
  power: plain,
  maximum: plain,
  minimum: plain,
  greater: plain,
  greaterEqual: plain,
  equal: plain,
  logicalAnd: plain,
  logicalOr: plain,
  logicalNot: plain,
  select: plain,
  cast: (node, operands) => [...operands, `'${node.attributes.dtype}'`],
  sum: reduction,
  mean: reduction,
  max: reduction,
  argMax: (node, operands) => [...operands, number(node.attributes.axis)],
  reshape: (node, operands) => [...operands, list(node.attributes.shape)],
  transpose: (node, operands) => [...operands, list(node.attributes.permutation)],
  broadcastTo: (node, operands) => [...operands, list(node.attributes.shape)],
  slice: withOptions((node) => ({
    starts: list(node.attributes.starts),
    sizes: list(node.attributes.sizes),
  })),
  pad: withOptions((node) => ({ before: list(node.attributes.before), after: list(node.attributes.after) })),
  concat: (node, operands) => [`[${operands.join(', ')}]`, number(node.attributes.axis)],
  reverse: (node, operands) => [...operands, list(node.attributes.axes)],
  gather: plain,
  scatterAdd: withOptions((node) => ({ depth: number(node.attributes.depth) })),
  matMul: withOptions((node) => transposes(node.attributes)),
  conv2d: withOptions((node) => geometry(node.attributes)),
  conv2dInputGradient: withOptions((node) => ({
    ...geometry(node.attributes),
    inputShape: list(node.attributes.inputShape),
  })),
  conv2dKernelGradient: withOptions((node) => ({
    ...geometry(node.attributes),
    kernelShape: list(node.attributes.kernelShape),
  })),
  fusedMatMul: withOptions((node) => ({ ...transposes(node.attributes), ...activation(node.attributes) })),
  fusedConv2d: withOptions((node) => ({ ...geometry(node.attributes), ...activation(node.attributes) })),
  movingAverage: withOptions((node) => ({ decay: number(node.attributes.decay) })),
  movingAverageOfSquares: withOptions((node) => ({ decay: number(node.attributes.decay) })),
  adamStep: withOptions((node) => ({ epsilon: number(node.attributes.epsilon) })),
};

/** The call that computes `node` from its operands' texts: `k.add(h, bias)`. */
export function callText(node: AnyNode, operands: readonly string[]): string {
  invariant(isEmitted(node), `${node.op} reached emission`, node.origin.span);
  const write = writers[node.op] as Writer<OpName>;
  return `k.${node.op}(${write(node, operands).join(', ')})`;
}

/** Whether plain numbers may stand for operands of the op: KernelSet takes them where values meet elementwise. */
export function takesNumbers(op: OpName, operand: number): boolean {
  return (op === 'select' && operand > 0) || numberOps.has(op);
}

const numberOps: ReadonlySet<OpName> = new Set<OpName>([
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'maximum',
  'minimum',
  'greater',
  'greaterEqual',
  'equal',
]);

function isEmitted(node: AnyNode): node is Extract<AnyNode, { readonly op: EmittedOp }> {
  return Object.hasOwn(writers, node.op);
}

/** A number as code, to the last digit. */
export function number(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A list of numbers as code. */
export function list(values: Shape): string {
  return `[${values.map(number).join(', ')}]`;
}

function plain(_node: unknown, operands: readonly string[]): readonly string[] {
  return operands;
}

function reduction(node: GraphNode<'sum' | 'mean' | 'max'>, operands: readonly string[]): readonly string[] {
  const args = [...operands, list(node.attributes.axes)];
  return node.attributes.keepDims ? [...args, '{ keepDims: true }'] : args;
}

function withOptions<K extends OpName>(
  options: (node: GraphNode<K>) => Readonly<Record<string, string>>,
): Writer<K> {
  return (node, operands) => {
    const entries = Object.entries(options(node));
    if (entries.length === 0) return operands;
    return [...operands, `{ ${entries.map(([name, text]) => `${name}: ${text}`).join(', ')} }`];
  };
}

function transposes(attributes: {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}): Record<string, string> {
  return {
    ...(attributes.transposeA ? { transposeA: 'true' } : {}),
    ...(attributes.transposeB ? { transposeB: 'true' } : {}),
  };
}

function activation(attributes: {
  readonly activation: string;
  readonly alpha: number;
}): Record<string, string> {
  if (attributes.activation === 'none') return {};
  return {
    activation: `'${attributes.activation}'`,
    ...(attributes.activation === 'leakyRelu' ? { alpha: number(attributes.alpha) } : {}),
  };
}

function geometry(attributes: {
  readonly strides: readonly number[];
  readonly padding: readonly number[];
}): Record<string, string> {
  return { strides: list(attributes.strides), padding: list(attributes.padding) };
}
