/** @file What a lowering rule sees: its inputs with their plates aligned, and the layer's buffers. */
import { knownShape } from '../types/dims.ts';
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { LayerBuffer, LowerContext, Lowered, Mode } from '../types/lower-rule.ts';
import { batchPlate } from '../types/plate.ts';
import type { Plate } from '../types/plate.ts';
import type { TypedNode } from '../types/value.ts';

export interface BufferAccess {
  readonly buffer: (buffer: LayerBuffer) => Value;
  readonly moveBuffer: LowerContext['moveBuffer'];
}

/** Plates of several values together: the batch first, the others in order of appearance. */
export function joinPlates(values: readonly Lowered[]): readonly Plate[] {
  const joint = new Map<string, Plate>();
  for (const plate of values.flatMap((one) => one.plates)) joint.set(plate.name, plate);
  const plates = [...joint.values()];
  return [
    ...plates.filter((one) => one.name === batchPlate),
    ...plates.filter((one) => one.name !== batchPlate),
  ];
}

/** The value with an axis for each of `plates`, size 1 where it has none of its own. */
export function alignPlates(
  b: GraphBuilder,
  lowered: Lowered,
  plates: readonly Plate[],
  eventRank?: number,
): Value {
  const { value } = lowered;
  if (lowered.plates.length === 0) return value;
  const event = value.shape.slice(lowered.plates.length);
  const lifted = [
    ...Array<number>(Math.max((eventRank ?? event.length) - event.length, 0)).fill(1),
    ...event,
  ];
  // Plates in another order than the result's are moved first.
  const order = plates.flatMap((plate) => {
    const at = lowered.plates.findIndex((one) => one.name === plate.name);
    return at < 0 ? [] : [at];
  });
  const inOrder = order.every((at, i) => at === i);
  const moved = inOrder
    ? value
    : b.transpose(value, [...order, ...event.map((_, i) => lowered.plates.length + i)]);
  const lead = plates.map((plate) =>
    lowered.plates.some((one) => one.name === plate.name) ? plate.size : 1,
  );
  const shape = [...lead, ...lifted];
  return shape.length === moved.shape.length ? moved : b.reshape(moved, shape);
}

export class RuleContext implements LowerContext {
  readonly b: GraphBuilder;
  readonly plates: readonly Plate[];
  readonly mode: Mode;
  private readonly inputs: readonly Lowered[];
  private readonly node: TypedNode;
  private readonly access: BufferAccess;

  constructor(
    b: GraphBuilder,
    inputs: readonly Lowered[],
    node: TypedNode,
    mode: Mode,
    access: BufferAccess,
  ) {
    this.b = b;
    this.inputs = inputs;
    this.node = node;
    this.mode = mode;
    this.access = access;
    this.plates = joinPlates(inputs);
  }

  aligned(index: number, eventRank?: number): Value {
    return alignPlates(this.b, this.inputs[index]!, this.plates, eventRank);
  }

  full(index: number): Value {
    const value = this.aligned(index);
    const event = knownShape(this.node.inputs[index]!.type.shape);
    return this.b.broadcastTo(value, [...this.plates.map((plate) => plate.size), ...event]);
  }

  flattened(index: number): Value {
    const { value, plates } = this.inputs[index]!;
    const event = value.shape.slice(plates.length);
    return this.b.reshape(value, [plates.reduce((count, plate) => count * plate.size, 1), ...event]);
  }

  unflatten(value: Value): Value {
    return this.b.reshape(value, [...this.plates.map((plate) => plate.size), ...value.shape.slice(1)]);
  }

  buffer(buffer: LayerBuffer): Value {
    return this.access.buffer(buffer);
  }

  moveBuffer(buffer: LayerBuffer, next: (current: Value) => Value, statistic?: () => Value): void {
    this.access.moveBuffer(buffer, next, statistic);
  }
}
