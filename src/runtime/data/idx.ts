/**
 * @file The IDX form of MNIST and its kin: two zero bytes, a byte for the type, a byte for the rank, the lengths as big-endian
 * 32-bit numbers, then the values. Read here for unsigned bytes, gzipped or not.
 */
import { gunzipSync } from 'fflate';
import { InputError } from '../host.ts';
import type { Host } from '../host.ts';
import { sizeOf } from '../tensors.ts';

/** An IDX file's array and the byte at which its values start. */
interface IdxArray {
  readonly file: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  readonly dataStart: number;
}

const UNSIGNED_BYTE = 0x08;
const REPLACE = 'get a whole copy of the file';

/** Reads one IDX file of the given rank. Throws `InputError`: `data/idx-magic`, `data/idx-short`, `data/idx-long`. */
export async function readIdxFile(host: Host, file: string, rank: number): Promise<IdxArray> {
  return parseIdx(unzip(await host.readFile(file), file), file, rank);
}

/** Reads the bytes of an IDX file. */
function parseIdx(bytes: Uint8Array, file: string, rank: number): IdxArray {
  const dataStart = 4 + 4 * rank;
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (
    bytes.length >= 4 &&
    (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE || bytes[3] !== rank)
  ) {
    throw new InputError(
      'data/idx-magic',
      `${file}, byte 0`,
      `this is no IDX file of unsigned bytes with ${rank} ${rank === 1 ? 'axis' : 'axes'}: it starts with ${magic}, not 00 00 08 0${rank}`,
      rank === 3
        ? 'give the images file, e.g. train-images-idx3-ubyte'
        : 'give the labels file, e.g. train-labels-idx1-ubyte',
    );
  }
  if (bytes.length < dataStart) {
    throw new InputError(
      'data/idx-short',
      `${file}, byte ${bytes.length}`,
      `the file is cut short: its header has ${dataStart} bytes and the file ${bytes.length}`,
      REPLACE,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = dataStart + sizeOf(shape);
  if (bytes.length !== expected) {
    const short = bytes.length < expected;
    throw new InputError(
      short ? 'data/idx-short' : 'data/idx-long',
      `${file}, byte ${Math.min(bytes.length, expected)}`,
      `the header promises ${shape.join('x')} values, so ${expected} bytes, and the file has ${bytes.length}` +
        (short ? ': it is cut short' : ''),
      REPLACE,
    );
  }
  return { file, shape, data: bytes.subarray(dataStart), dataStart };
}

function unzip(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      'data/idx-short',
      file,
      `the gzipped file is damaged or cut short (${reason})`,
      REPLACE,
    );
  }
}
