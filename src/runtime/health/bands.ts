/**
 * @file The band that each monitor should stay in, and what is said where it leaves it: what it is, what it should be near, what that
 * usually means and what to try, in one sentence. docs/health.md tells where the limits come from.
 */
import type { MetricValues } from '../training/events.ts';
import type { MonitorPlan } from './health-plan.ts';
import { activeNats, perfectAccuracy, readingOf, zeroNorm } from './readings.ts';

export interface Band {
  readonly low: number;
  readonly high: number;
}

export type Side = 'low' | 'high';

/**
 * How many looks at a phase pass before its first judgement: what is untrained is in no band. A generator starts with samples that are all
 * alike, and takes thousands of steps to draw them apart; once it has, it may be judged.
 */
export function warmUpOf({ kind }: MonitorPlan): { readonly looks: number; readonly endsInBand: boolean } {
  return kind === 'diversity' ? { looks: 40, endsInBand: true } : { looks: 12, endsInBand: false };
}

/** The band of a monitor's reading. `reference` is what a gradient was at first. */
export function bandOf(monitor: MonitorPlan, reference: number): Band {
  switch (monitor.kind) {
    case 'value':
      return monitor.perfect === undefined ? { low: 0, high: Infinity } : { low: 0.03, high: 1.25 };
    case 'accuracy':
      return monitor.value ? { low: 0.35, high: perfectAccuracy } : { low: 0, high: 1 };
    case 'diversity':
      return { low: 0.2, high: 2 };
    case 'units':
      return { low: 0.25, high: 1 };
    case 'gradient':
      // A warm-up whose gradients were all 0 tells nothing of a usual norm; 2 is for the rounding of a logarithm.
      return reference <= 2 * zeroNorm
        ? { low: 0, high: Infinity }
        : { low: reference / 1000, high: reference * 100 };
  }
}

/** The sentence about a monitor that has left its band; `metrics` are those of the step. */
export function sentenceOf(
  monitor: MonitorPlan,
  side: Side,
  reference: number,
  metrics: MetricValues,
): string {
  const reading = readingOf(monitor, metrics) ?? Number.NaN;
  switch (monitor.kind) {
    case 'value':
      return valueSentence(monitor, side, metrics);
    case 'accuracy': {
      const { discriminator: d, generator: g } = monitor.players;
      const half = monitor.isShownMore ? `that of a blind ${d}` : 'the equilibrium';
      const right = `${d} is right about ${percent(metrics[monitor.real])} of real and ${percent(metrics[monitor.fake])} of generated examples, where 50 % is ${half}`;
      const scale = monitor.value;
      const sure = scale
        ? `, and sure of them (${scale.metric} is ${short(metrics[scale.metric] ?? Number.NaN)})`
        : '';
      return side === 'high'
        ? `${right}${sure}: it tells them apart so well that ${g} learns little from it; lower the rate of ${d}, give it dropout or a gradient penalty, or update ${g} more often.`
        : `${right}: it does worse than guessing, usually because ${g} changes faster than ${d} can follow; lower the rate of ${g}, or update ${d} more often.`;
    }
    case 'diversity': {
      const { discriminator: d, generator: g } = monitor.players;
      const apart = `two samples of ${g} are ${short(reading)} times as far apart as two real examples, where about 1 is right`;
      return side === 'low'
        ? `${apart}: ${g} has collapsed to a few samples; start again with a lower rate or another seed, or give ${d} minibatchStddev or a gradient penalty.`
        : `${apart}: they are further from each other than data is, usually noise that ${d} does not hold against ${g}; lower the rates, or give ${d} a gradient penalty.`;
    }
    case 'units': {
      const active = Math.round(reading * monitor.units);
      return monitor.of === 'divergence'
        ? `${active} of the ${monitor.units} units of ${monitor.subject} carry more than ${activeNats} nats, where most should: the decoder ignores the others (posterior collapse), usually because the divergence weighs too much too early; lower its weight or raise it slowly, or take fewer units.`
        : `${active} of the ${monitor.units} units of the code of ${monitor.subject} vary, where most should: the others are dead, usually rectified units that large steps pushed below 0; lower the rate, or end the code without relu.`;
    }
    case 'gradient': {
      const who = monitor.networks.join(', ');
      const times = `the gradient of ${who} has a norm of ${short(reading)}, where ${short(reference)} was usual at first`;
      return side === 'high'
        ? `${times}: training is about to run away; lower the rate, begin with warmup, or set clipNorm in the optimiser.`
        : `${times}: ${who} learns next to nothing any more, usually because what judges it has saturated; look at the other monitors, and lower the rate of the other players.`;
    }
  }
}

function valueSentence(
  { metric, equilibrium, perfect, isShownMore, players }: Extract<MonitorPlan, { kind: 'value' }>,
  side: Side,
  metrics: MetricValues,
): string {
  const { discriminator: d, generator: g } = players;
  const value = short(metrics[metric] ?? Number.NaN);
  const label = minus(equilibrium.label.replace('D blind: ', ''));
  const blind = label === short(equilibrium.value) ? label : `${short(equilibrium.value)} (${label})`;
  const near = isShownMore ? `${blind} is that of a blind ${d}` : `${blind} is its equilibrium`;
  if (perfect === undefined)
    return `${metric} is ${value}, where it should fall towards ${blind} from above: ${d} scores generated examples higher than real ones; update ${d} more often, or lower the rate of ${g}.`;
  return side === 'low'
    ? `${metric} is ${value}, where ${near} and ${perfect} a ${d} that is never wrong: ${d} has outrun ${g}, which then learns little; lower the rate of ${d}, or update ${g} more often.`
    : `${metric} is ${value}, where ${near}: ${d} does worse than one that is blind, usually because rates are too high; lower them, or update ${d} more often.`;
}

const percent = (share = Number.NaN): string => `${Math.round(100 * share)} %`;

/** Three digits. */
const short = (value: number): string => minus(String(Number(value.toPrecision(3))));

const minus = (text: string): string => text.replace('-', '−');
