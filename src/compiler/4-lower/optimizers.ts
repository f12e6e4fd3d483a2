/**
 * @file Optimisers as graph: from a weight, its gradient and slots to the next ones. Numbers that depend on the step alone (rates,
 * bias corrections) are scalar inputs, so that no pass over memory is spent on them.
 */
import type { Value } from '../ir/build.ts';
import { assertNever, invariant } from '../invariant.ts';
import type { ScalarExpression } from '../../runtime/plan.ts';
import type { OptimizerValue, Schedule } from '../types/value.ts';
import { movingAverage, numberOf } from './moving-average.ts';
import type { ScalarTools } from './moving-average.ts';
import { scalar, scheduleExpression } from './schedules.ts';

export interface OptimizerTools extends ScalarTools {
  /** The slot's current value for the weight at hand. */
  readonly slot: (name: string) => Value;
  readonly setSlot: (name: string, value: Value) => void;
  /** Optimiser steps of this update so far, this one included: from 1. */
  readonly time: ScalarExpression;
}

/** A setting that is left out, or 0 throughout. */
const isZero = (schedule: Schedule | undefined): boolean =>
  schedule === undefined || (schedule.kind === 'constant' && schedule.value === 0);

/** The slots that each weight needs. */
export function slotNames(optimizer: OptimizerValue): readonly string[] {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return ['m', 'v'];
    case 'sgd':
      return isZero(optimizer.settings['momentum']) ? [] : ['velocity'];
    case 'rmsprop':
      return ['v'];
    default:
      return assertNever(optimizer.name, 'optimiser');
  }
}

/** Gradients scaled so that their joint norm is at most the optimiser's `clipNorm` (0: no limit). Pascanu et al. 2013. */
export function clipGradients(
  tools: ScalarTools,
  optimizer: OptimizerValue,
  gradients: readonly Value[],
): readonly Value[] {
  const { b } = tools;
  const { clipNorm } = optimizer.settings;
  if (isZero(clipNorm) || gradients.length === 0) return gradients;
  const limit = numberOf(tools, 'clipNorm', scheduleExpression(clipNorm!));
  const total = gradients.map((gradient) => b.sum(b.square(gradient))).reduce((sum, one) => b.add(sum, one));
  const factor = b.minimum(b.divide(limit, b.add(b.sqrt(total), 1e-6)), 1);
  return gradients.map((gradient) => b.multiply(gradient, factor));
}

/** As `clipGradients`, for a gradient whose first `plates` axes count examples: each has a norm of its own. */
export function clipExamples(
  tools: ScalarTools,
  optimizer: OptimizerValue,
  gradient: Value,
  plates: number,
): Value {
  const { b } = tools;
  const { clipNorm } = optimizer.settings;
  if (isZero(clipNorm)) return gradient;
  const limit = numberOf(tools, 'clipNorm', scheduleExpression(clipNorm!));
  const event = gradient.shape.map((_, axis) => axis).slice(plates);
  const squares = b.square(gradient);
  const norm = b.sqrt(event.length === 0 ? squares : b.sum(squares, event, true));
  return b.multiply(gradient, b.minimum(b.divide(limit, b.add(norm, 1e-6)), 1));
}

/** The weight after one step. */
export function nextWeight(
  tools: OptimizerTools,
  optimizer: OptimizerValue,
  weight: Value,
  gradient: Value,
): Value {
  const { b, time } = tools;
  const setting = (name: string): ScalarExpression => scheduleExpression(optimizer.settings[name]!);
  const rate = scheduleExpression(optimizer.rate);
  const hasDecay = !isZero(optimizer.settings['weightDecay']);
  const decayed =
    hasDecay && optimizer.name !== 'adamw'
      ? b.add(gradient, b.multiply(weight, numberOf(tools, 'weightDecay', setting('weightDecay'))))
      : gradient;
  switch (optimizer.name) {
    case 'adam':
    case 'adamw': {
      const [beta1, beta2] = [setting('beta1'), setting('beta2')];
      const m = movingAverage(tools, 'beta1', beta1)(tools.slot('m'), decayed);
      const v = averageOfSquares(tools, 'beta2', beta2)(tools.slot('v'), decayed);
      tools.setSlot('m', m);
      tools.setSlot('v', v);
      // Kingma & Ba 2015, algorithm 1: the corrections 1 / (1 - beta^t) go into two numbers of the step.
      const stepSize = tools.scalar(
        'stepSize',
        scalar('divide', rate, scalar('subtract', 1, scalar('power', beta1, time))),
      );
      const correction = tools.scalar(
        'correction',
        scalar('divide', 1, { op: 'sqrt', value: scalar('subtract', 1, scalar('power', beta2, time)) }),
      );
      const kept =
        optimizer.name === 'adamw' && hasDecay
          ? b.multiply(
              weight,
              tools.scalar('kept', scalar('subtract', 1, scalar('multiply', rate, setting('weightDecay')))),
            )
          : weight;
      return b.op('adamStep', [kept, m, v, stepSize, correction], { epsilon: epsilonOf(optimizer) });
    }
    case 'sgd': {
      const step = tools.scalar('rate', rate);
      if (slotNames(optimizer).length === 0) return b.subtract(weight, b.multiply(decayed, step));
      const momentum = tools.scalar('momentum', setting('momentum'));
      const velocity = b.add(b.multiply(tools.slot('velocity'), momentum), decayed);
      tools.setSlot('velocity', velocity);
      return b.subtract(weight, b.multiply(velocity, step));
    }
    case 'rmsprop': {
      const v = averageOfSquares(tools, 'decay', setting('decay'))(tools.slot('v'), decayed);
      tools.setSlot('v', v);
      const scale = b.add(b.sqrt(v), epsilonOf(optimizer));
      return b.subtract(weight, b.multiply(b.divide(decayed, scale), tools.scalar('rate', rate)));
    }
    default:
      return assertNever(optimizer.name, 'optimiser');
  }
}

/** A number of the compiled step. */
function epsilonOf({ settings: { epsilon } }: OptimizerValue): number {
  invariant(epsilon?.kind === 'constant', 'an epsilon that follows the step');
  return epsilon.value;
}

/** decay * average + (1 - decay) * value^2. */
function averageOfSquares(
  tools: ScalarTools,
  name: string,
  decay: ScalarExpression,
): (average: Value, value: Value) => Value {
  if (typeof decay === 'number')
    return (average, value) => tools.b.movingAverageOfSquares(average, value, decay);
  const move = movingAverage(tools, name, decay);
  return (average, value) => move(average, tools.b.square(value));
}
