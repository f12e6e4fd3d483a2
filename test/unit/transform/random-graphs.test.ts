/** @file A law over random graphs: whatever is written, with its gradients, means the same after all passes, and simplify comes to rest. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';
import { graphCost } from '../../../src/compiler/ir/statistics.ts';
import { ndArray, sizeOf, type NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { simplifyRound } from '../../../src/compiler/5-transform/simplify/simplify.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { randomStream } from '../ops/op-cases.ts';

/** Numbers that say what to write next: which op, on which values so far, with which detail. */
interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly detail: number;
}

type Write = (b: GraphBuilder, x: Value, y: Value, detail: number) => Value | undefined;

const factors = [0, 1, -1, 2, 0.5, -0.25];

function axesOf(x: Value, detail: number): number[] {
  return x.shape.map((_, axis) => axis).filter((axis) => (detail >> axis) & 1);
}

function broadcasts(x: Value, y: Value): boolean {
  const rank = Math.max(x.shape.length, y.shape.length);
  const at = (value: Value, axis: number) => value.shape[axis - rank + value.shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => axis).every(
    (axis) => at(x, axis) === at(y, axis) || at(x, axis) === 1 || at(y, axis) === 1,
  );
}

function both(write: (b: GraphBuilder, x: Value, y: Value) => Value): Write {
  return (b, x, y) => (broadcasts(x, y) && x.shape.length + y.shape.length < 8 ? write(b, x, y) : undefined);
}

/** Bounded functions, so that no value runs away; with kinks, whose places random numbers don't hit. */
const writes: readonly Write[] = [
  both((b, x, y) => b.add(x, y)),
  both((b, x, y) => b.subtract(x, y)),
  both((b, x, y) => b.multiply(x, y)),
  both((b, x, y) => b.multiply(x, y)),
  both((b, x, y) => b.divide(x, b.add(b.square(y), 1))),
  (b, x, _, detail) => b.multiply(x, factors[detail % factors.length]!),
  (b, x, _, detail) => b.add(x, factors[detail % factors.length]!),
  (b, x, _, detail) => b.subtract(factors[detail % factors.length]!, x),
  (b, x, _, detail) => b.divide(x, [1, 2, -4][detail % 3]!),
  (b, x) => b.negate(x),
  (b, x) => b.tanh(x),
  (b, x) => b.leakyRelu(x, 0.2),
  (b, x) => b.square(b.sin(x)),
  (b, x) => b.sqrt(b.add(b.square(x), 0.5)),
  (b, x, _, detail) => b.sum(x, axesOf(x, detail), detail % 3 === 0),
  (b, x, _, detail) => b.mean(x, axesOf(x, detail), detail % 2 === 0),
  (b, x) => b.reshape(x, [sizeOf(x.shape)]),
  (b, x) => (sizeOf(x.shape) % 4 === 0 ? b.reshape(x, [4, sizeOf(x.shape) / 4]) : undefined),
  (b, x) => b.transpose(x, x.shape.map((_, axis) => axis).reverse()),
  (b, x) => (x.shape.length < 3 ? b.broadcastTo(x, [2, ...x.shape]) : undefined),
  (b, x) =>
    x.shape.some((size) => size > 1)
      ? b.slice(
          x,
          x.shape.map((size) => size >> 1),
          x.shape.map((size) => size - (size >> 1)),
        )
      : undefined,
  (b, x) => (x.shape.length === 2 ? b.pad(x, [1, 0], [0, 1]) : undefined),
  (b, x, y) => (String(x.shape) === String(y.shape) && x.shape.length > 0 ? b.concat([x, y], 0) : undefined),
  (b, x, y, detail) => product(b, x, y, detail),
  (b, x) => b.stopGradient(x),
];

function product(b: GraphBuilder, x: Value, y: Value, detail: number): Value | undefined {
  if (x.shape.length !== 2 || y.shape.length !== 2) return undefined;
  const transposeA = detail % 2 === 1;
  const transposeB = detail % 4 > 1;
  const fits = x.shape[transposeA ? 0 : 1] === y.shape[transposeB ? 1 : 0];
  return fits ? b.matMul(x, y, { transposeA, transposeB }) : undefined;
}

/** The graph that the steps describe: the last values and the gradients of their mean by every input. */
function write(steps: readonly Step[]): Graph {
  const b = new GraphBuilder('random');
  const inputs = [b.input('m', [3, 4]), b.input('v', [4]), b.input('c', [3, 1]), b.input('s', [])];
  const values: Value[] = [...inputs];
  steps.forEach((step) => {
    const [x, y] = [values[values.length - 1 - (step.a % values.length)]!, values[step.b % values.length]!];
    const value = writes[step.op % writes.length]!(b, x, y, step.detail);
    if (value && sizeOf(value.shape) <= 200) values.push(value);
  });
  const last = values.slice(-2);
  const loss = last.map((value) => b.mean(b.tanh(value))).reduce((total, part) => b.add(total, part));
  const first = inputs.map((input) => b.gradient(loss, input));
  const penalty = first.map((gradient) => b.sum(b.square(gradient))).reduce((x, y) => b.add(x, y));
  b.output('loss', loss);
  inputs.forEach((input, index) => {
    b.output(`first${index}`, first[index]!);
    b.output(`second${index}`, b.gradient(penalty, input));
  });
  last.forEach((value, index) => b.output(`value${index}`, value));
  return b.finish();
}

function draw(graph: Graph): Record<string, NdArray> {
  const random = randomStream(1);
  const inputs: Record<string, NdArray> = {};
  for (const [name, shape] of [
    ['m', [3, 4]],
    ['v', [4]],
    ['c', [3, 1]],
    ['s', []],
  ] as const) {
    inputs[name] = ndArray(
      shape,
      Array.from({ length: sizeOf(shape) }, () => random() * 2 - 1),
    );
  }
  expect(graph.outputs.length).toBeGreaterThan(0);
  return inputs;
}

const anySteps = fc.array(
  fc.record({ op: fc.nat(), a: fc.oneof(fc.nat(2), fc.nat()), b: fc.nat(), detail: fc.nat(7) }),
  { minLength: 1, maxLength: 14 },
);

test('all passes keep values, first and second derivatives', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const graph = write(steps);
      const inputs = draw(graph);
      const before = transform(graph, { after: 'differentiate' });
      const after = transform(graph);
      expect(simplifyRound(transform(graph, { after: 'simplify' })).changed).toBe(false);
      const expected = evaluateGraph(before, inputs);
      for (const [name, { data }] of Object.entries(evaluateGraph(after, inputs))) {
        const scale = Math.max(1e-3, ...expected[name]!.data.map(Math.abs));
        data.forEach((value, i) => {
          expect(Math.abs(value - expected[name]!.data[i]!) / scale, name).toBeLessThan(1e-6);
        });
      }
      expect(graphCost(after).flops).toBeLessThanOrEqual(graphCost(before).flops);
    }),
    { numRuns: 100 },
  );
});
