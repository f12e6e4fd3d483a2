/**
 * @file The pool behind `history(x, size:)`. In: a batch, the pool and how many of its slots are filled. Out: what is shown in the batch's
 * place, and the next pool. The examples come one after another, as if each were a call: one that finds a free slot fills it and
 * passes; a later one passes, or takes a random slot's value and leaves its own there, evenly. So an example that picks a slot that an
 * earlier one of the same batch has written gets that one's value.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import { knownShape } from '../types/dims.ts';
import type { TypedNode } from '../types/value.ts';
import type { StatePlan } from '../../runtime/plan.ts';

/** The state of one pool, by the names that `history` nodes give. */
export function poolState(node: TypedNode): readonly StatePlan[] {
  if (node.form.kind !== 'history') return [];
  const { pool, size } = node.form;
  const entry = (name: string, shape: readonly number[]): StatePlan => ({
    name: `${pool}/${name}`,
    kind: 'pool',
    shape,
    dtype: 'f32',
    init: { kind: 'constant', value: 0 },
    convolutionKernel: false,
  });
  return [entry('pool', [size, ...knownShape(node.type.shape)]), entry('filled', [])];
}

interface PoolStep {
  /** [batch, ...event]. */
  readonly x: Value;
  /** [batch, 2], uniform on [0, 1): whether the example swaps, and with which slot. */
  readonly draws: Value;
  /** [size, ...event]. */
  readonly pool: Value;
  /** How many slots hold a value: a number. */
  readonly filled: Value;
}

/** One batch through the pool. */
export function throughPool(
  b: GraphBuilder,
  { x, draws, pool, filled }: PoolStep,
): { readonly shown: Value; readonly pool: Value; readonly filled: Value } {
  const [batch, size] = [x.shape[0]!, pool.shape[0]!];
  const event = x.shape.slice(1);
  const numbers = (count: number, shape: readonly number[]): Value =>
    b.constant(
      Array.from({ length: count }, (_, i) => i),
      shape,
    );
  const draw = (column: number): Value => b.reshape(b.slice(draws, [0, column], [batch, 1]), [batch]);
  /** A condition of each row, over the row's values. */
  const overRows = (condition: Value): Value =>
    b.reshape(condition, [condition.shape[0]!, ...event.map(() => 1)]);
  const rows = (table: Value, indices: Value): Value => b.gather(table, b.cast(indices, 'i32'));

  const place = b.named('place', () => b.add(filled, numbers(batch, [batch])));
  const fills = b.named('fills', () => b.greater(b.constant(size), place));
  const swaps = b.named('swaps', () =>
    b.logicalAnd(b.logicalNot(fills), b.greater(b.constant(0.5), draw(0))),
  );
  const writes = b.named('writes', () => b.logicalOr(fills, swaps));
  const picked = b.named('picked', () => b.minimum(b.floor(b.multiply(draw(1), size)), size - 1));
  const slot = b.named('slot', () => b.select(fills, place, picked));

  /** 1 + the last of the batch's examples that wrote into each of `slots` (of those allowed), or 0. */
  const lastWriter = (slots: Value, allowed?: Value): Value => {
    const same = b.equal(b.reshape(slots, [slots.shape[0]!, 1]), b.reshape(slot, [1, batch]));
    const wrote = b.logicalAnd(same, b.reshape(writes, [1, batch]));
    const counted = allowed ? b.logicalAnd(wrote, allowed) : wrote;
    return b.max(b.select(counted, b.add(numbers(batch, [1, batch]), 1), 0), [1]);
  };
  const writtenBy = (writer: Value, otherwise: Value): Value =>
    b.select(overRows(b.greater(writer, 0)), rows(x, b.maximum(b.subtract(writer, 1), 0)), otherwise);

  const isBefore = b.named('is before', () =>
    b.greater(numbers(batch, [batch, 1]), numbers(batch, [1, batch])),
  );
  const writer = b.named('earlier writer', () => lastWriter(slot, isBefore));
  const found = b.named('found', () => writtenBy(writer, rows(pool, slot)));
  const shown = b.named('shown', () => b.select(overRows(swaps), found, x));
  const last = b.named('last writer', () => lastWriter(numbers(size, [size])));
  return {
    shown,
    pool: writtenBy(last, pool),
    filled: b.minimum(b.add(filled, batch), size),
  };
}
