/**
 * @file The npy form of NumPy: a magic, a version, a header that is a Python dict as text, then the values. Little-endian and C order;
 * numbers of 64 bits become float32 or int32, where they fit.
 */
import { InputError } from '../host.ts';
import { sizeOf } from '../tensors.ts';
import type { ColumnData } from './source.ts';

/** An array as read. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: ColumnData;
  /** The values' full range, for bytes [0, 255] and bools [0, 1]. */
  readonly fullRange?: readonly [number, number];
}

const MAGIC = '\u0093NUMPY';

interface Format {
  readonly bytes: number;
  readonly read: (view: DataView, count: number) => ColumnData;
  readonly fullRange?: readonly [number, number];
}

const reals = (get: (view: DataView, at: number) => number, bytes: number): Format => ({
  bytes,
  read: (view, count) => Float32Array.from({ length: count }, (_, index) => get(view, index * bytes)),
});
const whole = (get: (view: DataView, at: number) => number, bytes: number): Format => ({
  bytes,
  read: (view, count) => Int32Array.from({ length: count }, (_, index) => get(view, index * bytes)),
});
const octets = (fullRange: readonly [number, number]): Format => ({
  bytes: 1,
  read: (view, count) => new Uint8Array(view.buffer, view.byteOffset, count).slice(),
  fullRange,
});

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['|u1', octets([0, 255])],
  ['|b1', octets([0, 1])],
  ['|i1', whole((view, at) => view.getInt8(at), 1)],
  ['<i2', whole((view, at) => view.getInt16(at, true), 2)],
  ['<u2', whole((view, at) => view.getUint16(at, true), 2)],
  ['<i4', whole((view, at) => view.getInt32(at, true), 4)],
  ['<i8', whole((view, at) => Number(view.getBigInt64(at, true)), 8)],
  ['<f4', reals((view, at) => view.getFloat32(at, true), 4)],
  ['<f8', reals((view, at) => view.getFloat64(at, true), 8)],
]);

/** Reads an npy file's bytes; `where` names it. Throws `InputError`: `data/npy-header`, `data/npy-dtype`, `data/npy-short`. */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  if (magic !== MAGIC || bytes.length < 12) {
    throw malformed(where, 'this is no npy file: it does not start with \\x93NUMPY and a header');
  }
  const [lengthBytes, headerLength] =
    bytes[6] === 1 ? [2, view.getUint16(8, true)] : [4, view.getUint32(8, true)];
  const start = 8 + lengthBytes + headerLength;
  if (start > bytes.length) throw malformed(where, 'the file ends within its header');
  const header = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, start));
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || shapeText === undefined) {
    throw malformed(where, `the header cannot be read: ${header.trim().slice(0, 80)}`);
  }
  const format = dtype === undefined ? undefined : FORMATS.get(dtype);
  if (format === undefined) {
    throw new InputError(
      'data/npy-dtype',
      where,
      `the values are of the type ${dtype ?? header.trim().slice(0, 80)}, which cannot be read`,
      `save it as one of ${[...FORMATS.keys()].join(' ')}, e.g. array.astype('<f4')`,
    );
  }
  if (order === 'True') {
    throw new InputError(
      'data/npy-header',
      where,
      'the values are in Fortran order',
      'save np.ascontiguousarray(array)',
    );
  }
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = sizeOf(shape);
  if (bytes.length !== start + count * format.bytes) {
    throw new InputError(
      'data/npy-short',
      `${where}, byte ${bytes.length}`,
      `the header promises ${shape.join('x')} values, so ${start + count * format.bytes} bytes, and there are ${bytes.length}`,
      'get a whole copy of the file',
    );
  }
  const data = format.read(new DataView(bytes.buffer, bytes.byteOffset + start, count * format.bytes), count);
  return { shape, data, ...(format.fullRange ? { fullRange: format.fullRange } : {}) };
}

function malformed(where: string, message: string): InputError {
  return new InputError('data/npy-header', where, message, 'save it with numpy.save or numpy.savez');
}
