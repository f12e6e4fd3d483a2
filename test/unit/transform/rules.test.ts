/** @file Single laws of `simplify`: what each small graph becomes. */
import { describe, expect, test } from 'vitest';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import type { OpName } from '../../../src/compiler/ops/attributes.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';

interface Inputs {
  readonly x: Value;
  readonly y: Value;
  readonly row: Value;
  readonly scalar: Value;
}

/** The ops that are left after all rewriting passes but fusion, in order; leaves not counted. */
function opsOf(write: (b: GraphBuilder, inputs: Inputs) => Value): OpName[] {
  const b = new GraphBuilder('law');
  const inputs = {
    x: b.input('x', [4, 6]),
    y: b.input('y', [4, 6]),
    row: b.input('row', [6]),
    scalar: b.input('scalar', []),
  };
  b.output('result', write(b, inputs));
  const graph = transform(b.finish(), { after: 'dropDead' });
  return graph.nodes.map((node) => node.op).filter((op) => op !== 'input' && op !== 'constant');
}

type Law = readonly [string, (b: GraphBuilder, inputs: Inputs) => Value, readonly OpName[]];

const laws: readonly Law[] = [
  ['x + 0', (b, { x }) => b.add(x, 0), []],
  ['1 x', (b, { x }) => b.multiply(1, x), []],
  ['0 x', (b, { x }) => b.multiply(x, 0), []],
  ['x / 1', (b, { x }) => b.divide(x, 1), []],
  ['-(-x)', (b, { x }) => b.negate(b.negate(x)), []],
  ['x + (-y)', (b, { x, y }) => b.add(x, b.negate(y)), ['subtract']],
  ['-(x - y)', (b, { x, y }) => b.negate(b.subtract(x, y)), ['subtract']],
  ['x x', (b, { x }) => b.multiply(x, x), ['square']],
  ['x^2', (b, { x }) => b.power(x, 2), ['square']],
  ['x^(1/2)', (b, { x }) => b.power(x, 0.5), ['sqrt']],
  ['x / sqrt(y)', (b, { x, y }) => b.divide(x, b.sqrt(y)), ['rsqrt', 'multiply']],
  ['2 (3 x)', (b, { x }) => b.multiply(2, b.multiply(3, x)), ['multiply']],
  ['2 x + 3 x', (b, { x }) => b.add(b.multiply(2, x), b.multiply(3, x)), ['multiply']],
  ['x - x', (b, { x }) => b.subtract(x, x), []],
  ['2 x - 2 y', (b, { x, y }) => b.subtract(b.multiply(2, x), b.multiply(2, y)), ['subtract', 'multiply']],
  [
    '2 y - 2 x as a sum',
    (b, { x, y }) => b.add(b.multiply(-2, x), b.multiply(2, y)),
    ['subtract', 'multiply'],
  ],
  ['sum of a broadcast', (b, { row }) => b.sum(b.broadcastTo(row, [4, 6])), ['sum', 'multiply']],
  ['mean of a broadcast', (b, { row }) => b.mean(b.broadcastTo(row, [4, 6]), [0]), []],
  ['mean of a mean', (b, { x }) => b.mean(b.mean(x, [1])), ['mean']],
  ['mean of a sum', (b, { x }) => b.mean(b.sum(x, [1])), ['sum', 'multiply']],
  ['sum over an axis of size 1', (b, { row }) => b.sum(b.reshape(row, [6, 1]), [1]), []],
  ['broadcast before a product', (b, { x, row }) => b.multiply(x, b.broadcastTo(row, [4, 6])), ['multiply']],
  ['exp of a broadcast', (b, { x, row }) => b.add(x, b.exp(b.broadcastTo(row, [4, 6]))), ['exp', 'add']],
  ['reshape of a reshape back', (b, { x }) => b.reshape(b.reshape(x, [24]), [4, 6]), []],
  ['transpose of a transpose', (b, { x }) => b.transpose(b.transpose(x, [1, 0]), [1, 0]), []],
  ['transpose in a product', (b, { x, y }) => b.matMul(b.transpose(x, [1, 0]), y), ['matMul']],
  [
    'transpose of a product',
    (b, { x, y }) => b.transpose(b.matMul(x, y, { transposeB: true }), [1, 0]),
    ['matMul'],
  ],
  ['product with ones', (b, { x }) => b.matMul(x, b.constant(1, [6, 1])), ['sum', 'reshape']],
  ['slice of a padding', (b, { x }) => b.slice(b.pad(x, [1, 0], [0, 2]), [1, 0], [4, 6]), []],
  ['slice of a concatenation', (b, { x, y }) => b.slice(b.concat([x, y], 0), [4, 0], [4, 6]), []],
  [
    'slices put together',
    (b, { x }) => b.concat([b.slice(x, [0, 0], [2, 6]), b.slice(x, [2, 0], [2, 6])], 0),
    [],
  ],
  ['reversed twice', (b, { x }) => b.reverse(b.reverse(x, [1]), [1]), []],
  ['select by a constant', (b, { x, y }) => b.select(b.constant(1, [4, 6], 'bool'), x, y), []],
  ['cast to its own type', (b, { x }) => b.cast(x, 'f32'), []],
  ['sqrt of a square', (b, { x }) => b.sqrt(b.square(x)), ['abs']],
  ['a factor before a sum', (b, { x }) => b.sum(b.multiply(x, 3)), ['sum', 'multiply']],
  ['a small tensor before a sum', (b, { x, row }) => b.sum(b.multiply(x, row), [0]), ['sum', 'multiply']],
  [
    'two small factors',
    (b, { x, row, scalar }) => b.multiply(b.multiply(x, row), scalar),
    ['multiply', 'multiply'],
  ],
  ['constants alone', (b) => b.exp(b.add(b.constant([1, 2]), 3)), []],
  [
    'a + b and b + a',
    (b, { x, y }) => b.multiply(b.exp(b.add(x, y)), b.exp(b.add(y, x))),
    ['add', 'exp', 'square'],
  ],
];

test.each(laws)('%s', (_, write, expected) => {
  expect(opsOf(write)).toEqual(expected);
});

describe('what must stay', () => {
  test.each<Law>([
    [
      'an integer product',
      (b, { x }) => b.multiply(b.cast(x, 'i32'), b.constant(2, [], 'i32')),
      ['cast', 'multiply'],
    ],
    ['x + x as a factor', (b, { x }) => b.add(x, x), ['multiply']],
    ['1 - x', (b, { x }) => b.subtract(1, x), ['subtract']],
    ['a slice that cuts', (b, { x }) => b.slice(x, [1, 0], [2, 6]), ['slice']],
    ['a broadcast that is asked for', (b, { row }) => b.broadcastTo(row, [4, 6]), ['broadcastTo']],
    ['a transpose that moves', (b, { x }) => b.exp(b.transpose(x, [1, 0])), ['transpose', 'exp']],
  ])('%s', (_, write, expected) => {
    expect(opsOf(write)).toEqual(expected);
  });
});
