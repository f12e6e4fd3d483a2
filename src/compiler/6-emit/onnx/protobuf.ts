/**
 * @file The few messages of the ONNX file format that a model of ours needs, and their encoding. Field numbers are those of
 * onnx.proto (IR version 10). In: a `ModelProto` as plain data. Out: its bytes. Left out: everything we never write
 * (functions, sparse and external tensors, sequences, training info).
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** `TensorProto.DataType`: numbers of the element types that we use. */
export const elementTypes = { f32: 1, i32: 6, i64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

export type AttributeValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] };

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A constant; `values` are row-major, one per element. */
export interface TensorProto {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** A size, or one that the model leaves open. */
export type Dim = number | 'any';

/** A graph input or output. */
export interface ValueInfoProto {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly Dim[];
}

export interface ModelProto {
  readonly graphName: string;
  readonly opset: number;
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  /** Free entries by key, for whoever loads the model. */
  readonly metadata: Readonly<Record<string, string>>;
}

const irVersion = 10;

/** The bytes of an ONNX file; the same model gives the same bytes. */
export function encodeModel(model: ModelProto): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(irVersion);
  writer.tag(2, WireType.LengthDelimited).string('genc');
  message(writer, 7, () => writeGraph(writer, model));
  message(writer, 8, () => {
    writer.tag(1, WireType.LengthDelimited).string('');
    writer.tag(2, WireType.Varint).int64(model.opset);
  });
  for (const [key, value] of Object.entries(model.metadata)) {
    message(writer, 14, () => {
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  return writer.finish();
}

function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}

function writeGraph(writer: BinaryWriter, model: ModelProto): void {
  for (const node of model.nodes) message(writer, 1, () => writeNode(writer, node));
  writer.tag(2, WireType.LengthDelimited).string(model.graphName);
  for (const tensor of model.initializers) message(writer, 5, () => writeTensor(writer, tensor));
  for (const input of model.inputs) message(writer, 11, () => writeValueInfo(writer, input));
  for (const output of model.outputs) message(writer, 12, () => writeValueInfo(writer, output));
}

function writeNode(writer: BinaryWriter, node: NodeProto): void {
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(3, WireType.LengthDelimited).string(node.name);
  writer.tag(4, WireType.LengthDelimited).string(node.opType);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, () => writeAttribute(writer, name, value));
  }
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: AttributeValue): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  switch (attribute.kind) {
    case 'float':
      writer.tag(2, WireType.Bit32).float(attribute.value);
      writer.tag(20, WireType.Varint).int32(1);
      return;
    case 'int':
      writer.tag(3, WireType.Varint).int64(attribute.value);
      writer.tag(20, WireType.Varint).int32(2);
      return;
    case 'string':
      writer.tag(4, WireType.LengthDelimited).string(attribute.value);
      writer.tag(20, WireType.Varint).int32(3);
      return;
    case 'ints':
      for (const value of attribute.value) writer.tag(8, WireType.Varint).int64(value);
      writer.tag(20, WireType.Varint).int32(7);
      return;
  }
}

function writeTensor(writer: BinaryWriter, tensor: TensorProto): void {
  for (const dim of tensor.dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(elementTypes[tensor.elementType]);
  writer.tag(8, WireType.LengthDelimited).string(tensor.name);
  writer.tag(9, WireType.LengthDelimited).bytes(rawBytes(tensor.elementType, tensor.values));
}

/** Little-endian, as the format asks, on any machine. */
function rawBytes(elementType: ElementType, values: readonly number[]): Uint8Array {
  const width = { f32: 4, i32: 4, i64: 8, bool: 1 }[elementType];
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (elementType === 'f32') view.setFloat32(i * width, value, true);
    else if (elementType === 'i32') view.setInt32(i * width, value, true);
    else if (elementType === 'i64') view.setBigInt64(i * width, BigInt(value), true);
    else view.setUint8(i, value === 0 ? 0 : 1);
  });
  return bytes;
}

function writeValueInfo(writer: BinaryWriter, info: ValueInfoProto): void {
  writer.tag(1, WireType.LengthDelimited).string(info.name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(elementTypes[info.elementType]);
      message(writer, 2, () => {
        for (const dim of info.dims)
          message(writer, 1, () => {
            if (dim !== 'any') writer.tag(1, WireType.Varint).int64(dim);
          });
      });
    }),
  );
}
