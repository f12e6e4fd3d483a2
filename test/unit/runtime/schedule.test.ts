/** @file Schedules: every op of a scalar expression, and a phase's steps, epochs and variants. */
import { describe, expect, test } from 'vitest';
import type { PhasePlan, ScalarExpression } from '../../../src/runtime/plan.ts';
import { evaluateScalar } from '../../../src/runtime/schedule.ts';
import { scheduleOf } from '../../../src/runtime/training/phases.ts';

describe('evaluateScalar', () => {
  const context = { step: 6, epoch: 1.5, examples: 768, updates: 7, epochsPerStep: 0.25 };
  const binary = (
    op: 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'minimum' | 'maximum',
  ): ScalarExpression => ({
    op,
    left: { op: 'step' },
    right: 4,
  });
  test.each<[ScalarExpression, number]>([
    [0.25, 0.25],
    [{ op: 'step' }, 6],
    [{ op: 'epoch' }, 1.5],
    [{ op: 'examples' }, 768],
    [{ op: 'updates' }, 7],
    [{ op: 'epochsPerStep' }, 0.25],
    [binary('add'), 10],
    [binary('subtract'), 2],
    [binary('multiply'), 24],
    [binary('divide'), 1.5],
    [binary('power'), 1296],
    [binary('minimum'), 4],
    [binary('maximum'), 6],
    [{ op: 'sqrt', value: 9 }, 3],
    [{ op: 'cos', value: 0 }, 1],
    [{ op: 'floor', value: { op: 'epoch' } }, 1],
    [{ op: 'exp', value: 0 }, 1],
  ])('%j is %d', (expression, expected) => {
    expect(evaluateScalar(expression, context)).toBe(expected);
  });
});

describe('scheduleOf', () => {
  const graph = (name: string): PhasePlan['variants'][number]['graph'] => ({
    name,
    inputs: [],
    outputs: [],
    flops: 0,
    peakBytes: 0,
    kernels: 0,
  });
  const phase: PhasePlan = {
    name: 'train',
    batch: 128,
    duration: { unit: 'epochs', count: 10 },
    sources: ['digits'],
    periods: [4, 16],
    variants: [[], [4], [4, 16]].map((fires) => ({ fires, graph: graph(fires.join('+')) })),
    updates: [],
    repetitions: [1],
  };

  test('takes the least number of steps that shows every example as often as asked', () => {
    expect(scheduleOf(phase, 60_000, {}).steps).toBe(4688);
    expect(scheduleOf(phase, 60_000, { epochs: 1 }).steps).toBe(469);
    expect(scheduleOf(phase, 60_000, { steps: 7 }).steps).toBe(7);
    expect(scheduleOf({ ...phase, duration: { unit: 'steps', count: 3 } }, 0, {}).steps).toBe(3);
    expect(() => scheduleOf(phase, 0, {})).toThrow('no epochs');
  });

  test('picks the variant whose periods divide the step', () => {
    const { graphAt } = scheduleOf(phase, 60_000, {});
    expect([0, 1, 4, 8, 16, 30].map((step) => graphAt(step).name)).toEqual([
      '4+16',
      '',
      '4',
      '4',
      '4+16',
      '',
    ]);
  });

  test('counts epochs, examples and updates', () => {
    const { contextAt, epochAt } = scheduleOf(phase, 1280, {});
    expect(contextAt(5)).toEqual({ step: 5, epoch: 0.5, examples: 640, updates: 6, epochsPerStep: 0.1 });
    expect(epochAt(30)).toBe(3);
  });
});
