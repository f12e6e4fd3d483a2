/** @file The end of a run in lines: each monitor with its last numbers, what it should be near, and whether it stayed in its band. */
import { expect, test } from 'vitest';
import { healthLines, nearTexts } from '../../../src/cli/training/health-report.ts';
import type { MonitorReport } from '../../../src/runtime/health/watch.ts';
import { compileText, specText } from '../../support/specs.ts';

const report = (
  monitor: string,
  values: MonitorReport['values'],
  more: Partial<MonitorReport> = {},
): MonitorReport => ({
  phase: 'train',
  monitor,
  values,
  episodes: 0,
  ...more,
});

test('of a game', () => {
  const { plan } = compileText(specText('gan'));
  const lines = healthLines(plan, [
    report('V.value', { V: -0.02 }, { outside: 'low', episodes: 2 }),
    report('V.accuracy', { 'V.accuracyReal': 1, 'V.accuracyFake': 0.984 }, { episodes: 1 }),
    report('V.diversity', { 'V.diversity': 0.75 }),
    report('gradient.G', { 'gradient.G': 6.5 }),
  ]);
  expect(lines).toEqual([
    'health                                         near',
    'V.value      −0.0200                           −1.39, its equilibrium  out of its band',
    'V.accuracy   100 % of real, 98 % of generated  50 %                    left its band once',
    'V.diversity  0.7500                            1',
    'gradient.G   6.50',
  ]);
});

test('of units, the largest first', () => {
  const { plan } = compileText(specText('vae'));
  const units = Array.from({ length: 20 }, (_, i) => (i < 2 ? i + 1.234 : 0));
  const [, line] = healthLines(plan, [
    report('divergence.units', { 'divergence.activeUnits': 2 }, { units }),
  ]);
  expect(line).toBe('divergence.units  2 of 20 active: 2.2 1.2 0 0 0 0 0 0 0 0 0 0 ...  most active');
});

test('is nothing where nothing was looked at', () => {
  expect(healthLines(compileText(specText('vae')).plan, [])).toEqual([]);
});

test('says by column what is near, for the progress of a run', () => {
  expect([...nearTexts(compileText(specText('gan')).plan)]).toEqual([
    ['V', '−1.39, its equilibrium'],
    ['V.accuracyReal', '50 %'],
    ['V.accuracyFake', '50 %'],
    ['V.diversity', '1'],
  ]);
  expect([...nearTexts(compileText(specText('vae')).plan)]).toEqual([
    ['divergence.activeUnits', 'most of 20'],
  ]);
});
