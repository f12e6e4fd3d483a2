/**
 * @file The call that each op is written as: `k.<op>(tensors..., options)`, with options left out where they say nothing.
 * Exhaustive by type over the ops that a finished graph may hold.
 */
import type { KernelSet } from '../../../runtime/engines/tfjs/kernel-set.ts';
import { invariant } from '../../invariant.ts';
import type { OpName, Shape } from '../../ops/attributes.ts';
import type { AnyNode, GraphNode } from '../../ir/graph.ts';
import { numberText } from './literals.ts';
import { objectText } from './nested-text.ts';
import type { NestedText } from './nested-text.ts';

/** The ops that emitted code calls; inputs are parameters, and `differentiate` has removed the other two. */
export type EmittedOp = Exclude<OpName, 'input' | 'stopGradient' | 'gradient'>;

/** What stands between the brackets of a call: code, and where there are options an object of them at last. */
type Arguments = readonly (string | NestedText)[];

type Writer<K extends OpName> = (node: GraphNode<K>, operands: readonly string[]) => Arguments;

/** Arguments of a call from a node and its operands. A forgotten op, or one that KernelSet lacks, does not compile. */
const writers: { readonly [K in EmittedOp & keyof KernelSet]: Writer<K> } & Record<EmittedOp, unknown> = {
  constant: (node) => {
    const [value = 0, ...others] = node.attributes.values;
    const text = others.length === 0 ? numberText(value) : list(node.attributes.values);
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
  leakyRelu: withOptions((node) => ({ alpha: numberText(node.attributes.alpha) })),
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
  argMax: (node, operands) => [...operands, numberText(node.attributes.axis)],
  reshape: (node, operands) => [...operands, list(node.attributes.shape)],
  transpose: (node, operands) => [...operands, list(node.attributes.permutation)],
  broadcastTo: (node, operands) => [...operands, list(node.attributes.shape)],
  slice: withOptions((node) => ({
    starts: list(node.attributes.starts),
    sizes: list(node.attributes.sizes),
  })),
  pad: withOptions((node) => ({ before: list(node.attributes.before), after: list(node.attributes.after) })),
  concat: (node, operands) => [`[${operands.join(', ')}]`, numberText(node.attributes.axis)],
  reverse: (node, operands) => [...operands, list(node.attributes.axes)],
  gather: plain,
  scatterAdd: withOptions((node) => ({ depth: numberText(node.attributes.depth) })),
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
  movingAverage: withOptions((node) => ({ decay: numberText(node.attributes.decay) })),
  movingAverageOfSquares: withOptions((node) => ({ decay: numberText(node.attributes.decay) })),
  adamStep: withOptions((node) => ({ epsilon: numberText(node.attributes.epsilon) })),
};

/** A call of the kernel set: `k.add(h, bias)`. */
export interface Call {
  readonly op: EmittedOp;
  readonly arguments: Arguments;
}

/** The call that computes `node` from its operands' texts. */
export function callOf(node: AnyNode, operands: readonly string[]): Call {
  invariant(isEmitted(node), `${node.op} reached emission`, node.origin.span);
  const write = writers[node.op] as Writer<OpName>;
  return { op: node.op, arguments: write(node, operands) };
}

/** A call on one line. */
export function callText(call: Call): string {
  return `k.${call.op}(${call.arguments.map(argumentText).join(', ')})`;
}

/** An argument on one line. */
export function argumentText(argument: string | NestedText): string {
  return typeof argument === 'string' ? argument : objectText(argument);
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

/** A list of numbers as code. */
export function list(values: Shape): string {
  return `[${values.map(numberText).join(', ')}]`;
}

function plain(_node: unknown, operands: readonly string[]): Arguments {
  return operands;
}

function reduction(node: GraphNode<'sum' | 'mean' | 'max'>, operands: readonly string[]): Arguments {
  const given = [...operands, list(node.attributes.axes)];
  return node.attributes.keepDims ? [...given, { keepDims: 'true' }] : given;
}

function withOptions<K extends OpName>(
  options: (node: GraphNode<K>) => Readonly<Record<string, string>>,
): Writer<K> {
  return (node, operands) => {
    const given = options(node);
    return Object.keys(given).length === 0 ? operands : [...operands, given];
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
    ...(attributes.activation === 'leakyRelu' ? { alpha: numberText(attributes.alpha) } : {}),
  };
}

function geometry(attributes: {
  readonly strides: readonly number[];
  readonly padding: readonly number[];
}): Record<string, string> {
  return { strides: list(attributes.strides), padding: list(attributes.padding) };
}
