/**
 * @file The safetensors form: 8 bytes of little-endian header length, a JSON header, the tensors' bytes one after another.
 * Reading is strict, because a checkpoint may be truncated or of foreign make: every length is checked before it is used, and
 * the tensors must cover the data exactly. Only the dtypes of a plan are read: F32, I32, BOOL.
 */
import type { HostTensor } from '../engine.ts';
import { InputError } from '../host.ts';
import type { DType } from '../plan.ts';
import { sizeOf } from '../tensors.ts';

/** What a file holds: tensors by name, and free text by key. */
interface TensorFile {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const PREFIX = 8;
const MAXIMUM_HEADER = 100_000_000;
const NAMES = { f32: 'F32', i32: 'I32', bool: 'BOOL' } as const;
const DTYPES: ReadonlyMap<unknown, DType> = new Map([
  ['F32', 'f32'],
  ['I32', 'i32'],
  ['BOOL', 'bool'],
]);

/** The bytes of a file. The header is padded with spaces so that the data starts at a multiple of 8. */
export function writeTensorFile(file: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: file.metadata };
  let offset = 0;
  for (const [name, tensor] of file.tensors) {
    const end = offset + tensor.data.byteLength;
    header[name] = { dtype: NAMES[tensor.dtype], shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX + headerLength + offset);
  new DataView(bytes.buffer).setUint32(0, headerLength, true);
  bytes.fill(0x20, PREFIX, PREFIX + headerLength);
  bytes.set(text, PREFIX);
  let at = PREFIX + headerLength;
  for (const { data } of file.tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads a file's bytes; `where` names it in errors. Throws `InputError` with the code `checkpoint/malformed`. */
export function readTensorFile(bytes: Uint8Array, where: string): TensorFile {
  const fail = (message: string): never => {
    throw new InputError(
      'checkpoint/malformed',
      where,
      message,
      'use another checkpoint; this one is damaged or foreign',
    );
  };
  if (bytes.length < PREFIX) fail(`the file has ${bytes.length} bytes, too few for a safetensors header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || headerLength > MAXIMUM_HEADER) {
    fail('the first 8 bytes are no header length: this is not a safetensors file');
  }
  const dataStart = PREFIX + headerLength;
  if (dataStart > bytes.length) {
    fail(
      `the header should have ${headerLength} bytes and the file ends after ${bytes.length - PREFIX} of them`,
    );
  }
  const header = parseHeader(bytes.subarray(PREFIX, dataStart)) ?? fail('the header is not a JSON object');
  const spans: { name: string; dtype: DType; shape: number[]; start: number; end: number }[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    spans.push(tensorSpan(value, name) ?? fail(`tensor ${name}: its entry in the header is malformed`));
  }
  let expected = 0;
  for (const { name, start, end } of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== expected)
      fail(`tensor ${name}: starts at byte ${start} of the data where ${expected} is due`);
    if (dataStart + end > bytes.length) {
      fail(
        `tensor ${name}: ends at byte ${dataStart + end} and the file ends at ${bytes.length}; it was cut short`,
      );
    }
    expected = end;
  }
  if (dataStart + expected !== bytes.length) {
    fail(`${bytes.length - dataStart - expected} bytes follow the last tensor`);
  }
  const tensors = new Map<string, HostTensor>();
  for (const { name, dtype, shape, start, end } of spans) {
    // A copy, so that the data is aligned and the file's bytes can be freed; a Buffer's own `slice` would be a view.
    const copy = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
    const data =
      dtype === 'f32' ? new Float32Array(copy.buffer) : dtype === 'i32' ? new Int32Array(copy.buffer) : copy;
    tensors.set(name, { dtype, shape, data });
  }
  return {
    tensors,
    metadata: readMetadata(header['__metadata__']) ?? fail('the metadata is not text by key'),
  };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function tensorSpan(
  value: unknown,
  name: string,
): { name: string; dtype: DType; shape: number[]; start: number; end: number } | undefined {
  if (!isRecord(value)) return undefined;
  const dtype = DTYPES.get(value['dtype']);
  const { shape, data_offsets: offsets } = value;
  if (dtype === undefined || !isCountList(shape) || !isCountList(offsets) || offsets.length !== 2)
    return undefined;
  const [start = 0, end = 0] = offsets;
  const bytes = sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
  return end - start === bytes ? { name, dtype, shape, start, end } : undefined;
}

function readMetadata(value: unknown): Record<string, string> | undefined {
  if (value === undefined) return {};
  if (!isRecord(value)) return undefined;
  const metadata: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') return undefined;
    metadata[key] = text;
  }
  return metadata;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
