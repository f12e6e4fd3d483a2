/** @file The columns of a model's health as curves: which of them share a panel, and what each should be near. */
import type { MetricSeries } from '../../runtime/figures/loss-curve.ts';
import type { MonitorPlan } from '../../runtime/health/health-plan.ts';
import { columnsOf } from '../../runtime/health/readings.ts';
import type { Plan } from '../../runtime/plan.ts';

type Look = Pick<MetricSeries, 'kind' | 'unit' | 'panel' | 'equilibrium'>;

/** By column, how it is drawn. */
export function watchedColumns(plan: Plan): ReadonlyMap<string, Look> {
  const monitors = plan.phases.flatMap(({ health }) => health?.monitors ?? []);
  return new Map(
    monitors.flatMap((monitor) => columnsOf(monitor).map((column) => [column, lookOf(monitor)] as const)),
  );
}

function lookOf(monitor: MonitorPlan): Look {
  const drawn = { kind: 'watched', unit: '' } as const;
  switch (monitor.kind) {
    case 'accuracy': {
      const panel = `accuracy of ${monitor.players.discriminator}`;
      return {
        ...drawn,
        panel,
        ...(monitor.value ? { equilibrium: { value: 0.5, label: 'D blind: 1/2' } } : {}),
      };
    }
    case 'diversity':
      return { ...drawn, panel: 'distance, real 1', equilibrium: { value: 1, label: 'real examples: 1' } };
    case 'units':
      return { ...drawn, panel: 'active units' };
    case 'value':
    case 'gradient':
      return { ...drawn, panel: 'norm of the gradient' };
  }
}
