/** @file Moving averages whose decay may follow the step: of networks and expressions, and of an optimiser's gradients. */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { ScalarExpression } from '../../runtime/plan.ts';
import { scalar } from './schedules.ts';

/** What makes numbers of the step. */
export interface ScalarTools {
  readonly b: GraphBuilder;
  /** A number of the step, as a scalar input. */
  readonly scalar: (name: string, value: ScalarExpression) => Value;
}

/** A number of the step: a constant where it never changes. */
export function numberOf(tools: ScalarTools, name: string, value: ScalarExpression): Value {
  return typeof value === 'number' ? tools.b.constant(value) : tools.scalar(name, value);
}

/** decay * average + (1 - decay) * value. With a decay of 0 the value, to the bit. */
export function movingAverage(
  tools: ScalarTools,
  name: string,
  decay: ScalarExpression,
): (average: Value, value: Value) => Value {
  const { b } = tools;
  if (typeof decay === 'number') return (average, value) => b.movingAverage(average, value, decay);
  const kept = tools.scalar(name, decay);
  const taken = tools.scalar(`${name}.share`, scalar('subtract', 1, decay));
  return (average, value) => b.add(b.multiply(average, kept), b.multiply(value, taken));
}
