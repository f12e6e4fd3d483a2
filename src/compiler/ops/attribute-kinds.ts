/**
 * @file The form of each attribute, as data, for whoever meets attributes as text (ir/read.ts) and must not trust them.
 * Exhaustive by type: ops that have attributes, each with all of them.
 */
import type { OpAttributes, OpName } from './attributes.ts';

/** A list of words means: one of these. */
export type AttributeKind = 'number' | 'boolean' | 'text' | 'numbers' | readonly string[];

type WithAttributes = {
  [K in OpName]: OpAttributes[K] extends Record<string, never> ? never : K;
}[OpName];

const transposes = { transposeA: 'boolean', transposeB: 'boolean' } as const;
const convolution = { strides: 'numbers', padding: 'numbers' } as const;
const activation = { activation: ['none', 'relu', 'leakyRelu', 'sigmoid', 'tanh'], alpha: 'number' } as const;
const reduction = { axes: 'numbers', keepDims: 'boolean' } as const;

const kinds: { readonly [K in WithAttributes]: { readonly [A in keyof OpAttributes[K]]: AttributeKind } } = {
  input: { name: 'text' },
  constant: { values: 'numbers' },
  leakyRelu: { alpha: 'number' },
  cast: { dtype: ['f32', 'i32', 'bool'] },
  sum: reduction,
  mean: reduction,
  max: reduction,
  argMax: { axis: 'number' },
  reshape: { shape: 'numbers' },
  transpose: { permutation: 'numbers' },
  broadcastTo: { shape: 'numbers' },
  slice: { starts: 'numbers', sizes: 'numbers' },
  pad: { before: 'numbers', after: 'numbers' },
  concat: { axis: 'number' },
  reverse: { axes: 'numbers' },
  scatterAdd: { depth: 'number' },
  matMul: transposes,
  conv2d: convolution,
  conv2dInputGradient: { ...convolution, inputShape: 'numbers' },
  conv2dKernelGradient: { ...convolution, kernelShape: 'numbers' },
  fusedMatMul: { ...transposes, ...activation },
  fusedConv2d: { ...convolution, ...activation },
  movingAverage: { decay: 'number' },
  movingAverageOfSquares: { decay: 'number' },
  adamStep: { epsilon: 'number' },
};

/** The attributes that an op has, with their kinds. */
export function attributeKinds(op: OpName): Readonly<Record<string, AttributeKind>> {
  return Object.hasOwn(kinds, op) ? kinds[op as WithAttributes] : {};
}

/** What is wrong with attributes of unknown making, or undefined. */
export function attributeFault(
  op: OpName,
  attributes: Readonly<Record<string, unknown>>,
): string | undefined {
  const expected = attributeKinds(op);
  const unknown = Object.keys(attributes).find((name) => !Object.hasOwn(expected, name));
  if (unknown) return `${op} has no attribute ${unknown}`;
  for (const [name, kind] of Object.entries(expected)) {
    if (!Object.hasOwn(attributes, name)) return `${op} lacks its attribute ${name}`;
    if (!hasKind(attributes[name], kind)) return `${op}: the attribute ${name} must be ${kindText(kind)}`;
  }
  return undefined;
}

function hasKind(value: unknown, kind: AttributeKind): boolean {
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value);
  if (kind === 'numbers') return Array.isArray(value) && value.every((item) => typeof item === 'number');
  return typeof value === (kind === 'text' ? 'string' : kind);
}

function kindText(kind: AttributeKind): string {
  if (typeof kind !== 'string') return `one of ${kind.join(', ')}`;
  return kind === 'numbers' ? 'a list of numbers' : kind === 'text' ? 'a quoted text' : `a ${kind}`;
}
