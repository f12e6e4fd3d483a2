/** @file The units of what a plan reports. */
import type { Plan } from '../runtime/plan.ts';

/** Unit by report. */
export function reportUnits(plan: Plan): readonly (readonly [string, string])[] {
  return [
    ...plan.evaluations.flatMap(({ reports }) => reports.map(({ name, unit }) => [name, unit] as const)),
    ...(plan.measures ?? []).flatMap(({ name, unit }) => [
      [name, unit] as const,
      [`${name}.standardError`, unit] as const,
    ]),
  ];
}
