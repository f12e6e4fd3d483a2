/** @file The reference evaluation of every op against TensorFlow.js (cpu backend, float32) where it has the function. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { GraphNode } from '../../../src/compiler/ir/graph.ts';
import type { OpAttributes, OpName } from '../../../src/compiler/ops/attributes.ts';
import { ndArray, type NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { drawInput, dtypeOf, opCases, randomStream } from './op-cases.ts';

type Oracle<K extends OpName> = (
  inputs: readonly tf.Tensor[],
  attributes: OpAttributes[K],
  shape: readonly number[],
) => tf.Tensor;

type Plain = (inputs: readonly tf.Tensor[]) => tf.Tensor;

const unary =
  (apply: (x: tf.Tensor) => tf.Tensor): Plain =>
  ([x]) =>
    apply(x!);
const binary =
  (apply: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Plain =>
  ([x, y]) =>
    apply(x!, y!);

interface Geometry {
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

function convolve(
  x: tf.Tensor,
  kernel: tf.Tensor,
  { strides, padding: [top, bottom, left, right] }: Geometry,
): tf.Tensor {
  const padded = tf.pad(x as tf.Tensor4D, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  return tf.conv2d(padded as tf.Tensor4D, kernel as tf.Tensor4D, [...strides], 'valid');
}

function kernelAttributes(
  { strides, padding: [top, bottom, left, right] }: Geometry,
  shape: Record<string, number[]>,
): tf.NamedAttrMap {
  const pad = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return { strides: [...strides], pad, dataFormat: 'NHWC', dimRoundingMode: 'floor', ...shape };
}

function activate(x: tf.Tensor, name: string, alpha: number): tf.Tensor {
  if (name === 'relu') return tf.relu(x);
  if (name === 'leakyRelu') return tf.leakyRelu(x, alpha);
  if (name === 'sigmoid') return tf.sigmoid(x);
  return name === 'tanh' ? tf.tanh(x) : x;
}

const oracles: { readonly [K in keyof typeof opCases]: Oracle<K> } = {
  negate: unary(tf.neg),
  abs: unary(tf.abs),
  sign: unary(tf.sign),
  exp: unary(tf.exp),
  log: unary(tf.log),
  sqrt: unary(tf.sqrt),
  rsqrt: unary(tf.rsqrt),
  square: unary(tf.square),
  sin: unary(tf.sin),
  cos: unary(tf.cos),
  tanh: unary(tf.tanh),
  sigmoid: unary(tf.sigmoid),
  softplus: unary(tf.softplus),
  relu: unary(tf.relu),
  leakyRelu: ([x], { alpha }) => tf.add(tf.relu(x!), tf.mul(alpha, tf.minimum(x!, 0))),
  floor: unary(tf.floor),
  erf: unary(tf.erf),
  add: binary(tf.add),
  subtract: binary(tf.sub),
  multiply: binary(tf.mul),
  divide: binary(tf.div),
  power: binary(tf.pow),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  greater: binary(tf.greater),
  greaterEqual: binary(tf.greaterEqual),
  equal: binary(tf.equal),
  logicalAnd: binary(tf.logicalAnd),
  logicalOr: binary(tf.logicalOr),
  logicalNot: unary(tf.logicalNot),
  select: ([c, x, y], _, shape) =>
    tf.where(c!, tf.broadcastTo(x!, [...shape]), tf.broadcastTo(y!, [...shape])),
  cast: ([x], { dtype }) => tf.cast(x!, dtype === 'f32' ? 'float32' : dtype === 'i32' ? 'int32' : 'bool'),
  sum: ([x], { axes, keepDims }) => tf.sum(x!, [...axes], keepDims),
  mean: ([x], { axes, keepDims }) => tf.mean(x!, [...axes], keepDims),
  max: ([x], { axes, keepDims }) => tf.max(x!, [...axes], keepDims),
  argMax: ([x], { axis }) => tf.argMax(x!, axis),
  reshape: ([x], { shape }) => tf.reshape(x!, [...shape]),
  transpose: ([x], { permutation }) => tf.transpose(x!, [...permutation]),
  broadcastTo: ([x], { shape }) => tf.broadcastTo(x!, [...shape]),
  slice: ([x], { starts, sizes }) => tf.slice(x!, [...starts], [...sizes]),
  pad: ([x], { before, after }) =>
    tf.pad(
      x!,
      before.map((count, axis) => [count, after[axis]!] as [number, number]),
    ),
  concat: (parts, { axis }) => tf.concat([...parts], axis),
  reverse: ([x], { axes }) => tf.reverse(x!, [...axes]),
  gather: ([table, indices]) => tf.gather(table!, indices!),
  scatterAdd: ([rows, indices], { depth }) => tf.unsortedSegmentSum(rows!, indices as tf.Tensor1D, depth),
  matMul: ([x, y], { transposeA, transposeB }) => tf.matMul(x!, y!, transposeA, transposeB),
  conv2d: ([x, kernel], geometry) => convolve(x!, kernel!, geometry),
  conv2dInputGradient: ([dy, filter], { inputShape, ...geometry }) =>
    tf
      .engine()
      .runKernel(
        tf.Conv2DBackpropInput,
        { dy: dy!, filter: filter! },
        kernelAttributes(geometry, { inputShape: [...inputShape] }),
      ),
  conv2dKernelGradient: ([x, dy], { kernelShape, ...geometry }) =>
    tf
      .engine()
      .runKernel(
        tf.Conv2DBackpropFilter,
        { x: x!, dy: dy! },
        kernelAttributes(geometry, { filterShape: [...kernelShape] }),
      ),
  stopGradient: unary((x) => x),
  fusedMatMul: ([x, y, bias], { transposeA, transposeB, activation, alpha }) =>
    activate(tf.add(tf.matMul(x!, y!, transposeA, transposeB), bias!), activation, alpha),
  fusedConv2d: ([x, kernel, bias], { activation, alpha, ...geometry }) =>
    activate(tf.add(convolve(x!, kernel!, geometry), bias!), activation, alpha),
  movingAverage: ([m, x], { decay }) => tf.add(tf.mul(m!, decay), tf.mul(x!, 1 - decay)),
  movingAverageOfSquares: ([m, x], { decay }) => tf.add(tf.mul(m!, decay), tf.mul(tf.square(x!), 1 - decay)),
  adamStep: ([w, m, v, stepSize, correction], { epsilon }) =>
    tf.sub(w!, tf.div(tf.mul(m!, stepSize!), tf.add(tf.mul(tf.sqrt(v!), correction!), epsilon))),
};

function toTensor(array: NdArray, dtype: 'f32' | 'i32' | 'bool'): tf.Tensor {
  const type = dtype === 'f32' ? 'float32' : dtype === 'i32' ? 'int32' : 'bool';
  return tf.tensor(Array.from(array.data), [...array.shape], type);
}

function askOracle<K extends keyof typeof opCases>(
  node: GraphNode<K>,
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  return oracles[node.op](inputs, node.attributes, node.shape);
}

const rows = Object.entries(opCases).flatMap(([op, cases]) =>
  cases.map((opCase) => ({ op: op as keyof typeof opCases, opCase, title: opCase.title })),
);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each(rows)('$op $title agrees with TensorFlow.js', ({ op, opCase }) => {
  const random = randomStream(11);
  const b = new GraphBuilder('case');
  const arrays = opCase.inputs.map((spec) => drawInput(spec, random));
  const operands = opCase.inputs.map((spec, i) => b.input(`x${i}`, spec.shape, dtypeOf(spec.domain)));
  const result = opCase.write(b, ...operands);
  b.output('y', result);
  const named = Object.fromEntries(arrays.map((array, index) => [`x${index}`, array]));
  const value = evaluateGraph(b.finish(), named).y!;
  const node = b.nodeOf(result);
  expect(node.op).toBe(op);
  const tensors = arrays.map((array, index) => toTensor(array, operands[index]!.dtype));
  const expected = askOracle(node as GraphNode<typeof op>, tensors);
  expect(value.shape).toEqual(expected.shape);
  const numbers = expected.dataSync();
  for (let i = 0; i < numbers.length; i++) expect(value.data[i]).toBeCloseTo(Number(numbers[i]), 4);
});

test.each([
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2.4, 0.9993114861033549],
  [2.6, 0.9997639655834707],
  [-1.5, -0.9661051464753108],
  [0, 0],
  [9, 1],
])('erf(%d) is exact to float64', (x, expected) => {
  const b = new GraphBuilder('erf');
  b.output('y', b.erf(b.input('x', [])));
  expect(evaluateGraph(b.finish(), { x: ndArray([], [x]) }).y!.data[0]).toBeCloseTo(expected, 14);
});

test('sigmoid and softplus neither overflow nor lose small values', () => {
  const b = new GraphBuilder('stable');
  const x = b.input('x', [4]);
  b.output('sigmoid', b.sigmoid(x));
  b.output('softplus', b.softplus(x));
  const { sigmoid, softplus } = evaluateGraph(b.finish(), { x: ndArray([4], [-800, -50, 50, 800]) });
  expect([...sigmoid!.data]).toEqual([0, Math.exp(-50) / (1 + Math.exp(-50)), 1, 1]);
  expect(softplus!.data[1]).toBeCloseTo(Math.exp(-50), 30);
  expect(softplus!.data[3]).toBe(800);
});
