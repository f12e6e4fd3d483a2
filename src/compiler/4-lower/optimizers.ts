/**
 * @file Optimisers as graph: from a weight, its gradient and slots to the next ones. Numbers that depend on the step alone (rates,
 * bias corrections) are scalar inputs, so that no pass over memory is spent on them.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import { assertNever } from '../invariant.ts';
import type { ScalarExpression } from '../../runtime/plan.ts';
import type { OptimizerValue, Schedule } from '../types/value.ts';
import { scalar, scheduleExpression } from './schedules.ts';

export interface OptimizerTools {
  readonly b: GraphBuilder;
  /** A number of the step, as a scalar input. */
  readonly scalar: (name: string, value: ScalarExpression) => Value;
  /** The slot's current value for the weight at hand. */
  readonly slot: (name: string) => Value;
  readonly setSlot: (name: string, value: Value) => void;
  /** Optimiser steps of this update so far, this one included: from 1. */
  readonly time: ScalarExpression;
}

const constantOf = (schedule: Schedule | undefined, standard: number): number =>
  schedule?.kind === 'constant' ? schedule.value : standard;

/** The slots that each weight needs. */
export function slotNames(optimizer: OptimizerValue): readonly string[] {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return ['m', 'v'];
    case 'sgd':
      return constantOf(optimizer.settings['momentum'], 1) === 0 ? [] : ['velocity'];
    case 'rmsprop':
      return ['v'];
    default:
      return assertNever(optimizer.name, 'optimiser');
  }
}

/** Gradients scaled so that their joint norm is at most the optimiser's `clipNorm` (0: no limit). Pascanu et al. 2013. */
export function clipGradients(
  b: GraphBuilder,
  optimizer: OptimizerValue,
  gradients: readonly Value[],
): readonly Value[] {
  const limit = constantOf(optimizer.settings['clipNorm'], 0);
  if (limit <= 0 || gradients.length === 0) return gradients;
  const total = gradients.map((gradient) => b.sum(b.square(gradient))).reduce((sum, one) => b.add(sum, one));
  const factor = b.minimum(b.divide(b.constant(limit), b.add(b.sqrt(total), 1e-6)), 1);
  return gradients.map((gradient) => b.multiply(gradient, factor));
}

/** As `clipGradients`, for a gradient whose first `plates` axes count examples: each has a norm of its own. */
export function clipExamples(
  b: GraphBuilder,
  optimizer: OptimizerValue,
  gradient: Value,
  plates: number,
): Value {
  const limit = constantOf(optimizer.settings['clipNorm'], 0);
  if (limit <= 0) return gradient;
  const event = gradient.shape.map((_, axis) => axis).slice(plates);
  const squares = b.square(gradient);
  const norm = b.sqrt(event.length === 0 ? squares : b.sum(squares, event, true));
  return b.multiply(gradient, b.minimum(b.divide(b.constant(limit), b.add(norm, 1e-6)), 1));
}

/** The weight after one step. */
export function nextWeight(
  tools: OptimizerTools,
  optimizer: OptimizerValue,
  weight: Value,
  gradient: Value,
): Value {
  const { b, time } = tools;
  const rate = scheduleExpression(optimizer.rate);
  const decay = constantOf(optimizer.settings['weightDecay'], 0);
  const decayed =
    decay > 0 && optimizer.name !== 'adamw' ? b.add(gradient, b.multiply(weight, decay)) : gradient;
  switch (optimizer.name) {
    case 'adam':
    case 'adamw': {
      const beta1 = constantOf(optimizer.settings['beta1'], 0.9);
      const beta2 = constantOf(optimizer.settings['beta2'], 0.999);
      const m = b.op('movingAverage', [tools.slot('m'), decayed], { decay: beta1 });
      const v = b.op('movingAverageOfSquares', [tools.slot('v'), decayed], { decay: beta2 });
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
        optimizer.name === 'adamw' && decay > 0
          ? b.multiply(weight, tools.scalar('kept', scalar('subtract', 1, scalar('multiply', rate, decay))))
          : weight;
      return b.op('adamStep', [kept, m, v, stepSize, correction], {
        epsilon: constantOf(optimizer.settings['epsilon'], 1e-8),
      });
    }
    case 'sgd': {
      const step = tools.scalar('rate', rate);
      if (slotNames(optimizer).length === 0) return b.subtract(weight, b.multiply(decayed, step));
      const momentum = tools.scalar('momentum', scheduleExpression(optimizer.settings['momentum']!));
      const velocity = b.add(b.multiply(tools.slot('velocity'), momentum), decayed);
      tools.setSlot('velocity', velocity);
      return b.subtract(weight, b.multiply(velocity, step));
    }
    case 'rmsprop': {
      const v = b.op('movingAverageOfSquares', [tools.slot('v'), decayed], {
        decay: constantOf(optimizer.settings['decay'], 0.99),
      });
      tools.setSlot('v', v);
      const scale = b.add(b.sqrt(v), constantOf(optimizer.settings['epsilon'], 1e-8));
      return b.subtract(weight, b.multiply(b.divide(decayed, scale), tools.scalar('rate', rate)));
    }
    default:
      return assertNever(optimizer.name, 'optimiser');
  }
}
