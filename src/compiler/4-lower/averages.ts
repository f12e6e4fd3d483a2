/**
 * @file Averages: their state, and how they move at the end of a step. In: the values after all updates. Out: the next averages,
 * decay * average + (1 - decay) * value; a plain copy before `from`. Buffers of a network are averaged like its weights.
 */
import type { Value } from '../ir/build.ts';
import type { TypedAverage, TypedModule, TypedNetwork, TypedPhase } from '../3-check/typed.ts';
import { knownShape } from '../types/dims.ts';
import type { Quantity, TypedNode } from '../types/value.ts';
import type { ScalarExpression, StatePlan } from '../../runtime/plan.ts';
import { movingAverage } from './moving-average.ts';
import type { ScalarTools } from './moving-average.ts';
import { scalar, scheduleExpression } from './schedules.ts';

/** The weights and buffers of a network, by their paths in it. */
function stateOf(
  network: TypedNetwork,
): readonly { readonly path: string; readonly shape: readonly number[] }[] {
  return [...network.weights, ...network.buffers];
}

/** The averages of a model, each once: later phases go on with those of earlier ones. */
export function averagesOf(typed: TypedModule): readonly TypedAverage[] {
  const first = new Map<string, TypedAverage>();
  for (const average of typed.phases.flatMap((phase) => phase.averages))
    if (!first.has(average.name)) first.set(average.name, average);
  return [...first.values()];
}

/** What averages carry from step to step. One of a network starts as the network; one of an expression at 0, or the end of its range next to it. */
export function averageState(typed: TypedModule): readonly StatePlan[] {
  return averagesOf(typed).flatMap(({ name, of }): readonly StatePlan[] => {
    if (of.kind === 'value') {
      const { range } = of.node.type;
      const shape = knownShape(of.node.type.shape);
      const value = Math.min(Math.max(0, range.low), range.high);
      const init = { kind: 'constant', value } as const;
      return [{ name, kind: 'average', shape, dtype: 'f32', init, convolutionKernel: false }];
    }
    const network = typed.networks.get(of.network)!;
    const kernels = new Set(network.weights.filter((one) => one.convolutionKernel).map((one) => one.path));
    return stateOf(network).map(({ path, shape }) => ({
      name: `${name}/${path}`,
      kind: 'average',
      network: of.network,
      shape,
      dtype: 'f32',
      init: { kind: 'copy', of: `${of.network}/${path}` },
      convolutionKernel: kernels.has(path),
    }));
  });
}

/** What a phase's averages need of the step that is being lowered. */
export interface AverageTools extends ScalarTools {
  readonly state: (name: string, shape: readonly number[]) => Value;
  readonly advance: (name: string, value: Value) => void;
  /** The batch mean of an averaged expression. */
  readonly mean: (node: TypedNode) => Value;
}

/** Moves one average of the phase. */
export function moveAverage(
  tools: AverageTools,
  typed: TypedModule,
  phase: TypedPhase,
  average: TypedAverage,
): void {
  const { name, of } = average;
  const next = nextAverage(tools, typed, phase, average);
  if (of.kind === 'value') {
    tools.advance(name, next(tools.state(name, knownShape(of.node.type.shape)), tools.mean(of.node)));
    return;
  }
  for (const { path, shape } of stateOf(typed.networks.get(of.network)!)) {
    const value = tools.state(`${of.network}/${path}`, shape);
    tools.advance(`${name}/${path}`, next(tools.state(`${name}/${path}`, shape), value));
  }
}

/** The rule of one average: from the average and the value after this step's updates. */
function nextAverage(
  tools: AverageTools,
  typed: TypedModule,
  phase: TypedPhase,
  average: TypedAverage,
): (current: Value, value: Value) => Value {
  const full = decayOf(average, phase);
  const start =
    average.from ?? (startsHere(typed, phase, average) ? ({ unit: 'step', amount: 1 } as const) : undefined);
  const decay = start === undefined ? full : scalar('multiply', full, hasBegun(start));
  return movingAverage(tools, `${phase.name}/${average.name}.decay`, decay);
}

/** An expression has no value before the first step, so its average starts as the first batch's mean. */
function startsHere(typed: TypedModule, phase: TypedPhase, { name, of }: TypedAverage): boolean {
  const first = typed.phases.find((one) => one.averages.some((other) => other.name === name));
  return of.kind === 'value' && first === phase;
}

/** The part of the old average that a step keeps. */
function decayOf({ rate }: TypedAverage, { batch }: TypedPhase): ScalarExpression {
  if (rate.kind === 'decay') return scheduleExpression(rate.schedule);
  const { unit, amount } = rate.time;
  if (unit === 'epoch') return scalar('power', 0.5, scalar('divide', { op: 'epochsPerStep' }, amount));
  return 0.5 ** ((unit === 'examples' ? batch : 1) / amount);
}

/** 1 from the given time on, 0 before it. */
function hasBegun({ unit, amount }: Quantity): ScalarExpression {
  const whole: ScalarExpression = { op: 'floor', value: scalar('subtract', { op: unit }, amount) };
  return scalar('minimum', scalar('maximum', scalar('add', whole, 1), 0), 1);
}
