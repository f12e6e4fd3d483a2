/**
 * @file The numbers of a look at a phase: from the values of its graph to columns of `metrics.csv`, and for each monitor the one number
 * that its band is for.
 */
import type { MetricValues } from '../training/events.ts';
import type { MonitorPlan, ValueScale } from './health-plan.ts';

/** A look costs about as much as a step, so it is taken at every so-many-th. */
export const stepsBetweenLooks = 50;
/** A unit below this tells the decoder next to nothing: nats of divergence (Burda, Grosse & Salakhutdinov 2016 take 0.01 as the limit for the variance of a unit's mean). */
export const activeNats = 0.01;
/** A discriminator that is right about more than this share of examples is nearly perfect, if it is sure of them too. */
export const perfectAccuracy = 0.99;
/** It is sure of them where the value of its game is nearer than this to that of a perfect one, as a share of the way to a blind one's. */
const sureness = 0.1;
/** A unit of a code is dead where it varies less than this share of the variance of the unit that varies most. */
export const activeVariance = 1e-4;
/** A gradient that is not above this counts as 0: it has no logarithm to speak of. */
export const zeroNorm = 1e-30;

/** The columns that a monitor fills; the value of a game stands in the steps' own. */
export function columnsOf(monitor: MonitorPlan): readonly string[] {
  switch (monitor.kind) {
    case 'value':
      return [];
    case 'accuracy':
      return [monitor.real, monitor.fake];
    case 'units':
      return [activeColumn(monitor)];
    case 'diversity':
    case 'gradient':
      return [monitor.output];
  }
}

const activeColumn = ({ subject }: Extract<MonitorPlan, { kind: 'units' }>): string =>
  `${subject}.activeUnits`;

/** What a monitor's columns hold; numbers that are not finite are left out. `values` are the outputs of its graph. */
export function metricsFrom(
  monitor: MonitorPlan,
  values: ReadonlyMap<string, ArrayLike<number>>,
): MetricValues {
  const entries =
    monitor.kind === 'units'
      ? [[activeColumn(monitor), activeCount(monitor, values.get(monitor.output) ?? [])] as const]
      : columnsOf(monitor).map((column) => [column, values.get(column)?.[0] ?? Number.NaN] as const);
  return Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)));
}

function activeCount({ of }: Extract<MonitorPlan, { kind: 'units' }>, units: ArrayLike<number>): number {
  const values = Array.from(units);
  const limit = of === 'divergence' ? activeNats : activeVariance * Math.max(0, ...values);
  return values.filter((value) => value > limit).length;
}

/** The number that a monitor's band is for, from the metrics of a step at which there was a look; undefined without them. */
export function readingOf(monitor: MonitorPlan, metrics: MetricValues): number | undefined {
  switch (monitor.kind) {
    case 'value': {
      const value = metrics[monitor.metric];
      if (value === undefined || monitor.perfect === undefined) return value;
      return blindness({ blind: monitor.equilibrium.value, perfect: monitor.perfect }, value);
    }
    case 'accuracy': {
      const [real, fake] = [metrics[monitor.real], metrics[monitor.fake]];
      if (real === undefined || fake === undefined) return undefined;
      const mean = (real + fake) / 2;
      return isSure(monitor.value, metrics) ? mean : Math.min(mean, perfectAccuracy);
    }
    case 'units': {
      const active = metrics[activeColumn(monitor)];
      return active === undefined ? undefined : active / monitor.units;
    }
    case 'diversity':
    case 'gradient':
      return metrics[monitor.output];
  }
}

/** 1 where D is blind, 0 where it is never wrong. */
function blindness({ blind, perfect }: Omit<ValueScale, 'metric'>, value: number): number {
  return (value - perfect) / (blind - perfect);
}

/** D may be right about every example of a batch by small scores, from which G learns well: it is its loss that says whether it is sure. */
function isSure(scale: ValueScale | undefined, metrics: MetricValues): boolean {
  if (!scale) return false;
  const value = metrics[scale.metric];
  return value !== undefined && blindness(scale, value) < sureness;
}
