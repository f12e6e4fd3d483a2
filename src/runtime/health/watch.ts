/**
 * @file Watches the readings of a run: tells once when a monitor has left its band, and when it is back. What it knows is plain data, so
 * that a resumed run tells what the whole one would have.
 */
import type { PhasePlan } from '../plan.ts';
import type { MetricValues } from '../training/events.ts';
import { showFloat32 } from '../training/events.ts';
import type { Side } from './bands.ts';
import { bandOf, sentenceOf, warmUpOf } from './bands.ts';
import type { MonitorPlan } from './health-plan.ts';
import type { Look } from './probe.ts';
import { columnsOf, readingOf, zeroNorm } from './readings.ts';

/** So many readings in a row out of the band begin an episode, and so many within it end one. */
export const judgedReadings = 6;

/** What is known of a monitor. */
export interface WatchedMonitor {
  /** Readings so far. */
  readonly seen: number;
  readonly recent: readonly number[];
  /** Whether the warm-up is over. */
  readonly isWarm: boolean;
  /** The mean logarithm of the readings of the warm-up. */
  readonly logReference: number;
  /** How many readings of the warm-up were 0, and count nothing in it. */
  readonly zeros?: number;
  /** Where it is, while it is out of its band. */
  readonly outside?: Side;
  /** How often it has left its band. */
  readonly episodes: number;
  /** What was found last: by column, and a number for each unit. */
  readonly values: MetricValues;
  readonly units?: readonly number[];
}

/** By phase and monitor, `train/V.accuracy`. */
export type WatchState = Readonly<Record<string, WatchedMonitor>>;

/** What is told of a monitor. */
export interface HealthNews {
  readonly monitor: string;
  readonly state: 'left' | 'returned';
  readonly message: string;
}

/** How a monitor stood when a run ended. */
export type MonitorReport = { readonly phase: string; readonly monitor: string } & Pick<
  WatchedMonitor,
  'values' | 'units' | 'outside' | 'episodes'
>;

const unseen: WatchedMonitor = {
  seen: 0,
  recent: [],
  isWarm: false,
  logReference: 0,
  episodes: 0,
  values: {},
};

/** The watch of a run. */
export class HealthWatch {
  #state: WatchState;
  readonly #silenced: ReadonlySet<string>;

  /** `silenced` names monitors that nothing is told of. */
  constructor(state: WatchState = {}, silenced: ReadonlySet<string> = new Set()) {
    this.#state = state;
    this.#silenced = silenced;
  }

  /** Goes into a checkpoint. */
  get state(): WatchState {
    return this.#state;
  }

  /** Takes what a look at a phase has found, with the metrics of its step; gives what is to be told. */
  take(phase: WatchedPhase, metrics: MetricValues, units: Look['units'] = new Map()): readonly HealthNews[] {
    return (phase.health?.monitors ?? []).flatMap((monitor) => {
      const reading = readingOf(monitor, metrics);
      if (reading === undefined) return [];
      const key = `${phase.name}/${monitor.name}`;
      const before = this.#state[key] ?? unseen;
      const now = {
        ...judged(monitor, withReading(before, reading)),
        values: valuesOf(monitor, metrics),
        ...unitsOf(monitor, units),
      };
      this.#state = { ...this.#state, [key]: now };
      return this.#silenced.has(monitor.name) ? [] : news(monitor, before, now, metrics);
    });
  }

  /** The units of a phase's monitors as they were found last, by monitor. */
  unitsIn(phase: WatchedPhase): readonly (readonly [string, readonly number[]])[] {
    return (phase.health?.monitors ?? []).flatMap(({ name }) => {
      const units = this.#state[`${phase.name}/${name}`]?.units;
      return units ? [[name, units] as const] : [];
    });
  }

  /** How each monitor stands, in the order in which they were met. */
  report(): readonly MonitorReport[] {
    return Object.entries(this.#state).map(([key, { values, units, outside, episodes }]) => {
      const at = key.indexOf('/');
      return {
        phase: key.slice(0, at),
        monitor: key.slice(at + 1),
        values,
        ...(units ? { units } : {}),
        ...(outside ? { outside } : {}),
        episodes,
      };
    });
  }
}

type WatchedPhase = Pick<PhasePlan, 'name' | 'health'>;

function valuesOf(monitor: MonitorPlan, metrics: MetricValues): MetricValues {
  const columns = monitor.kind === 'value' ? [monitor.metric] : columnsOf(monitor);
  return Object.fromEntries(columns.map((column) => [column, written(metrics[column]!)]));
}

function unitsOf({ name }: MonitorPlan, units: Look['units']): Pick<WatchedMonitor, 'units'> {
  const found = units.get(name);
  return found ? { units: found.map(written) } : {};
}

/** As it is written in `metrics.csv`. */
const written = (value: number): number => Number(showFloat32(value));

function withReading(before: WatchedMonitor, reading: number): WatchedMonitor {
  const { seen, recent, isWarm } = before;
  return {
    ...before,
    seen: seen + 1,
    recent: [...recent, reading].slice(-judgedReadings),
    ...(isWarm ? {} : referenceWith(before, reading)),
  };
}

/** A gradient of 0 is no measure of what is usual: a hinge loss has none while every example meets its margin. */
function referenceWith(
  { seen, zeros = 0, logReference }: WatchedMonitor,
  reading: number,
): Pick<WatchedMonitor, 'zeros' | 'logReference'> {
  const counted = seen - zeros;
  if (reading <= zeroNorm)
    return { zeros: zeros + 1, logReference: counted === 0 ? Math.log(zeroNorm) : logReference };
  const share = 1 / (counted + 1);
  return { logReference: logReference * (1 - share) + Math.log(reading) * share };
}

/** With the side that it is on, once every late reading is there. */
function judged(monitor: MonitorPlan, now: WatchedMonitor): WatchedMonitor {
  const { outside, ...rest } = now;
  const band = bandOf(monitor, Math.exp(now.logReference));
  const sides = now.recent.map((reading): Side | 'inside' =>
    reading < band.low ? 'low' : reading > band.high ? 'high' : 'inside',
  );
  const [first] = sides;
  const agreed = sides.length === judgedReadings && sides.every((side) => side === first) ? first : undefined;
  if (!now.isWarm) {
    const { looks, endsInBand } = warmUpOf(monitor);
    return { ...rest, isWarm: now.seen >= looks || (endsInBand && agreed === 'inside') };
  }
  if (agreed === undefined) return now;
  if (agreed === 'inside') return rest;
  return { ...rest, outside: agreed, episodes: now.episodes + (agreed === outside ? 0 : 1) };
}

function news(
  monitor: MonitorPlan,
  before: WatchedMonitor,
  now: WatchedMonitor,
  metrics: MetricValues,
): readonly HealthNews[] {
  if (now.outside === before.outside) return [];
  if (now.outside === undefined)
    return [{ monitor: monitor.name, state: 'returned', message: 'It is back in its band.' }];
  const message = sentenceOf(monitor, now.outside, Math.exp(now.logReference), metrics);
  return [{ monitor: monitor.name, state: 'left', message }];
}
