/**
 * @file At least one case per op, exhaustive by type: how to write it from inputs, and inputs on which it is smooth (away
 * from kinks and ties), for the tests of values, gradients and gradients of gradients.
 */
import type { GraphBuilder, Value } from '../../../src/compiler/ir/build.ts';
import type { DType, OpName, Shape } from '../../../src/compiler/ops/attributes.ts';
import { ndArray, sizeOf, type NdArray } from '../../../src/compiler/ops/nd-array.ts';

/** Where an input's values lie. `spaced` is a permutation of well separated numbers; `index n` whole numbers below n. */
export type Domain = 'any' | 'positive' | 'spaced' | 'bool' | { readonly index: number };

export interface InputSpec {
  readonly shape: Shape;
  readonly domain: Domain;
}

export interface OpCase {
  readonly title: string;
  readonly inputs: readonly InputSpec[];
  readonly write: (b: GraphBuilder, ...inputs: Value[]) => Value;
}

type Write = OpCase['write'];

function one(write: Write, domain: Domain = 'any', shape: Shape = [2, 3]): OpCase[] {
  return [{ title: `[${shape}]`, inputs: [{ shape, domain }], write }];
}

/** Two operands: of one shape, broadcast on either side, and a scalar. */
function two(write: Write, domain: Domain = 'any'): OpCase[] {
  const shapes: [Shape, Shape][] = [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [2, 1],
      [4, 1, 3],
    ],
    [[], [2, 2]],
  ];
  return shapes.map(([a, c]) => ({
    title: `[${a}] and [${c}]`,
    inputs: [
      { shape: a, domain },
      { shape: c, domain },
    ],
    write,
  }));
}

function many(write: Write, ...inputs: (readonly [Shape, Domain])[]): OpCase[] {
  const title = inputs.map(([shape]) => `[${shape}]`).join(', ');
  return [{ title, inputs: inputs.map(([shape, domain]) => ({ shape, domain })), write }];
}

/** Products of matrices, in all four forms of transposes and with leading axes. */
function products(write: (b: GraphBuilder, a: Value, c: Value, transposes: Transposes) => Value): OpCase[] {
  const flags = [false, true];
  const plain = flags.flatMap((transposeA) =>
    flags.flatMap((transposeB) =>
      many(
        (b, a, c) => write(b, a!, c!, { transposeA, transposeB }),
        [transposeA ? [3, 2] : [2, 3], 'any'],
        [transposeB ? [4, 3] : [3, 4], 'any'],
      ),
    ),
  );
  return [
    ...plain,
    ...many(
      (b, a, c) => write(b, a!, c!, { transposeA: true, transposeB: false }),
      [[2, 3, 2], 'any'],
      [[2, 3, 2], 'any'],
    ),
    ...many(
      (b, a, c) => write(b, a!, c!, { transposeA: false, transposeB: true }),
      [[2, 2, 3], 'any'],
      [[2, 3], 'any'],
    ),
    ...many(
      (b, a, c) => write(b, a!, c!, { transposeA: false, transposeB: false }),
      [[2, 3], 'any'],
      [[2, 3, 2], 'any'],
    ),
  ];
}

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const strided = { strides: [2, 1], padding: [1, 0, 1, 2] } as const;
const plain = { strides: [1, 1], padding: [1, 1, 1, 1] } as const;
const leaking = { strides: [2, 2], padding: [0, 0, 0, 0] } as const;
const image: readonly [Shape, Domain] = [[2, 5, 4, 2], 'any'];
const kernel: readonly [Shape, Domain] = [[3, 2, 2, 3], 'any'];

