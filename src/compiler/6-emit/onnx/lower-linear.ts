/**
 * @file ONNX forms of matrix products. Two matrices make a Gemm, which transposes for nothing and adds a bias; with leading
 * axes it is a MatMul, whose transposes ONNX Runtime folds into its own product when it loads the model.
 */
import type { Activation } from '../../ops/attributes.ts';
import { assertNever } from '../../invariant.ts';
import type { LoweringContext, OnnxLowering } from './lowering.ts';
import type { AnyNode } from '../../ir/graph.ts';

export const matMul: OnnxLowering<'matMul'> = (node, context) =>
  product(node, context, node.attributes.transposeA, node.attributes.transposeB);

/** activation(a b + bias); ONNX Runtime fuses the activation into the Gemm. */
export const fusedMatMul: OnnxLowering<'fusedMatMul'> = (node, context) => {
  const { transposeA, transposeB, activation, alpha } = node.attributes;
  const sum = product(node, context, transposeA, transposeB, context.operand(node, 2, 'row'));
  return activated(context, sum, activation, alpha);
};

function product(
  node: AnyNode,
  context: LoweringContext,
  transposeA: boolean,
  transposeB: boolean,
  bias?: string,
): string {
  const { builder } = context;
  const a = context.operand(node, 0, 'row');
  const b = context.operand(node, 1, 'row');
  const rankA = context.operandShape(node, 0).length;
  const rankB = context.operandShape(node, 1).length;
  if (rankA === 2 && rankB === 2) {
    const integers = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    return builder.node('Gemm', bias === undefined ? [a, b] : [a, b, bias], { integers });
  }
  const left = transposeA ? swapLast(context, a, rankA) : a;
  const right = transposeB ? swapLast(context, b, rankB) : b;
  const result = builder.node('MatMul', [left, right]);
  return bias === undefined ? result : builder.node('Add', [result, bias]);
}

function swapLast(context: LoweringContext, x: string, rank: number): string {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm[rank - 1] = rank - 2;
  perm[rank - 2] = rank - 1;
  return context.builder.node('Transpose', [x], { integers: { perm } });
}

/** The activation of a fused op as a node of its own. */
export function activated(
  context: LoweringContext,
  x: string,
  activation: Activation,
  alpha: number,
): string {
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
      return context.builder.node('Relu', [x]);
    case 'leakyRelu':
      return context.builder.node('LeakyRelu', [x], { floats: { alpha } });
    case 'sigmoid':
      return context.builder.node('Sigmoid', [x]);
    case 'tanh':
      return context.builder.node('Tanh', [x]);
    default:
      return assertNever(activation, 'activation');
  }
}
