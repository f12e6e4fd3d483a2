/**
 * @file Adds to a model what tells, for some of its values, whether they are finite. In: the model's bytes and names of float
 * values. Out: bytes of a model with three scalar outputs more for each: whether a NaN is in it, its largest and its smallest
 * element. Scalars, so that no more tensors are alive at once than in a run of the model itself.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// Field numbers of onnx.proto.
const modelGraph = 7;
const graphNode = 1;
const graphOutput = 12;
const nodeInput = 1;
const nodeOutput = 2;
const nodeOpType = 4;
const nodeAttribute = 5;
const attributeName = 1;
const attributeInteger = 3;
const attributeType = 20;
const integerType = 2;
const valueName = 1;
const float32 = 1;

/** The three outputs for value `index`, in the order NaN, largest, smallest. */
export function checkNames(index: number): readonly [string, string, string] {
  return [`%check.${index}.nan`, `%check.${index}.max`, `%check.${index}.min`];
}

/**
 * The model with its checks. Protocol Buffers merge messages that stand one after another, so what is added is written behind the
 * model, which needs no decoding.
 */
export function withFiniteChecks(model: Uint8Array, values: readonly string[]): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, modelGraph, () => {
    values.forEach((value, index) => {
      const [nan, max, min] = checkNames(index);
      node(writer, 'IsNaN', value, `${nan}.each`);
      node(writer, 'Cast', `${nan}.each`, `${nan}.float`, { to: float32 });
      // Over all axes, as the reductions do without a list of them.
      node(writer, 'ReduceMax', `${nan}.float`, nan, { keepdims: 0 });
      node(writer, 'ReduceMax', value, max, { keepdims: 0 });
      node(writer, 'ReduceMin', value, min, { keepdims: 0 });
      for (const output of [nan, max, min]) {
        // ONNX Runtime infers the type.
        message(writer, graphOutput, () => text(writer, valueName, output));
      }
    });
  });
  const added = writer.finish();
  const result = new Uint8Array(model.length + added.length);
  result.set(model);
  result.set(added, model.length);
  return result;
}

function node(
  writer: BinaryWriter,
  opType: string,
  input: string,
  output: string,
  integers: Readonly<Record<string, number>> = {},
): void {
  message(writer, graphNode, () => {
    text(writer, nodeInput, input);
    text(writer, nodeOutput, output);
    text(writer, nodeOpType, opType);
    for (const [name, value] of Object.entries(integers)) {
      message(writer, nodeAttribute, () => {
        text(writer, attributeName, name);
        writer.tag(attributeInteger, WireType.Varint).int64(value);
        writer.tag(attributeType, WireType.Varint).int32(integerType);
      });
    }
  });
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}
