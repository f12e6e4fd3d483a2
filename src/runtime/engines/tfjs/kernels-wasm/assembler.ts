/**
 * @file A small WebAssembly assembler, for loops over float arrays four elements at a time. It knows one form of function:
 * (result, operand..., bytes, scalar...) -> nothing, which stores body(i) at result + i for i = 0, 16, ... below `bytes`. The module
 * imports the memory that it works on. Encodings: WebAssembly core specification 2.0, sections 5.3 to 5.5.
 */

/** Instructions, as bytes; each leaves one vector (or takes from what the ones before left). */
export type Code = readonly number[];

/** One function of a module. */
export interface VectorLoop {
  readonly name: string;
  readonly operands: number;
  readonly scalars: number;
  /** The vector to store, from the operands at the loop's place, the scalars, and values named by `keep`. */
  readonly body: (parts: LoopParts) => Code;
}

export interface LoopParts {
  /** Four elements of an operand. */
  operand(index: number): Code;
  /** A scalar, four times. */
  scalar(index: number): Code;
  /** Computes a value once: the code that stores it (to be put first) and the code that reads it. */
  keep(value: Code): { readonly store: Code; readonly read: Code };
}

const simd = (code: number): Code => [0xfd, ...unsigned(code)];
const binary =
  (code: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(code)];
const unary =
  (code: number) =>
  (a: Code): Code => [...a, ...simd(code)];

/** Vector instructions on four floats (or four integers, where named so). */
export const vector = {
  add: binary(0xe4),
  subtract: binary(0xe5),
  multiply: binary(0xe6),
  divide: binary(0xe7),
  maximum: binary(0xe9),
  less: binary(0x43),
  greater: binary(0x44),
  and: binary(0x4e),
  sqrt: unary(0xe3),
  abs: unary(0xe0),
  negate: unary(0xe1),
  nearest: unary(0x6a),
  toIntegers: unary(0xf8),
  addIntegers: binary(0xae),
  /** Integers shifted left by 23: from an exponent to the bits of a float. */
  shiftToExponent: (a: Code): Code => [...a, 0x41, 23, ...simd(0xab)],
  /** One number, four times. */
  number: (value: number): Code => [...simd(0x0c), ...repeat(float32(value))],
  integer: (value: number): Code => [
    ...simd(0x0c),
    ...repeat([...new Uint8Array(Int32Array.of(value).buffer)]),
  ],
};

/** The bytes of a module with these functions, which imports its memory as `env.memory`. */
export function assembleModule(loops: readonly VectorLoop[]): Uint8Array<ArrayBuffer> {
  const types = loops.map((loop) => [
    0x60,
    ...list([
      [0x7f],
      ...new Array<Code>(loop.operands).fill([0x7f]),
      [0x7f],
      ...new Array<Code>(loop.scalars).fill([0x7d]),
    ]),
    0,
  ]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([[...text('env'), ...text('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, list(loops.map((_, index) => unsigned(index)))),
    ...section(7, list(loops.map((loop, index) => [...text(loop.name), 0x00, ...unsigned(index)]))),
    ...section(10, list(loops.map((loop) => sized(functionBody(loop))))),
  ]);
}

function functionBody({ operands, scalars, body }: VectorLoop): Code {
  const end = operands + 1;
  const place = end + 1 + scalars;
  let kept = 0;
  const get = (local: number): Code => [0x20, ...unsigned(local)];
  const value = body({
    operand: (index) => [...get(index + 1), ...get(place), 0x6a, ...simd(0x00), 2, 0],
    scalar: (index) => [...get(end + 1 + index), ...simd(0x13)],
    keep: (code) => {
      const local = place + ++kept;
      return { store: [...code, 0x21, ...unsigned(local)], read: get(local) };
    },
  });
  return [
    ...list([
      [1, 0x7f],
      [...unsigned(kept), 0x7b],
    ]),
    ...[0x03, 0x40],
    ...[...get(0), ...get(place), 0x6a],
    ...[...value, ...simd(0x0b), 2, 0],
    ...[...get(place), 0x41, 16, 0x6a, 0x22, ...unsigned(place), ...get(end), 0x49, 0x0d, 0],
    ...[0x0b, 0x0b],
  ];
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  return sized([...new TextEncoder().encode(value)]);
}

/** LEB128, unsigned. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function float32(value: number): Code {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

function repeat(lane: Code): Code {
  return [...lane, ...lane, ...lane, ...lane];
}
