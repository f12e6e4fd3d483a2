/**
 * @file The loops that our WebAssembly kernels run, assembled once and bound to the backend's memory: the optimiser ops, and
 * elementwise ops that the stock kernels compute one element at a time. Inputs are tensors of one shape; the result is new.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { elementCount } from '../shapes.ts';
import { assembleModule, vector as v } from './assembler.ts';
import type { Code, LoopParts, VectorLoop } from './assembler.ts';
import { makeFloatOutput } from './heap.ts';

/** operands: average, value; scalars: decay, 1 - decay. */
const movingAverage: VectorLoop = {
  name: 'movingAverage',
  operands: 2,
  scalars: 2,
  body: ({ operand, scalar }) => v.add(v.multiply(operand(0), scalar(0)), v.multiply(operand(1), scalar(1))),
};

/** operands: average, value; scalars: decay, 1 - decay. */
const movingAverageOfSquares: VectorLoop = {
  name: 'movingAverageOfSquares',
  operands: 2,
  scalars: 2,
  body: ({ operand, scalar }) =>
    v.add(v.multiply(operand(0), scalar(0)), v.multiply(v.multiply(operand(1), operand(1)), scalar(1))),
};

/** operands: weight, m, v; scalars: step size, correction, epsilon. Kingma & Ba 2015, section 2, with both corrections outside. */
const adamStep: VectorLoop = {
  name: 'adamStep',
  operands: 3,
  scalars: 3,
  body: ({ operand, scalar }) => {
    const denominator = v.add(v.multiply(v.sqrt(operand(2)), scalar(1)), scalar(2));
    return v.subtract(operand(0), v.divide(v.multiply(scalar(0), operand(1)), denominator));
  },
};

/** operand: x. -1, 0 or 1. */
const sign: VectorLoop = {
  name: 'sign',
  operands: 1,
  scalars: 0,
  body: ({ operand }) =>
    v.subtract(
      v.and(v.greater(operand(0), v.number(0)), v.number(1)),
      v.and(v.less(operand(0), v.number(0)), v.number(1)),
    ),
};

/** operand: x. max(x, 0) + log(1 + exp(-|x|)), to the last bits of a float. */
const softplus: VectorLoop = {
  name: 'softplus',
  operands: 1,
  scalars: 0,
  body: (parts) => {
    const power = exponentialOfNegative(parts, v.negate(v.abs(parts.operand(0))));
    const t = parts.keep(power.value);
    // log(1 + t) = 2 artanh(t / (2 + t)); the quotient is at most 1/3, so eight odd terms reach 1e-9.
    const s = parts.keep(v.divide(t.read, v.add(t.read, v.number(2))));
    const squared = parts.keep(v.multiply(s.read, s.read));
    const series = polynomial(squared.read, [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15]);
    const logarithm = v.multiply(v.multiply(v.number(2), s.read), series);
    return [
      ...power.before,
      ...t.store,
      ...s.store,
      ...squared.store,
      ...v.add(v.maximum(parts.operand(0), v.number(0)), logarithm),
    ];
  },
};

/** exp(x) for x <= 0: 2^n by the exponent's bits, 2^f by the series of exp(f log 2), |f| <= 1/2. */
function exponentialOfNegative(
  { keep }: LoopParts,
  x: Code,
): { readonly before: Code; readonly value: Code } {
  const y = keep(v.maximum(v.multiply(x, v.number(Math.LOG2E)), v.number(-126)));
  const n = keep(v.nearest(y.read));
  const f = keep(v.multiply(v.subtract(y.read, n.read), v.number(Math.LN2)));
  const series = polynomial(f.read, [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]);
  const scale = v.shiftToExponent(v.addIntegers(v.toIntegers(n.read), v.integer(127)));
  return { before: [...y.store, ...n.store, ...f.store], value: v.multiply(series, scale) };
}

/** c0 + c1 x + c2 x^2 + ..., by Horner's rule. */
function polynomial(x: Code, coefficients: readonly number[]): Code {
  return coefficients
    .slice(0, -1)
    .reduceRight<Code>(
      (sum, coefficient) => v.add(v.multiply(sum, x), v.number(coefficient)),
      v.number(coefficients.at(-1) ?? 0),
    );
}

const loops = { movingAverage, movingAverageOfSquares, adamStep, sign, softplus };
export type LoopName = keyof typeof loops;

type BoundLoop = (...pointersBytesScalars: readonly number[]) => void;

interface Bound {
  readonly exports: Readonly<Record<LoopName, BoundLoop>>;
  /** Room for one vector of each operand and of the result, for tensors shorter than a vector. */
  readonly scratch: number;
}

const boundTo = new WeakMap<BackendWasm, Bound>();

/** Runs a loop over tensors of one shape; the result is a new tensor. */
export function runLoop(
  backend: BackendWasm,
  name: LoopName,
  operands: readonly TensorInfo[],
  scalars: readonly number[],
): TensorInfo {
  const bound = boundTo.get(backend) ?? bind(backend);
  const { wasm } = backend as unknown as { readonly wasm: EmscriptenModule };
  const loop = bound.exports[name];
  const shape = operands[0]?.shape ?? [];
  const count = elementCount(shape);
  const result = makeFloatOutput(backend, shape);
  const places = [result, ...operands].map((tensor) => backend.getMemoryOffset(tensor.dataId));
  if (count === 0) return result;
  if (count < 4) {
    const heap = wasm.HEAPU8;
    const rooms = places.map((place, index) => {
      const room = bound.scratch + 16 * index;
      if (index > 0) heap.copyWithin(room, place, place + 4 * count);
      return room;
    });
    loop(...rooms, 16, ...scalars);
    heap.copyWithin(places[0] ?? 0, bound.scratch, bound.scratch + 4 * count);
    return result;
  }
  const whole = 4 * (count - (count % 4));
  loop(...places, whole, ...scalars);
  // What is left over is computed with the elements before it once more, as one vector.
  if (count % 4 !== 0) loop(...places.map((place) => place + 4 * (count - 4)), 16, ...scalars);
  return result;
}

function bind(backend: BackendWasm): Bound {
  const { wasm } = backend as unknown as { readonly wasm: EmscriptenModule };
  const module = new WebAssembly.Module(assembleModule(Object.values(loops)));
  const instance = new WebAssembly.Instance(module, { env: { memory: wasm.asm.memory } });
  const bound: Bound = {
    exports: instance.exports as unknown as Bound['exports'],
    scratch: wasm._malloc(16 * 8) >>> 0,
  };
  boundTo.set(backend, bound);
  return bound;
}

/** What Emscripten's module holds beside the type that tfjs declares for it. */
interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
}
