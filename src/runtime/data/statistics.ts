/** @file Statistics of a source's training examples: their number, and a field's mean, sum or largest value over all of them. */
import { invariant } from '../invariant.ts';
import type { InputPlan } from '../plan.ts';
import { sizeOf } from '../tensors.ts';
import type { BoundSource } from './field.ts';

type Statistic = Pick<Extract<InputPlan, { role: 'statistic' }>, 'statistic' | 'source' | 'field'>;

const CHUNK = 256;
const known = new WeakMap<BoundSource, Map<string, Float32Array>>();

/** Finds statistics of opened sources; each is computed once. */
export function trainingStatistics(
  sources: ReadonlyMap<string, BoundSource>,
): (statistic: Statistic) => Float32Array {
  return ({ statistic, source, field }) => {
    const opened = sources.get(source);
    invariant(opened, `source ${source} was not opened`);
    const ofSource = known.get(opened) ?? new Map<string, Float32Array>();
    known.set(opened, ofSource);
    const key = `${statistic} ${field ?? ''}`;
    const values = ofSource.get(key) ?? compute(opened, statistic, field);
    ofSource.set(key, values);
    return values;
  };
}

/** Sums are in float64, example after example, and rounded once. Values are those of the field, scaled and transformed. */
function compute(
  { name, train }: BoundSource,
  statistic: Statistic['statistic'],
  fieldName: string | undefined,
): Float32Array {
  if (statistic === 'count') return Float32Array.of(train.count);
  const field = train.fields.get(fieldName ?? '');
  invariant(field, `source ${name} has no field ${fieldName}`);
  const size = sizeOf(field.shape);
  const totals = new Float64Array(size).fill(statistic === 'max' ? -Infinity : 0);
  const values = new Float32Array(CHUNK * size);
  for (let first = 0; first < train.count; first += CHUNK) {
    const count = Math.min(CHUNK, train.count - first);
    field.gather(
      Uint32Array.from({ length: count }, (_, i) => first + i),
      values.subarray(0, count * size),
    );
    for (let at = 0; at < count * size; at++) {
      const value = values[at] as number;
      const total = totals[at % size] as number;
      totals[at % size] = statistic === 'max' ? Math.max(total, value) : total + value;
    }
  }
  return Float32Array.from(totals, (total) => (statistic === 'mean' ? total / train.count : total));
}
