/**
 * @file Collects the nodes and constants of one ONNX model: fresh names, equal constants shared, identical nodes shared. Knows
 * nothing of the IR.
 */
import type {
  AttributeValue,
  Dim,
  ElementType,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from './protobuf.ts';
import { encodeModel } from './protobuf.ts';

/** Attributes as the lowerings write them; `integers` are int or int lists, `floats` floats, `strings` strings. */
export interface Attributes {
  readonly integers?: Readonly<Record<string, number | readonly number[]>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly strings?: Readonly<Record<string, string>>;
}

/** Of ONNX's default domain: the newest form of ReduceMax, Pad and the others that we write is older than this. */
const opset = 21;

export class ModelBuilder {
  readonly #nodes: NodeProto[] = [];
  /** The results of all nodes. */
  readonly #results = new Set<string>();
  readonly #initializers = new Map<string, TensorProto>();
  readonly #known = new Map<string, readonly string[]>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  /** Values that are graph outputs, by the name that they have while the model is built. */
  readonly #renamed = new Map<string, string>();

  /** Adds a graph input and gives its name back. */
  input(name: string, elementType: ElementType, dims: readonly Dim[]): string {
    this.#inputs.push({ name, elementType, dims });
    return name;
  }

  /** Makes the value `source` the graph output `name`: renamed where a node makes it, copied where it is an input or a constant. */
  output(name: string, source: string, elementType: ElementType, dims: readonly number[]): void {
    this.#outputs.push({ name, elementType, dims });
    if (this.#results.has(source) && !this.#renamed.has(source)) this.#renamed.set(source, name);
    else this.#nodes.push({ name, opType: 'Identity', inputs: [source], outputs: [name], attributes: {} });
  }

  /** A constant of shape `dims` with one value per element, row-major. */
  constant(elementType: ElementType, dims: readonly number[], values: readonly number[]): string {
    const key = `${elementType}[${dims.join()}] ${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`;
    const found = this.#initializers.get(key);
    if (found) return found.name;
    const name = `%constant.${this.#initializers.size}`;
    this.#initializers.set(key, { name, elementType, dims, values });
    return name;
  }

  /** A one-dimensional list of int64, as ONNX wants shapes and axes. */
  integers(values: readonly number[]): string {
    return this.constant('i64', [values.length], values);
  }

  /** A float scalar. */
  scalar(value: number): string {
    return this.constant('f32', [], [value]);
  }

  /** Adds a node and names its only result; an empty input name leaves an optional input out. */
  node(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(opType, inputs, attributes, 1)[0] ?? '';
  }

  /** Adds a node with `count` results. */
  nodes(opType: string, inputs: readonly string[], attributes: Attributes, count: number): readonly string[] {
    const key = JSON.stringify([opType, inputs, attributes]);
    const found = this.#known.get(key);
    if (found) return found;
    const name = `%${opType}.${this.#nodes.length}`;
    const outputs = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}.${i}`));
    this.#nodes.push({ name, opType, inputs, outputs, attributes: typed(attributes) });
    this.#known.set(key, outputs);
    for (const output of outputs) this.#results.add(output);
    return outputs;
  }

  /** The name in the finished model of each value; undefined where no output needs it, so that the model lacks it. */
  finalNames(values: readonly string[]): readonly (string | undefined)[] {
    const made = new Set([
      ...this.#liveNodes().flatMap((node) => node.outputs),
      ...this.#inputs.map((input) => input.name),
      ...[...this.#initializers.values()].map((constant) => constant.name),
    ]);
    return values.map((name) => (made.has(name) ? (this.#renamed.get(name) ?? name) : undefined));
  }

  /** The finished model's bytes. */
  encode(graphName: string, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const live = this.#liveNodes();
    const renamed = (name: string): string => this.#renamed.get(name) ?? name;
    const model: ModelProto = {
      graphName,
      opset,
      nodes: live.map((node) => ({
        ...node,
        inputs: node.inputs.map(renamed),
        outputs: node.outputs.map(renamed),
      })),
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
      metadata,
    };
    return encodeModel(model);
  }

  /** Nodes that some output needs: ONNX Runtime would run the others too. */
  #liveNodes(): readonly NodeProto[] {
    const needed = new Set([...this.#renamed.keys(), ...this.#outputs.map((output) => output.name)]);
    const live = this.#nodes.toReversed().filter((node) => {
      if (!node.outputs.some((name) => needed.has(name))) return false;
      for (const name of node.inputs) needed.add(name);
      return true;
    });
    return live.reverse();
  }
}

function typed(attributes: Attributes): Readonly<Record<string, AttributeValue>> {
  const result: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes.integers ?? {})) {
    result[name] = typeof value === 'number' ? { kind: 'int', value } : { kind: 'ints', value };
  }
  for (const [name, value] of Object.entries(attributes.floats ?? {}))
    result[name] = { kind: 'float', value };
  for (const [name, value] of Object.entries(attributes.strings ?? {}))
    result[name] = { kind: 'string', value };
  return result;
}
