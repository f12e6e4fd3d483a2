/** @file Building graphs: equal nodes merge, types are inferred, broken ops name the spec place. */
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import { graphCost } from '../../../src/compiler/ir/statistics.ts';
import { ndArray } from '../../../src/compiler/ops/nd-array.ts';

describe('hash-consing', () => {
  test('the same op on the same inputs is one node', () => {
    const b = new GraphBuilder('g');
    const x = b.input('x', [2]);
    expect(b.exp(x).id).toBe(b.exp(x).id);
    expect(b.sum(x, [0], true).id).not.toBe(b.sum(x, [0], false).id);
    expect(b.add(x, 1).id).toBe(b.add(x, b.constant(1)).id);
  });

  test('inputs of different names stay apart, one name is one input', () => {
    const b = new GraphBuilder('g');
    expect(b.input('x', [2]).id).not.toBe(b.input('y', [2]).id);
    expect(b.input('x', [2]).id).toBe(b.input('x', [2]).id);
    expect(() => b.input('x', [3])).toThrow('input x was made with two types');
  });

  test('constants differ by value, shape and dtype, down to the sign of zero', () => {
    const b = new GraphBuilder('g');
    const values = [0, -0, Infinity, -Infinity, NaN, 1].map((value) => b.constant(value).id);
    const others = [b.constant(1, [2]).id, b.constant(1, [], 'i32').id, b.constant([1, 2]).id];
    expect(new Set([...values, ...others]).size).toBe(9);
    expect(b.constant([1, 1]).id).toBe(b.constant(1, [2]).id);
  });

  test('attributes count by name, in any order', () => {
    const b = new GraphBuilder('g');
    const x = b.input('x', [4]);
    const total = b.node('sum', [x], { axes: [0], keepDims: false });
    expect(b.node('sum', [x], { keepDims: false, axes: [0] }).id).toBe(total.id);
    expect(b.pad(x, [1], [2]).id).not.toBe(b.pad(x, [2], [1]).id);
    expect(b.leakyRelu(x, 0).id).not.toBe(b.leakyRelu(x, -0).id);
  });

  test('among thousands of nodes each is found again', () => {
    const b = new GraphBuilder('g');
    const make = (): readonly number[] =>
      Array.from({ length: 5000 }, (_, i) => b.add(b.input(`x${i % 700}`, [2]), i / 7).id);
    const first = make();
    expect(new Set(first).size).toBe(5000);
    expect(make()).toEqual(first);
  });

  test('the first origin stays', () => {
    const b = new GraphBuilder('g');
    const x = b.input('x', []);
    const first = b.withScope('a', () => b.withOrigin({ ...b.currentOrigin(), label: 'h' }, () => b.exp(x)));
    b.withScope('b', () => b.exp(x));
    expect(b.nodeOf(first).origin).toEqual({ scope: ['a'], label: 'h' });
    expect(b.currentOrigin()).toEqual({ scope: [] });
  });
});

test('a node that breaks its rule is an internal error that names op, fault and place', () => {
  const b = new GraphBuilder('g');
  const origin = { scope: [], span: { path: 'vae.gen', start: 17, end: 20 } };
  b.withOrigin(origin, () => {
    const x = b.input('x', [2, 3]);
    expect(() => b.add(x, b.input('y', [4]))).toThrow(/add: shapes \[2, 3\] and \[4\].*vae.gen at offset 17/);
    expect(() => b.matMul(x, x)).toThrow('[2, 3] times [2, 3]: inner sizes 3 and 2 differ');
    expect(() => b.exp(b.cast(x, 'i32'))).toThrow('operand of dtype i32, expected f32');
    expect(() => b.reshape(x, [5])).toThrow('[2, 3] has 6 values, [5] needs 5');
    expect(() => b.sum(x, [2])).toThrow('axes [2]');
    expect(() => b.op('add', [x], {})).toThrow('1 inputs, expected 2');
  });
});

test('two outputs cannot share a name', () => {
  const b = new GraphBuilder('g');
  b.output('y', b.input('x', []));
  expect(() => b.output('y', b.constant(1))).toThrow('two outputs named y');
});

test('evaluation asks for every input in its declared shape', () => {
  const b = new GraphBuilder('g');
  b.output('y', b.exp(b.input('x', [2])));
  expect(() => evaluateGraph(b.finish(), {})).toThrow('no value for the input x of g');
  expect(() => evaluateGraph(b.finish(), { x: ndArray([3], [0]) })).toThrow('input x is [3], declared [2]');
});

describe('cost', () => {
  test('a product counts two flops for each multiply-add; views and leaves are no kernels', () => {
    const b = new GraphBuilder('g');
    const x = b.input('x', [4, 3]);
    b.output('y', b.reshape(b.matMul(x, b.input('w', [3, 5])), [20]));
    expect(graphCost(b.finish())).toEqual({ flops: 120, kernels: 1, peakBytes: 4 * (12 + 15 + 20) });
  });

  test('peak bytes count what is alive together, through views', () => {
    const b = new GraphBuilder('g');
    const x = b.input('x', [10]);
    const first = b.exp(x);
    const view = b.reshape(first, [5, 2]);
    const second = b.exp(view);
    b.output('y', b.sum(b.exp(second)));
    // x stays; first lives until second is made, second until the next: 10 + 10 + 10 floats
    expect(graphCost(b.finish()).peakBytes).toBe(4 * 30);
  });
});
