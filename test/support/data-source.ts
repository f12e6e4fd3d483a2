/** @file Short forms of source and field plans, for tests of the loaders. */
import type { FieldPlan, ParamValue, SourcePlan, TransformPlan } from '../../src/runtime/plan.ts';

/** A field plan; column and name are the same unless told. */
export function field(column: string, shape: readonly number[], change: Partial<FieldPlan> = {}): FieldPlan {
  const place = { path: 'model.gen', line: 3, column: 5, text: `  ${column}: ...` };
  return { name: column, column, transforms: [], shape, dtype: 'f32', place, ...change };
}

export function sourcePlan(
  loader: string,
  options: Readonly<Record<string, ParamValue>>,
  fields: readonly FieldPlan[],
): SourcePlan {
  const place = { path: 'model.gen', line: 2, column: 3, text: `  data d from ${loader}` };
  return { name: 'd', loader, options, fields, place };
}

export function transform(kind: string, options: Readonly<Record<string, ParamValue>> = {}): TransformPlan {
  return { kind, options };
}
