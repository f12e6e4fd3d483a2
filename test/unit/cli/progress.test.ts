/** @file What the progress display says before a run has begun. */
import picocolors from 'picocolors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { Progress } from '../../../src/cli/training/progress.ts';

const colors = picocolors.createColors(false);
let said: string[] = [];
const terminal: Terminal = {
  data: () => {},
  say: (text) => void said.push(text),
  dataColors: colors,
  colors,
  isLive: false,
  width: () => 80,
};
const start = {
  event: 'start',
  run: 'runs/line-20260101-1',
  model: 'Line',
  engine: 'onnx',
  device: 'cpu',
  seed: 0,
  phases: [],
  metrics: [],
  resumedAt: 0,
} as const;

beforeEach(() => {
  said = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

test('a run that takes long to begin says what it is about, once', () => {
  const progress = new Progress(terminal);
  vi.advanceTimersByTime(4000);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['Reading data and drawing the first weights']);
  progress.close();
});

test('one that begins at once, or that never does, says nothing of it', () => {
  new Progress(terminal).show(start);
  new Progress(terminal).close();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['Line  onnx on cpu, seed 0  runs/line-20260101-1']);
});
