/** @file Reads the metadata entries of an ONNX file: what the compiler tells the engine beside the model itself. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

// Field numbers of onnx.proto: ModelProto.metadata_props, and key and value of its entries.
const metadataField = 14;
const keyField = 1;
const valueField = 2;

/** Entries by key. */
export function readMetadata(model: Uint8Array): ReadonlyMap<string, string> {
  const reader = new BinaryReader(model);
  const entries = new Map<string, string>();
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field !== metadataField || wireType !== WireType.LengthDelimited) {
      reader.skip(wireType);
      continue;
    }
    const { key, value } = readEntry(new BinaryReader(reader.bytes()));
    entries.set(key, value);
  }
  return entries;
}

function readEntry(reader: BinaryReader): { readonly key: string; readonly value: string } {
  let key = '';
  let value = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === keyField) key = reader.string();
    else if (field === valueField) value = reader.string();
    else reader.skip(wireType);
  }
  return { key, value };
}