/** All ops but the leaves and `gradient`, which have tests of their own. */
export const opCases: { readonly [K in Exclude<OpName, 'input' | 'constant' | 'gradient'>]: OpCase[] } = {
  negate: one((b, x) => b.negate(x!)),
  abs: one((b, x) => b.abs(x!)),
  sign: one((b, x) => b.sign(x!)),
  exp: one((b, x) => b.exp(x!)),
  log: one((b, x) => b.log(x!), 'positive'),
  sqrt: one((b, x) => b.sqrt(x!), 'positive'),
  rsqrt: one((b, x) => b.rsqrt(x!), 'positive'),
  square: one((b, x) => b.square(x!)),
  sin: one((b, x) => b.sin(x!)),
  cos: one((b, x) => b.cos(x!)),
  tanh: one((b, x) => b.tanh(x!)),
  sigmoid: one((b, x) => b.sigmoid(x!)),
  softplus: one((b, x) => b.softplus(x!)),
  relu: one((b, x) => b.relu(x!)),
  leakyRelu: [
    ...one((b, x) => b.leakyRelu(x!, 0.2)),
    ...one((b, x) => b.leakyRelu(x!, 1.5)),
    ...one((b, x) => b.leakyRelu(x!, -0.3)),
  ],
  floor: one((b, x) => b.floor(x!)),
  erf: one((b, x) => b.erf(x!)),
  add: two((b, x, y) => b.add(x!, y!)),
  subtract: two((b, x, y) => b.subtract(x!, y!)),
  multiply: two((b, x, y) => b.multiply(x!, y!)),
  divide: two((b, x, y) => b.divide(x!, y!)),
  power: two((b, x, y) => b.power(x!, y!), 'positive'),
  maximum: two((b, x, y) => b.maximum(x!, y!)),
  minimum: two((b, x, y) => b.minimum(x!, y!)),
  greater: two((b, x, y) => b.greater(x!, y!)),
  greaterEqual: two((b, x, y) => b.greaterEqual(x!, y!)),
  equal: two((b, x, y) => b.equal(x!, y!), { index: 2 }),
  logicalAnd: two((b, x, y) => b.logicalAnd(x!, y!), 'bool'),
  logicalOr: two((b, x, y) => b.logicalOr(x!, y!), 'bool'),
  logicalNot: one((b, x) => b.logicalNot(x!), 'bool'),
  select: [
    ...many((b, c, x, y) => b.select(c!, x!, y!), [[2, 3], 'bool'], [[2, 3], 'any'], [[2, 3], 'any']),
    ...many((b, c, x, y) => b.select(c!, x!, y!), [[3], 'bool'], [[2, 1], 'any'], [[], 'any']),
  ],
  cast: [
    ...one((b, x) => b.cast(x!, 'f32')),
    ...one((b, x) => b.cast(x!, 'i32')),
    ...one((b, x) => b.cast(x!, 'f32'), 'bool'),
  ],
  sum: [
    ...one((b, x) => b.sum(x!)),
    ...one((b, x) => b.sum(x!, [0, 2]), 'any', [2, 3, 2]),
    ...one((b, x) => b.sum(x!, [1], true), 'any', [2, 3, 2]),
  ],
  mean: [
    ...one((b, x) => b.mean(x!)),
    ...one((b, x) => b.mean(x!, [0, 2]), 'any', [2, 3, 2]),
    ...one((b, x) => b.mean(x!, [1], true), 'any', [2, 3, 2]),
  ],
  max: [
    ...one((b, x) => b.max(x!), 'spaced'),
    ...one((b, x) => b.max(x!, [0, 2]), 'spaced', [2, 3, 2]),
    ...one((b, x) => b.max(x!, [1], true), 'spaced', [2, 3, 2]),
  ],
  argMax: one((b, x) => b.argMax(x!, 1), 'spaced', [2, 3, 2]),
  reshape: one((b, x) => b.reshape(x!, [3, 1, 2])),
  transpose: one((b, x) => b.transpose(x!, [2, 0, 1]), 'any', [2, 3, 4]),
  broadcastTo: [
    ...one((b, x) => b.broadcastTo(x!, [2, 2, 3]), 'any', [2, 1]),
    ...one((b, x) => b.broadcastTo(x!, [3]), 'any', []),
  ],
  slice: one((b, x) => b.slice(x!, [0, 1], [2, 2]), 'any', [2, 4]),
  pad: one((b, x) => b.pad(x!, [1, 0], [0, 2])),
  concat: [
    ...many((b, x, y) => b.concat([x!, y!], 1), [[2, 3], 'any'], [[2, 1], 'any']),
    ...many((b, x, y, z) => b.concat([x!, y!, z!], 0), [[1, 2], 'any'], [[2, 2], 'any'], [[1, 2], 'any']),
  ],
  reverse: one((b, x) => b.reverse(x!, [0, 2]), 'any', [2, 3, 2]),
  gather: many((b, t, i) => b.gather(t!, i!), [[4, 3], 'any'], [[2, 3], { index: 4 }]),
  scatterAdd: many((b, r, i) => b.scatterAdd(r!, i!, 4), [[5, 3], 'any'], [[5], { index: 4 }]),
  matMul: products((b, a, c, transposes) => b.matMul(a, c, transposes)),
  conv2d: [strided, plain, leaking].flatMap((geometry) =>
    many((b, x, k) => b.conv2d(x!, k!, geometry), image, kernel),
  ),
  conv2dInputGradient: [
    ...many((b, g, k) => b.conv2dInputGradient(g!, k!, strided, image[0]), [[2, 2, 6, 3], 'any'], kernel),
    ...many((b, g, k) => b.conv2dInputGradient(g!, k!, leaking, image[0]), [[2, 2, 2, 3], 'any'], kernel),
  ],
  conv2dKernelGradient: [
    ...many((b, x, g) => b.conv2dKernelGradient(x!, g!, strided, kernel[0]), image, [[2, 2, 6, 3], 'any']),
    ...many((b, x, g) => b.conv2dKernelGradient(x!, g!, leaking, kernel[0]), image, [[2, 2, 2, 3], 'any']),
  ],
  stopGradient: one((b, x) => b.stopGradient(x!)),
  fusedMatMul: (['none', 'relu', 'leakyRelu', 'sigmoid', 'tanh'] as const).flatMap((activation) =>
    many(
      (b, a, c, d) => b.fusedMatMul(a!, c!, d!, { transposeB: true, activation, alpha: 0.3 }),
      [[2, 3], 'any'],
      [[4, 3], 'any'],
      [[4], 'any'],
    ),
  ),
  fusedConv2d: many(
    (b, x, k, c) => b.fusedConv2d(x!, k!, c!, { ...strided, activation: 'leakyRelu', alpha: 0.2 }),
    image,
    kernel,
    [[3], 'any'],
  ),
  movingAverage: many((b, m, x) => b.movingAverage(m!, x!, 0.9), [[2, 3], 'any'], [[2, 3], 'any']),
  movingAverageOfSquares: many(
    (b, m, x) => b.movingAverageOfSquares(m!, x!, 0.99),
    [[2, 3], 'any'],
    [[2, 3], 'any'],
  ),
  adamStep: many(
    (b, w, m, v, s, c) => b.adamStep(w!, m!, v!, s!, c!, 1e-3),
    [[2, 3], 'any'],
    [[2, 3], 'any'],
    [[2, 3], 'positive'],
    [[], 'positive'],
    [[], 'positive'],
  ),
};

/** The dtype of an input from its domain. */
export function dtypeOf(domain: Domain): DType {
  return domain === 'bool' ? 'bool' : typeof domain === 'object' ? 'i32' : 'f32';
}

/** A stream of numbers in [0, 1) that is the same in every run (mulberry32). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values of a domain. Real ones keep away from 0 and from whole numbers, where ops have kinks. */
export function drawInput({ shape, domain }: InputSpec, random: () => number): NdArray {
  const size = sizeOf(shape);
  const draw = (): number => {
    if (domain === 'bool') return random() < 0.5 ? 0 : 1;
    if (typeof domain === 'object') return Math.floor(random() * domain.index);
    const size = 0.1 + 0.8 * random() + Math.floor(random() * 2);
    return domain === 'positive' || random() < 0.5 ? size : -size;
  };
  if (domain !== 'spaced') return ndArray(shape, Array.from({ length: size }, draw));
  const order = Array.from({ length: size }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key);
  return ndArray(
    shape,
    order.map(({ i }) => i * 0.3 - size * 0.15),
  );
}
