/** @file Finding the op where NaN began: by hand-written traces of a few nodes. */
import { describe, expect, test } from 'vitest';
import type { GraphPlan, OutputPlan } from '../../../src/runtime/plan.ts';
import type { Finding, GraphTrace } from '../../../src/runtime/trace.ts';
import { findSite } from '../../../src/runtime/trace.ts';

const place = { path: 'a.gen', line: 3, column: 5, text: 'log(x)' };
const metric: OutputPlan = {
  name: 'loss',
  shape: [],
  dtype: 'f32',
  role: 'metric',
  metric: 'loss',
  kind: 'loss',
  unit: '',
  place,
};
const weight: OutputPlan = { name: 'w', shape: [], dtype: 'f32', role: 'state', state: 'w' };

/** `name(a, b)` per node, by index; the outputs by node. */
function site(
  nodes: readonly string[],
  outputs: Readonly<Record<string, number>>,
  findings: readonly Finding[],
): string | undefined {
  const trace: GraphTrace = {
    places: [place],
    nodes: nodes.map((text) => {
      const [op = '', ...inputs] = text.split(' ');
      return { op, inputs: inputs.map(Number), place: 0, ...(op === 'input' ? { input: 'x' } : {}) };
    }),
    outputs,
  };
  const plan: GraphPlan = {
    name: 'step',
    inputs: [],
    outputs: [metric, weight].filter(({ name }) => name in outputs),
    flops: 0,
    peakBytes: 0,
    kernels: 0,
  };
  const found = findSite(trace, plan, findings);
  return found && `${found.op} ${found.value} ${found.place?.line}`;
}

describe('the site of a NaN', () => {
  test('is the op that made it from finite values, with its line', () => {
    const nodes = ['input', 'log 0', 'mean 1', 'square 0'];
    expect(site(nodes, { loss: 2 }, ['finite', -Infinity, -Infinity, 'finite'])).toBe('log -Infinity 3');
  });

  test('is not an infinity that a select disposes of', () => {
    const nodes = ['input', 'log 0', 'select 0 1 0', 'exp 2', 'mean 3'];
    expect(site(nodes, { loss: 4 }, ['finite', -Infinity, 'finite', Infinity, Infinity])).toBe(
      'exp Infinity 3',
    );
  });

  test('is the infinity before the NaN that it makes', () => {
    const nodes = ['input', 'log 0', 'multiply 1 0', 'mean 2'];
    expect(site(nodes, { loss: 3 }, ['finite', -Infinity, NaN, NaN])).toBe('log -Infinity 3');
  });

  test('leads to the metric, whatever else is broken', () => {
    const nodes = ['input', 'divide 0 0', 'adamStep 1', 'exp 0'];
    const findings = ['finite', NaN, NaN, Infinity] as const;
    expect(site(nodes, { w: 2, loss: 3 }, findings)).toBe('exp Infinity 3');
    expect(site(nodes, { w: 2, loss: 0 }, findings)).toBe('divide NaN 3');
  });

  test('is an input that came broken', () => {
    const nodes = ['log 1', 'input', 'add 0 1'];
    expect(site(nodes, { loss: 2 }, [-Infinity, NaN, NaN])).toBe('input NaN 3');
  });

  test('passes through what could not be looked at', () => {
    const nodes = ['input', 'log 0', 'reshape 1', 'mean 2'];
    expect(site(nodes, { loss: 3 }, ['finite', NaN, 'unseen', NaN])).toBe('log NaN 3');
  });

  test('is nowhere while all results are finite', () => {
    expect(site(['input', 'log 0', 'exp 1'], { loss: 2 }, ['finite', -Infinity, 'finite'])).toBeUndefined();
  });
});
