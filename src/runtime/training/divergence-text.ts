/** @file A divergence in words: what happened, where, what was finite last, and what usually helps. */
import { showPlace } from '../data/source.ts';
import type { SpecPlace } from '../plan.ts';
import type { Divergence } from './diverged.ts';
import { showFloat32 } from './events.ts';

export interface DivergenceText {
  /** `step 312: log gave -inf`. */
  readonly title: string;
  /** The line to look at. */
  readonly place: SpecPlace | undefined;
  /** What stands beside the marked part of that line. */
  readonly label: string;
  readonly notes: readonly string[];
  readonly help: string;
}

/** The parts of the message. */
export function describeDivergence(divergence: Divergence): DivergenceText {
  const { site, kind, metric, value, place, phase, step, epoch } = divergence;
  const result = `${kind === 'state' ? `the state ${metric}` : metric} became ${showValue(value)}`;
  const cause = causeOf(divergence);
  const resultPlace = site?.place && place ? ` (${showPlace(place)})` : '';
  return {
    title: `step ${step}: ${cause ?? result}`,
    place: site?.place ?? place,
    label: labelOf(divergence),
    notes: [
      ...(cause === undefined ? [] : [`with it ${result}${resultPlace}`]),
      `in phase ${phase}${epoch > 0 ? `, epoch ${epoch.toFixed(2)}` : ''}`,
      lastValues(divergence),
      ...checkpointLine(divergence),
    ],
    help: helpFor(divergence),
  };
}

/** `NaN`, `inf` or `-inf`. */
export function showValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}

function causeOf({ site, input }: Divergence): string | undefined {
  if (!site) return undefined;
  const value = showValue(site.value);
  if (site.op !== 'input') {
    const name = site.label === undefined ? '' : ` for ${site.label}`;
    return `${spokenOp(site.op)} gave ${value}${name}${site.backward === true ? ' in a gradient' : ''}`;
  }
  switch (input?.role) {
    case 'data':
      return `the data ${input.source}.${input.field} hold ${value}`;
    case 'statistic':
      return `the ${input.statistic} of ${input.source}${input.field === undefined ? '' : `.${input.field}`} is ${value}`;
    case 'scalar':
      return `a rate or schedule gave ${value}`;
    case 'state':
      return `the state ${input.state} held ${value} already`;
    case 'random':
    case 'argument':
    case 'carried':
    case undefined:
      return `the input ${site.input ?? ''} held ${value}`;
  }
}

/** Fused ops go by the name of what they fuse. */
function spokenOp(op: string): string {
  return op.replace(/^fused(.)/, (_, first: string) => first.toLowerCase());
}

function labelOf({ site, value, place }: Divergence): string {
  if (!site?.place) return place ? `${showValue(value)} here` : '';
  const found = showValue(site.value);
  return site.backward === true ? `${found} in the gradient of this` : `${found} here`;
}

function lastValues({ last, step }: Divergence): string {
  const values = Object.entries(last).map(([name, value]) => `${name} ${showFloat32(value)}`);
  if (values.length === 0) return 'it was the first step of this start';
  return `last finite values, of step ${step - 1}: ${values.join(', ')}`;
}

function checkpointLine({ checkpoint }: Divergence): readonly string[] {
  if (!checkpoint) return [];
  const { step, folder } = checkpoint;
  const when = step === 0 ? 'before the first step' : `after ${step} ${step === 1 ? 'step' : 'steps'}`;
  return [`the checkpoint from ${when} stays: ${folder}`];
}

const slower = 'a lower rate, a warmup, or clipNorm in the optimiser (adam(1e-3, clipNorm: 1))';
const tooLarge = `numbers grew past the largest 32-bit float (3.4e38), so the training runs away: ${slower}`;

/** Typical causes and what mends them, by op. */
const helpByOp: Readonly<Record<string, string>> = {
  log: 'log is -inf at 0 and NaN below: let distributions take logits instead of probabilities, or keep the operand above 0, as in log(x + 1e-6)',
  divide: 'a divisor became 0 (or both sides did): add a small number to it, as in a / (b + 1e-6)',
  rsqrt:
    'the operand became 0 or negative: add a small number to it, or look at what makes a variance of 0 here',
  sqrt: 'the root of a negative number is NaN, and its slope at 0 is infinite: add a small number to the operand, as in sqrt(x + 1e-6)',
  power:
    'a negative base with a fractional exponent is NaN, and 0 to a negative power inf: keep the base above 0',
  exp: `exp is inf above 88.7: bound the operand (clip(x, -10, 10); the log-variance of a Normal is the usual one), or ${slower}`,
  adamStep: `an update made a weight non-finite: ${slower}`,
};

/** What a gradient divides by is the operand of a root, a logarithm, a norm or a quotient. */
const steep =
  'a slope is infinite here, as those of sqrt, norm, log and a / x are at 0: add a small number to the operand, as in sqrt(x + 1e-6)';
const steepOps: ReadonlySet<string> = new Set(['divide', 'rsqrt', 'power', 'log']);

function helpFor({ site, input }: Divergence): string {
  if (!site) return `train on with ${slower}`;
  if (site.backward === true && steepOps.has(site.op)) return steep;
  if (site.op !== 'input') return helpByOp[site.op] ?? tooLarge;
  switch (input?.role) {
    case 'data':
    case 'statistic':
      return 'take the examples with NaN or infinite values out of the data';
    case 'scalar':
      return 'look at the rates and schedules of the spec at this step';
    case 'state':
    case 'random':
    case 'argument':
    case 'carried':
    case undefined:
      return `train on with ${slower}`;
  }
}
