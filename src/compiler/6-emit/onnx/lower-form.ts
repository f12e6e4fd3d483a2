/**
 * @file ONNX forms of the reductions, the ops that change a tensor's form, and rows by index. Axes are remapped to the layout
 * in which each tensor is kept.
 */
import { readable } from './choose-layouts.ts';
import { storedAxes, storedAxis, toStored } from './layout.ts';
import type { LoweringContext, OnnxLowering } from './lowering.ts';
import { elementTypes } from './protobuf.ts';
import type { GraphNode } from '../../ir/graph.ts';

type Reduction = 'sum' | 'mean' | 'max';

/** ReduceSum, ReduceMean or ReduceMax; without axes nothing is reduced. */
export function reduction<K extends Reduction>(opType: string): OnnxLowering<K> {
  return (node: GraphNode<K>, context: LoweringContext) => {
    const { axes, keepDims } = node.attributes;
    const own = node as GraphNode<Reduction> as GraphNode<'sum'>;
    const operand = context.operandNode(own, 0);
    const layout = keepDims ? context.layoutOf(node.id) : readable(context.layoutOf(operand.id), axes);
    const x = context.operand(own, 0, layout);
    if (axes.length === 0) return context.builder.node('Identity', [x]);
    const stored = context.builder.integers(storedAxes(layout, operand.shape.length, axes));
    return context.builder.node(opType, [x, stored], { integers: { keepdims: keepDims ? 1 : 0 } });
  };
}

/** ONNX gives int64; the IR has i32. */
export const argMax: OnnxLowering<'argMax'> = (node, context) => {
  const operand = context.operandNode(node, 0);
  const layout = readable(context.layoutOf(operand.id), [node.attributes.axis]);
  const axis = storedAxis(layout, operand.shape.length, node.attributes.axis);
  const index = context.builder.node('ArgMax', [context.operand(node, 0, layout)], {
    integers: { axis, keepdims: 0 },
  });
  return context.builder.node('Cast', [index], { integers: { to: elementTypes.i32 } });
};

export const reshape: OnnxLowering<'reshape'> = (node, context) =>
  context.reshape(context.operand(node, 0, 'row'), node.attributes.shape);

/** A transpose that moves no long axis past another is a reshape. */
export const transpose: OnnxLowering<'transpose'> = (node, context) => {
  const { permutation } = node.attributes;
  const shape = context.operandShape(node, 0);
  const x = context.operand(node, 0, 'row');
  const long = permutation.filter((axis) => (shape[axis] ?? 1) !== 1);
  if (long.every((axis, i) => i === 0 || axis > (long[i - 1] ?? 0))) return context.reshape(x, node.shape);
  return context.builder.node('Transpose', [x], { integers: { perm: permutation } });
};

export const broadcastTo: OnnxLowering<'broadcastTo'> = (node, context) => {
  const dims = toStored(context.layoutOf(node.id), node.attributes.shape);
  return context.builder.node('Expand', [context.broadcastOperand(node, 0), context.builder.integers(dims)]);
};

export const slice: OnnxLowering<'slice'> = (node, context) => {
  const layout = context.layoutOf(node.id);
  const shape = toStored(layout, context.operandShape(node, 0));
  const starts = toStored(layout, node.attributes.starts);
  const ends = toStored(
    layout,
    node.attributes.starts.map((start, axis) => start + (node.attributes.sizes[axis] ?? 0)),
  );
  const axes = shape
    .map((_, axis) => axis)
    .filter((axis) => starts[axis] !== 0 || ends[axis] !== shape[axis]);
  const x = context.broadcastOperand(node, 0);
  if (axes.length === 0) return context.builder.node('Identity', [x]);
  const pick = (list: readonly number[]): string =>
    context.builder.integers(axes.map((axis) => list[axis] ?? 0));
  return context.builder.node('Slice', [x, pick(starts), pick(ends), context.builder.integers(axes)]);
};

export const pad: OnnxLowering<'pad'> = (node, context) => {
  const layout = context.layoutOf(node.id);
  const { before, after } = node.attributes;
  const pads = context.builder.integers([...toStored(layout, before), ...toStored(layout, after)]);
  return context.builder.node('Pad', [context.broadcastOperand(node, 0), pads]);
};

export const concat: OnnxLowering<'concat'> = (node, context) =>
  context.builder.node(
    'Concat',
    node.inputs.map((_, position) => context.broadcastOperand(node, position)),
    { integers: { axis: storedAxis(context.layoutOf(node.id), node.shape.length, node.attributes.axis) } },
  );

export const reverse: OnnxLowering<'reverse'> = (node, context) => {
  const layout = context.layoutOf(node.id);
  const axes = storedAxes(layout, node.shape.length, node.attributes.axes);
  const x = context.broadcastOperand(node, 0);
  return axes.length === 0 ? context.builder.node('Identity', [x]) : reversed(context, x, axes);
};

/** `x` with the given stored axes back to front: a slice with step -1 whose end is before the first element. */
export function reversed(context: LoweringContext, x: string, axes: readonly number[]): string {
  const all = (value: number): string => context.builder.integers(axes.map(() => value));
  const beforeFirst = -(2 ** 31) + 1;
  return context.builder.node('Slice', [
    x,
    all(-1),
    all(beforeFirst),
    context.builder.integers(axes),
    all(-1),
  ]);
}

export const gather: OnnxLowering<'gather'> = (node, context) =>
  context.builder.node('Gather', [context.operand(node, 0, 'row'), context.operand(node, 1, 'row')], {
    integers: { axis: 0 },
  });

/** Rows added up one after the other (ScatterElements is sequential, so the sums are the same each time). */
export const scatterAdd: OnnxLowering<'scatterAdd'> = (node, context) => {
  const { builder } = context;
  const [depth = 0, ...row] = node.shape;
  const count = context.operandShape(node, 1).reduce((product, dim) => product * dim, 1);
  const width = row.reduce((product, dim) => product * dim, 1);
  const rows = context.reshape(context.operand(node, 0, 'row'), [count, width]);
  const column = context.reshape(context.operand(node, 1, 'row'), [count, 1]);
  const index = builder.node('Cast', [column], { integers: { to: elementTypes.i64 } });
  const indices = builder.node('Expand', [index, builder.integers([count, width])]);
  const zero = builder.constant(node.dtype, [], [0]);
  const zeros = builder.node('Expand', [zero, builder.integers([depth, width])]);
  const sums = builder.node('ScatterElements', [zeros, indices, rows], {
    integers: { axis: 0 },
    strings: { reduction: 'add' },
  });
  return context.reshape(sums, node.shape);
};
