/**
 * @file ONNX forms of the optimisers' ops: chains of elementwise nodes with as few passes over memory as there are. ONNX
 * Runtime reuses a buffer along such a chain, which measured faster than every trick with products (docs/engines-onnx.md).
 */
import type { OnnxLowering } from './lowering.ts';

/** decay * average + (1 - decay) * value: three passes. */
export const movingAverage: OnnxLowering<'movingAverage'> = (node, context) => {
  const { builder } = context;
  const { decay } = node.attributes;
  const kept = builder.node('Mul', [context.broadcastOperand(node, 0), builder.scalar(decay)]);
  const added = builder.node('Mul', [context.broadcastOperand(node, 1), builder.scalar(1 - decay)]);
  return builder.node('Add', [kept, added]);
};

/** decay * average + (1 - decay) * value^2: four passes. */
export const movingAverageOfSquares: OnnxLowering<'movingAverageOfSquares'> = (node, context) => {
  const { builder } = context;
  const { decay } = node.attributes;
  const value = context.broadcastOperand(node, 1);
  const kept = builder.node('Mul', [context.broadcastOperand(node, 0), builder.scalar(decay)]);
  const squares = builder.node('Mul', [value, value]);
  return builder.node('Add', [kept, builder.node('Mul', [squares, builder.scalar(1 - decay)])]);
};

/** weight - (stepSize / correction) * m / (sqrt(v) + epsilon / correction): the scalars first, then five passes. */
export const adamStep: OnnxLowering<'adamStep'> = (node, context) => {
  const { builder } = context;
  const stepSize = context.operand(node, 3, 'row');
  const correction = context.operand(node, 4, 'row');
  const epsilon = builder.node('Div', [builder.scalar(node.attributes.epsilon), correction]);
  const root = builder.node('Sqrt', [context.broadcastOperand(node, 2)]);
  const direction = builder.node('Div', [
    context.broadcastOperand(node, 1),
    builder.node('Add', [root, epsilon]),
  ]);
  const step = builder.node('Mul', [direction, builder.node('Div', [stepSize, correction])]);
  return builder.node('Sub', [context.broadcastOperand(node, 0), step]);
};
