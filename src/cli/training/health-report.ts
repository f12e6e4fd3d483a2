/** @file How a model's health stood at the end of a run, for a person: a line for each monitor, with what it should be near. */
import { showNumber } from '../../runtime/figures/loss-curve.ts';
import type { MonitorPlan } from '../../runtime/health/health-plan.ts';
import { columnsOf } from '../../runtime/health/readings.ts';
import type { MonitorReport } from '../../runtime/health/watch.ts';
import type { Plan } from '../../runtime/plan.ts';
import { formatTable } from '../table.ts';

const shownUnits = 12;

/** The lines, under a heading; nothing where nothing was looked at. */
export function healthLines(plan: Plan, reports: readonly MonitorReport[]): readonly string[] {
  const rows = reports.flatMap((report) => {
    const phase = plan.phases.find(({ name }) => name === report.phase);
    const monitor = phase?.health?.monitors.find(({ name }) => name === report.monitor);
    if (!monitor) return [];
    const name = plan.phases.length > 1 ? `${report.phase} ${monitor.name}` : monitor.name;
    return [[name, valueText(monitor, report), nearText(monitor), standing(report)]];
  });
  return rows.length === 0 ? [] : formatTable(['health', '', 'near', ''], rows, new Set());
}

function valueText(monitor: MonitorPlan, { values, units = [] }: MonitorReport): string {
  const value = (column: string): number => values[column] ?? Number.NaN;
  const percent = (column: string): string => `${Math.round(100 * value(column))} %`;
  switch (monitor.kind) {
    case 'value':
      return showNumber(value(monitor.metric));
    case 'accuracy':
      return `${percent(monitor.real)} of real, ${percent(monitor.fake)} of generated`;
    case 'units': {
      const sorted = units.toSorted((a, b) => b - a);
      const shown = sorted.slice(0, shownUnits).map((one) => String(Number(one.toPrecision(2))));
      const rest = sorted.length > shown.length ? ' ...' : '';
      const [active = Number.NaN] = Object.values(values);
      return `${active} of ${monitor.units} active: ${shown.join(' ')}${rest}`;
    }
    case 'diversity':
    case 'gradient':
      return showNumber(value(monitor.output));
  }
}

/** By column of the metrics, what it should be near; columns without such a number are left out. */
export function nearTexts(plan: Plan): ReadonlyMap<string, string> {
  const monitors = plan.phases.flatMap(({ health }) => health?.monitors ?? []);
  return new Map(
    monitors.flatMap((monitor) => {
      const text = monitor.kind === 'units' ? `most of ${monitor.units}` : nearText(monitor);
      if (text === '') return [];
      const columns = monitor.kind === 'value' ? [monitor.metric] : columnsOf(monitor);
      return columns.map((column) => [column, text] as const);
    }),
  );
}

function nearText(monitor: MonitorPlan): string {
  switch (monitor.kind) {
    case 'value':
      return `${showNumber(monitor.equilibrium.value)}, ${monitor.isShownMore ? 'D blind' : 'its equilibrium'}`;
    case 'accuracy':
      return monitor.value ? `50 %${monitor.isShownMore ? ', D blind' : ''}` : '';
    case 'diversity':
      return '1';
    case 'units':
      return 'most active';
    case 'gradient':
      return '';
  }
}

function standing({ outside, episodes }: MonitorReport): string {
  if (outside !== undefined) return 'out of its band';
  return episodes === 0 ? '' : `left its band ${episodes === 1 ? 'once' : `${episodes} times`}`;
}
