/** @file The first test examples of the field that fits an infer's argument. */
import { Sources } from '../runtime/data/sources.ts';
import type { HostTensor } from '../runtime/engine.ts';
import type { Host } from '../runtime/host.ts';
import type { InferPlan, Plan } from '../runtime/plan.ts';
import { CommandFailure } from './failure.ts';

/** [count, ...shape], fewer where the test split is smaller. Throws `CommandFailure` where no field has the argument's shape. */
export async function testImages(
  host: Host,
  plan: Plan,
  argument: InferPlan['arguments'][number],
  count: number,
): Promise<HostTensor> {
  const fits = (shape: readonly number[]): boolean => shape.join() === argument.shape.join();
  const found = plan.sources.flatMap((source) =>
    source.fields
      .filter(({ shape }) => fits(shape))
      .map((field) => ({ source: source.name, field: field.name })),
  )[0];
  if (!found) {
    throw new CommandFailure(
      `no field of the data of ${plan.model} is ${argument.type}, which ${argument.name} needs`,
    );
  }
  const { test } = await new Sources(host, plan.sources).get(found.source);
  const field = test.fields.get(found.field);
  if (!field) throw new Error(`internal error: the source ${found.source} has no field ${found.field}`);
  const rows = Math.min(count, test.count);
  const size = field.shape.reduce((product, length) => product * length, rows);
  const data = field.dtype === 'f32' ? new Float32Array(size) : new Int32Array(size);
  field.gather(
    Uint32Array.from({ length: rows }, (_, row) => row),
    data,
  );
  return { shape: [rows, ...field.shape], dtype: field.dtype, data };
}
