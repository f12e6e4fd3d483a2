/** @file The verifier finds seeded faults, each by its own line. */
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import type { AnyNode, Graph } from '../../../src/compiler/ir/graph.ts';
import { graphFaults, verifyGraph, type Level } from '../../../src/compiler/ir/verify.ts';

function sample(): Graph {
  const b = new GraphBuilder('sample');
  const x = b.input('x', [2, 3]);
  const y = b.input('y', [3]);
  b.output('z', b.sum(b.multiply(b.add(x, y), x), [0]));
  return b.finish();
}

/** The sample with node `index` changed. */
function changed(index: number, change: Partial<AnyNode>): Graph {
  const graph = sample();
  const nodes = graph.nodes.map((node) => (node.id === index ? ({ ...node, ...change } as AnyNode) : node));
  return { ...graph, nodes };
}

test('a sound graph has no faults', () => {
  expect(graphFaults(sample(), 'lowered')).toEqual([]);
});

test.each<[string, Graph, string]>([
  ['a wrong shape', changed(2, { shape: [2, 4] }), '%2 add: its shape is [2, 4], the rule gives [2, 3]'],
  ['a wrong dtype', changed(2, { dtype: 'i32' }), '%2 add: its dtype is i32, the rule gives f32'],
  [
    'an input that comes later',
    changed(2, { inputs: [0, 3] }),
    '%2 add: its input %3 does not come before it',
  ],
  [
    'an input that is not there',
    changed(3, { inputs: [2, 9] }),
    '%3 multiply: its input %9 does not come before it',
  ],
  ['too few inputs', changed(3, { inputs: [2] }), '%3 multiply: 1 inputs, expected 2'],
  [
    'shapes that do not fit',
    changed(1, { shape: [4] }),
    '%2 add: shapes [2, 3] and [4] do not broadcast together',
  ],
  ['a wrong id', changed(3, { id: 7 }), '%3 multiply: its id is 7'],
  [
    'an axis that is not there',
    changed(4, { attributes: { axes: [5], keepDims: false } }),
    '%4 sum: axes [5]',
  ],
  ['a missing attribute', changed(4, { attributes: {} }), '%4 sum: sum lacks its attribute axes'],
  ['two inputs of one name', changed(1, { attributes: { name: 'x' } }), '%1 input: a second input x'],
  [
    'an output of nothing',
    { ...sample(), outputs: [{ name: 'z', node: 99 }] },
    'output z: there is no node %99',
  ],
  [
    'two outputs of one name',
    { ...sample(), outputs: [0, 1].map((node) => ({ name: 'z', node })) },
    'a second output z',
  ],
])('finds %s', (_, graph, fault) => {
  expect(graphFaults(graph, 'lowered').some((found) => found.startsWith(fault))).toBe(true);
  expect(() => verifyGraph(graph, 'lowered', 'a pass')).toThrow('graph sample after a pass');
});

describe('levels', () => {
  const b = new GraphBuilder('levels');
  const x = b.input('x', [2, 2]);
  const bias = b.input('bias', [2]);
  const level = (output: ReturnType<GraphBuilder['exp']>): Level[] => {
    const graph = { ...b.finish(), outputs: [{ name: 'y', node: output.id }] };
    const upTo = { ...graph, nodes: graph.nodes.filter((node) => node.id <= 1 || node.id === output.id) };
    const renumbered = { ...upTo, nodes: upTo.nodes.map((node, id) => ({ ...node, id })), outputs: [] };
    return (['lowered', 'differentiated', 'fused'] as const).filter(
      (name) => graphFaults(renumbered, name).length === 0,
    );
  };

  test('gradients and stops stand only before differentiation, fused ops only after fusion', () => {
    expect(level(b.gradient(x, x))).toEqual(['lowered']);
    expect(level(b.stopGradient(x))).toEqual(['lowered']);
    expect(level(b.fusedMatMul(x, x, bias))).toEqual(['fused']);
    expect(level(b.exp(x))).toEqual(['lowered', 'differentiated', 'fused']);
  });
});
