/**
 * @file ONNX forms of the elementwise ops, comparisons, choice and constants. All carry any layout; operands broadcast as in
 * the IR, since ONNX and NumPy agree on broadcasting.
 */
import type { AnyNode, GraphNode } from '../../ir/graph.ts';
import type { OpName } from '../../ops/attributes.ts';
import { storedOrder, toStored } from './layout.ts';
import type { LoweringContext, OnnxLowering } from './lowering.ts';
import { elementTypes } from './protobuf.ts';

/** A lowering to one ONNX op with broadcasting operands in order. */
export function elementwise<K extends OpName>(opType: string): OnnxLowering<K> {
  return (node: GraphNode<K>, context: LoweringContext) =>
    context.builder.node(opType, operands(node as AnyNode, context));
}

function operands(node: AnyNode, context: LoweringContext): readonly string[] {
  return node.inputs.map((_, position) => context.broadcastOperand(node, position, node.inputs.length > 1));
}

/** x * x: a multiplication, since Pow is slow. */
export const square: OnnxLowering<'square'> = (node, context) => {
  const x = context.broadcastOperand(node, 0);
  return context.builder.node('Mul', [x, x]);
};

/** 1 / sqrt(x). */
export const rsqrt: OnnxLowering<'rsqrt'> = (node, context) =>
  context.builder.node('Reciprocal', [context.builder.node('Sqrt', [context.broadcastOperand(node, 0)])]);

/** max(x, 0) - log(sigmoid(|x|)): four times faster than ONNX Runtime's own Softplus, and as stable. */
export const softplus: OnnxLowering<'softplus'> = (node, context) => {
  const { builder } = context;
  const x = context.broadcastOperand(node, 0);
  const tail = builder.node('Log', [builder.node('Sigmoid', [builder.node('Abs', [x])])]);
  return builder.node('Sub', [builder.node('Relu', [x]), tail]);
};

/**
 * Sign; where -1 can't come out or makes no difference (after ReLU, before a maximum with something that isn't negative), as
 * the derivatives of ReLU and leaky ReLU have it, a hard sigmoid of boundless slope: four times faster.
 */
export const sign: OnnxLowering<'sign'> = (node, context) => {
  const x = context.broadcastOperand(node, 0);
  const users = context.users(node.id);
  const onlyStep =
    node.dtype === 'f32' &&
    (isRectified(context.operandNode(node, 0)) ||
      (users.length > 0 && users.every((user) => isMaximumWithPositive(user, node.id, context))));
  if (!onlyStep) return context.builder.node('Sign', [x]);
  return context.builder.node('HardSigmoid', [x], { floats: { alpha: largestFloat, beta: 0 } });
};

const largestFloat = 3.4028234663852886e38;

function isRectified(node: AnyNode): boolean {
  if (node.op === 'fusedMatMul' || node.op === 'fusedConv2d') return node.attributes.activation === 'relu';
  return node.op === 'relu';
}

function isMaximumWithPositive(user: AnyNode, id: number, context: LoweringContext): boolean {
  if (user.op !== 'maximum') return false;
  const other = context.operandNode(user, user.inputs[0] === id ? 1 : 0);
  return other.op === 'constant' && other.attributes.values.every((value) => value >= 0);
}

/** Leaky ReLU with the slope `alpha` below zero. */
export const leakyRelu: OnnxLowering<'leakyRelu'> = (node, context) =>
  context.builder.node('LeakyRelu', [context.broadcastOperand(node, 0)], {
    floats: { alpha: node.attributes.alpha },
  });

/** Where; for bools, which ONNX Runtime's Where lacks: (c and a) or (not c and b). */
export const select: OnnxLowering<'select'> = (node, context) => {
  const { builder } = context;
  const [condition = '', whenTrue = '', whenFalse = ''] = operands(node, context);
  if (node.dtype !== 'bool') return builder.node('Where', [condition, whenTrue, whenFalse]);
  const taken = builder.node('And', [condition, whenTrue]);
  const other = builder.node('And', [builder.node('Not', [condition]), whenFalse]);
  return builder.node('Or', [taken, other]);
};

/** Float to integer truncates towards zero; to bool is "not zero". */
export const cast: OnnxLowering<'cast'> = (node, context) =>
  context.builder.node('Cast', [context.broadcastOperand(node, 0)], {
    integers: { to: elementTypes[node.attributes.dtype] },
  });

/** One value for all is expanded from a scalar, so that the model file stays small; ONNX Runtime folds it when it loads. */
export const constant: OnnxLowering<'constant'> = (node, context) => {
  const { builder } = context;
  const { values } = node.attributes;
  const layout = context.layoutOf(node.id);
  const dims = toStored(layout, node.shape);
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (values.length === 1 && count > 1) {
    return builder.node('Expand', [builder.constant(node.dtype, [], values), builder.integers(dims)]);
  }
  const stored = node.shape.length === 4 ? permuted(values, node.shape, storedOrder[layout]) : values;
  return builder.constant(node.dtype, dims, stored);
};

function permuted(
  values: readonly number[],
  shape: readonly number[],
  order: readonly number[],
): readonly number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  let offsets = [0];
  for (const axis of order) {
    const steps = Array.from({ length: shape[axis] ?? 1 }, (_, i) => i * (strides[axis] ?? 1));
    offsets = offsets.flatMap((offset) => steps.map((step) => offset + step));
  }
  return offsets.map((offset) => values[offset] ?? 0);
}
