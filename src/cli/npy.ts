/** @file Writes a tensor in NumPy's .npy form, version 1.0, little-endian, C order. */
import type { HostTensor } from '../runtime/engine.ts';

const descriptions = { f32: '<f4', i32: '<i4', bool: '|b1' } as const;

/** The bytes of an .npy file. */
export function encodeNpy({ shape, dtype, data }: HostTensor): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic (6), version (2), length (2) and the header with its line break fill a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  bytes.set(new TextEncoder().encode(`${header.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}
