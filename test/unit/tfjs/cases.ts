/** @file One row of cases for each op of the kernel set: inputs, the call, nothing else. Exhaustive by type. */
import type { KernelSet, Tensor } from '../../../src/runtime/engines/tfjs/kernel-set.ts';
import type { DType, Shape } from '../../../src/runtime/plan.ts';

export interface CaseInput {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly number[];
}

export interface KernelCase {
  readonly inputs: readonly CaseInput[];
  readonly call: (k: KernelSet, inputs: readonly Tensor[]) => Tensor;
}

export type OpMethod = Exclude<keyof KernelSet, 'constant' | 'copy' | 'free'>;

/** Values in [low, high), spread without a pattern, the same each time. */
export function floats(shape: Shape, low = -2, high = 2, seed = 1): CaseInput {
  const values = Array.from({ length: count(shape) }, (_, index) => {
    const spread = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return low + (high - low) * (spread - Math.floor(spread));
  });
  return { shape, dtype: 'f32', values };
}

/** Indices in 0..below-1. */
export function indices(shape: Shape, below: number): CaseInput {
  return {
    shape,
    dtype: 'i32',
    values: Array.from({ length: count(shape) }, (_, index) => (index * 7 + 3) % below),
  };
}

function bools(shape: Shape, seed = 0): CaseInput {
  return {
    shape,
    dtype: 'bool',
    values: Array.from({ length: count(shape) }, (_, index) => ((index + seed) % 3 ? 1 : 0)),
  };
}

function count(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

const unary = (op: OpMethod & UnaryMethod, low = -3, high = 3): KernelCase[] => [
  { inputs: [floats([37], low, high)], call: (k, [x]) => k[op](x as Tensor) },
  { inputs: [floats([2, 3, 2, 2, 3], low, high)], call: (k, [x]) => k[op](x as Tensor) },
];

const operandShapes: readonly (readonly [Shape, Shape])[] = [
  [
    [4, 3],
    [4, 3],
  ],
  [[4, 3], [3]],
  [[], [4, 3]],
  [
    [4, 1],
    [2, 1, 3],
  ],
  [
    [2, 3, 4, 5, 2],
    [3, 1, 5, 1],
  ],
];
const binary = (op: OpMethod & BinaryMethod, low = -2): KernelCase[] =>
  operandShapes.map(([a, b]) => ({
    inputs: [floats(a, low), floats(b, low, 2, 2)],
    call: (k, [x, y]) => k[op](x as Tensor, y as Tensor),
  }));
const logical = (op: 'logicalAnd' | 'logicalOr'): KernelCase[] =>
  operandShapes.slice(0, 4).map(([a, b]) => ({
    inputs: [bools(a), bools(b, 1)],
    call: (k, [x, y]) => k[op](x as Tensor, y as Tensor),
  }));
const reduction = (op: 'sum' | 'mean' | 'max'): KernelCase[] =>
  [[], [0], [1], [0, 2], [0, 1, 2, 3, 4]].flatMap((axes) =>
    [true, false].map((keepDims) => ({
      inputs: [floats([3, 4, 2, 2, 3])],
      call: (k: KernelSet, [x]: readonly Tensor[]) => k[op](x as Tensor, axes, { keepDims }),
    })),
  );

type UnaryMethod = {
  [K in OpMethod]: KernelSet[K] extends (x: Tensor) => Tensor ? K : never;
}[OpMethod];
type BinaryMethod =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'maximum'
  | 'minimum'
  | 'greater'
  | 'greaterEqual'
  | 'equal';

interface Geometry {
  readonly image: Shape;
  readonly kernel: readonly [number, number, number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Strides with and without a remainder, uneven padding, one channel, kernels narrower than the stride. */
export const geometries: readonly Geometry[] = [
  { image: [2, 6, 5, 3], kernel: [3, 3, 3, 4], strides: [1, 1], padding: [1, 1, 1, 1] },
  { image: [2, 8, 8, 2], kernel: [3, 3, 2, 5], strides: [2, 2], padding: [0, 1, 0, 1] },
  { image: [2, 8, 8, 2], kernel: [4, 4, 2, 3], strides: [2, 2], padding: [1, 1, 1, 1] },
  { image: [3, 7, 9, 1], kernel: [3, 2, 1, 4], strides: [2, 3], padding: [0, 0, 0, 0] },
  { image: [1, 5, 5, 2], kernel: [1, 1, 2, 3], strides: [2, 2], padding: [0, 0, 0, 0] },
  { image: [2, 4, 4, 3], kernel: [5, 5, 3, 1], strides: [1, 1], padding: [2, 2, 2, 2] },
  { image: [2, 6, 6, 40], kernel: [3, 3, 40, 2], strides: [1, 1], padding: [1, 1, 1, 1] },
];

/** The shape of a convolution's result. */
export function convolved({ image, kernel, strides, padding }: Geometry): [number, number, number, number] {
  const along = (size: number, taps: number, stride: number, pad: number): number =>
    Math.floor((size + pad - taps) / stride) + 1;
  return [
    image[0] as number,
    along(image[1] as number, kernel[0], strides[0], padding[0] + padding[1]),
    along(image[2] as number, kernel[1], strides[1], padding[2] + padding[3]),
    kernel[3],
  ];
}

const activations = ['none', 'relu', 'leakyRelu', 'sigmoid', 'tanh'] as const;
const transposes = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);
const matrices = (
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
): [CaseInput, CaseInput] => [
  floats(transposeA ? [k, m] : [m, k]),
  floats(transposeB ? [n, k] : [k, n], -2, 2, 5),
];

export const cases: { readonly [K in OpMethod]: readonly KernelCase[] } = {
  negate: unary('negate'),
  abs: unary('abs'),
  sign: [
    ...unary('sign'),
    { inputs: [{ shape: [3], dtype: 'f32', values: [-2, 0, 5] }], call: (k, [x]) => k.sign(x as Tensor) },
  ],
  exp: unary('exp'),
  log: unary('log', 0.1),
  sqrt: unary('sqrt', 0),
  rsqrt: unary('rsqrt', 0.1),
  square: unary('square'),
  sin: unary('sin', -6, 6),
  cos: unary('cos', -6, 6),
  tanh: unary('tanh'),
  sigmoid: unary('sigmoid', -9, 9),
  softplus: unary('softplus', -40, 40),
  relu: unary('relu'),
  leakyRelu: [{ inputs: [floats([4, 9])], call: (k, [x]) => k.leakyRelu(x as Tensor, { alpha: 0.2 }) }],
  floor: unary('floor'),
  erf: unary('erf'),
  add: binary('add'),
  subtract: binary('subtract'),
  multiply: binary('multiply'),
  divide: binary('divide', 0.5),
  power: binary('power', 0.2),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  greater: binary('greater'),
  greaterEqual: binary('greaterEqual'),
  equal: [
    ...binary('equal'),
    {
      inputs: [indices([4, 3], 4), indices([3], 4)],
      call: (k, [x, y]) => k.equal(x as Tensor, y as Tensor),
    },
  ],
  logicalAnd: logical('logicalAnd'),
  logicalOr: logical('logicalOr'),
  logicalNot: [{ inputs: [bools([4, 3])], call: (k, [x]) => k.logicalNot(x as Tensor) }],
  select: [
    {
      inputs: [bools([4, 3]), floats([4, 3]), floats([4, 3], 3, 4)],
      call: (k, [c, t, e]) => k.select(c as Tensor, t as Tensor, e as Tensor),
    },
    {
      inputs: [bools([4, 1]), floats([3]), floats([])],
      call: (k, [c, t, e]) => k.select(c as Tensor, t as Tensor, e as Tensor),
    },
  ],
  cast: [
    { inputs: [floats([8])], call: (k, [x]) => k.cast(x as Tensor, 'i32') },
    {
      inputs: [{ shape: [4], dtype: 'f32', values: [0, 0.5, 256, -1] }],
      call: (k, [x]) => k.cast(x as Tensor, 'bool'),
    },
    { inputs: [bools([5])], call: (k, [x]) => k.cast(x as Tensor, 'f32') },
    { inputs: [bools([5])], call: (k, [x]) => k.cast(x as Tensor, 'i32') },
    { inputs: [indices([5], 4)], call: (k, [x]) => k.cast(x as Tensor, 'f32') },
    { inputs: [indices([5], 4)], call: (k, [x]) => k.cast(x as Tensor, 'bool') },
  ],
  sum: reduction('sum'),
  mean: reduction('mean'),
  max: reduction('max'),
  argMax: [0, 1, 2].map((axis) => ({
    inputs: [floats([3, 4, 5])],
    call: (k, [x]) => k.argMax(x as Tensor, axis),
  })),
  reshape: [{ inputs: [floats([2, 6])], call: (k, [x]) => k.reshape(x as Tensor, [3, 1, 4]) }],
  transpose: [
    { inputs: [floats([3, 5])], call: (k, [x]) => k.transpose(x as Tensor, [1, 0]) },
    { inputs: [floats([2, 3, 4, 5])], call: (k, [x]) => k.transpose(x as Tensor, [3, 1, 2, 0]) },
    { inputs: [floats([2, 3, 2, 4, 2, 3])], call: (k, [x]) => k.transpose(x as Tensor, [0, 1, 3, 2, 4, 5]) },
  ],
  broadcastTo: [
    { inputs: [floats([])], call: (k, [x]) => k.broadcastTo(x as Tensor, [2, 3]) },
    { inputs: [floats([4])], call: (k, [x]) => k.broadcastTo(x as Tensor, [2, 3, 4]) },
    { inputs: [floats([3, 1, 2])], call: (k, [x]) => k.broadcastTo(x as Tensor, [2, 3, 4, 2]) },
    { inputs: [floats([2, 3])], call: (k, [x]) => k.broadcastTo(x as Tensor, [2, 3]) },
    { inputs: [floats([2, 1, 3, 1, 2])], call: (k, [x]) => k.broadcastTo(x as Tensor, [2, 2, 3, 2, 2]) },
  ],
  slice: [
    { inputs: [floats([7])], call: (k, [x]) => k.slice(x as Tensor, { starts: [2], sizes: [3] }) },
    { inputs: [floats([4, 5])], call: (k, [x]) => k.slice(x as Tensor, { starts: [1, 0], sizes: [2, 5] }) },
    { inputs: [floats([4, 5])], call: (k, [x]) => k.slice(x as Tensor, { starts: [0, 1], sizes: [4, 1] }) },
    {
      inputs: [indices([3, 4, 5], 9)],
      call: (k, [x]) => k.slice(x as Tensor, { starts: [1, 1, 2], sizes: [2, 2, 3] }),
    },
    {
      inputs: [floats([2, 3, 2, 3, 4, 2])],
      call: (k, [x]) => k.slice(x as Tensor, { starts: [1, 0, 1, 1, 2, 0], sizes: [1, 3, 1, 2, 2, 2] }),
    },
  ],
  pad: [
    { inputs: [floats([3])], call: (k, [x]) => k.pad(x as Tensor, { before: [2], after: [1] }) },
    {
      inputs: [floats([2, 3, 2, 2, 2])],
      call: (k, [x]) => k.pad(x as Tensor, { before: [0, 1, 0, 2, 1], after: [1, 0, 0, 0, 1] }),
    },
  ],
  concat: [
    { inputs: [floats([2, 3]), floats([2, 1])], call: (k, xs) => k.concat(xs, 1) },
    { inputs: [floats([2, 3]), floats([1, 3]), floats([4, 3])], call: (k, xs) => k.concat(xs, 0) },
    { inputs: [floats([2, 1, 2, 2, 2]), floats([2, 3, 2, 2, 2])], call: (k, xs) => k.concat(xs, 1) },
  ],
  reverse: [
    { inputs: [floats([3, 4, 2])], call: (k, [x]) => k.reverse(x as Tensor, [0, 1]) },
    { inputs: [floats([2, 3, 4, 2, 2, 2])], call: (k, [x]) => k.reverse(x as Tensor, [1, 2]) },
  ],
  gather: [
    { inputs: [floats([5, 3]), indices([4], 5)], call: (k, [x, i]) => k.gather(x as Tensor, i as Tensor) },
    {
      inputs: [floats([5, 2, 2]), indices([2, 3], 5)],
      call: (k, [x, i]) => k.gather(x as Tensor, i as Tensor),
    },
    { inputs: [floats([5]), indices([], 5)], call: (k, [x, i]) => k.gather(x as Tensor, i as Tensor) },
  ],
  scatterAdd: [
    {
      inputs: [floats([6, 3]), indices([6], 4)],
      call: (k, [x, i]) => k.scatterAdd(x as Tensor, i as Tensor, { depth: 5 }),
    },
    {
      inputs: [floats([2, 3, 2, 2]), indices([2, 3], 4)],
      call: (k, [x, i]) => k.scatterAdd(x as Tensor, i as Tensor, { depth: 4 }),
    },
    {
      inputs: [floats([6]), indices([6], 3)],
      call: (k, [x, i]) => k.scatterAdd(x as Tensor, i as Tensor, { depth: 3 }),
    },
  ],
  matMul: [
    ...transposes.map((options) => ({
      inputs: matrices(3, 5, 4, options.transposeA, options.transposeB),
      call: (k: KernelSet, [a, b]: readonly Tensor[]) => k.matMul(a as Tensor, b as Tensor, options),
    })),
    { inputs: [floats([2, 3, 4]), floats([4, 5])], call: (k, [a, b]) => k.matMul(a as Tensor, b as Tensor) },
    {
      inputs: [floats([2, 1, 3, 4]), floats([3, 4, 2])],
      call: (k, [a, b]) => k.matMul(a as Tensor, b as Tensor),
    },
    {
      inputs: [floats([2, 4, 3]), floats([2, 5, 4])],
      call: (k, [a, b]) => k.matMul(a as Tensor, b as Tensor, { transposeA: true, transposeB: true }),
    },
  ],
  conv2d: geometries.map((g) => ({
    inputs: [floats(g.image), floats(g.kernel, -1, 1, 3)],
    call: (k, [x, w]) => k.conv2d(x as Tensor, w as Tensor, g),
  })),
  conv2dInputGradient: geometries.map((g) => ({
    inputs: [floats(convolved(g)), floats(g.kernel, -1, 1, 3)],
    call: (k, [dy, w]) => k.conv2dInputGradient(dy as Tensor, w as Tensor, { ...g, inputShape: g.image }),
  })),
  conv2dKernelGradient: geometries.map((g) => ({
    inputs: [floats(g.image), floats(convolved(g), -1, 1, 3)],
    call: (k, [x, dy]) => k.conv2dKernelGradient(x as Tensor, dy as Tensor, { ...g, kernelShape: g.kernel }),
  })),
  fusedMatMul: activations.flatMap((activation) =>
    transposes.map((options) => ({
      inputs: [...matrices(3, 5, 4, options.transposeA, options.transposeB), floats([4])],
      call: (k: KernelSet, [a, b, c]: readonly Tensor[]) =>
        k.fusedMatMul(a as Tensor, b as Tensor, c as Tensor, { ...options, activation, alpha: 0.1 }),
    })),
  ),
  fusedConv2d: activations.map((activation) => ({
    inputs: [floats([2, 6, 5, 3]), floats([3, 3, 3, 4], -1, 1, 3), floats([4])],
    call: (k, [x, w, b]) =>
      k.fusedConv2d(x as Tensor, w as Tensor, b as Tensor, {
        strides: [2, 1],
        padding: [0, 1, 1, 1],
        activation,
        alpha: 0.1,
      }),
  })),
  movingAverage: [
    {
      inputs: [floats([4, 5]), floats([4, 5], -1, 1, 2)],
      call: (k, [a, x]) => k.movingAverage(a as Tensor, x as Tensor, { decay: 0.9 }),
    },
  ],
  movingAverageOfSquares: [
    {
      inputs: [floats([4, 5], 0), floats([4, 5], -1, 1, 2)],
      call: (k, [a, x]) => k.movingAverageOfSquares(a as Tensor, x as Tensor, { decay: 0.999 }),
    },
  ],
  adamStep: [
    {
      inputs: [floats([4, 5]), floats([4, 5]), floats([4, 5], 0), floats([], 0.01, 0.02), floats([], 1, 2)],
      call: (k, [w, m, v, s, c]) =>
        k.adamStep(w as Tensor, m as Tensor, v as Tensor, s as Tensor, c as Tensor, { epsilon: 1e-8 }),
    },
  ],
};
