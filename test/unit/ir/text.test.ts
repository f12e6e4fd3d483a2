/** @file The text form of graphs: stable, readable, and read back into the same graph. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import { printGraph } from '../../../src/compiler/ir/print.ts';
import { GraphTextError, readGraph } from '../../../src/compiler/ir/read.ts';
import { graphFaults } from '../../../src/compiler/ir/verify.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { dtypeOf, opCases } from '../ops/op-cases.ts';
import { batchNormStep, ganStep, penaltyStep, vaeStep } from '../transform/sample-graphs.ts';

const graphs = [
  vaeStep({ batch: 3, height: 4, hidden: 5, latent: 2 }),
  penaltyStep('r1'),
  batchNormStep(),
  ganStep(),
];

test('a node is one line: type, op, inputs, sorted attributes, origin', () => {
  const b = new GraphBuilder('one "step"');
  const x = b.input('x', [128, 784]);
  const w = b.input('w', [400, 784]);
  const origin = { scope: ['posterior', 'dense1'], label: 'h', span: { path: 'a.gen', start: 3, end: 9 } };
  b.output(
    'y',
    b.withOrigin(origin, () => b.matMul(x, w, { transposeB: true })),
  );
  expect(printGraph(b.finish())).toBe(
    [
      'graph "one \\"step\\"" {',
      '  %0: f32[128, 784] = input() {name: "x"}',
      '  %1: f32[400, 784] = input() {name: "w"}',
      '  %2: f32[128, 400] = matMul(%0, %1) {transposeA: false, transposeB: true}  // posterior/dense1 "h" @a.gen:3..9',
      '  output "y" = %2',
      '}\n',
    ].join('\n'),
  );
});

describe('print and read', () => {
  test.each(graphs)('$name comes back the same, before and after the passes', (graph) => {
    for (const form of [graph, transform(graph)]) expect(readGraph(printGraph(form))).toEqual(form);
  });

  test.each(Object.entries(opCases))('%s comes back the same', (_, cases) => {
    for (const { inputs, write } of cases) {
      const b = new GraphBuilder('case');
      const operands = inputs.map((spec, i) => b.input(`x${i}`, spec.shape, dtypeOf(spec.domain)));
      b.output('y', write(b, ...operands));
      expect(readGraph(printGraph(b.finish()))).toEqual(b.finish());
    }
  });

  test('any number, name and origin comes back the same', () => {
    const origins = fc.record(
      {
        scope: fc.array(fc.string()),
        label: fc.string(),
        span: fc.record({ path: fc.string(), start: fc.nat(), end: fc.nat() }),
      },
      { requiredKeys: ['scope'], noNullPrototype: true },
    );
    const values = fc.array(fc.double(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(origins, values, fc.string(), (origin, numbers, name) => {
        const b = new GraphBuilder(name);
        b.withOrigin(origin, () => b.output(name, b.constant(numbers)));
        expect(readGraph(printGraph(b.finish()))).toEqual(b.finish());
      }),
    );
  });
});

describe('reading broken text', () => {
  const around = (line: string) => `graph "g" {\n  %0: f32[2] = input() {name: "x"}\n  ${line}\n}\n`;

  test.each([
    ['%1: f32[2] = explode(%0)', 'there is no op explode'],
    ['%1: f32[2 = exp(%0)', 'expected'],
    ['%1: f16[2] = exp(%0)', 'expected a dtype (f32, i32, bool) at: f16[2] = exp(%0)'],
    ['%1: f32[x] = exp(%0)', 'expected a value at: x] = exp(%0)'],
    ['%1: f32["a"] = exp(%0)', 'expected a shape like [128, 10]'],
    ['%1: f32[2] = exp(%0', 'expected , at: the end of the line'],
    ['%1: f32[2] = exp(%0) {alpha: 1}', 'exp has no attribute alpha'],
    ['%1: f32[] = sum(%0) {axes: [0]}', 'sum lacks its attribute keepDims'],
    ['%1: f32[] = sum(%0) {axes: 0, keepDims: false}', 'sum: the attribute axes must be a list of numbers'],
    ['%1: i32[2] = cast(%0) {dtype: "f64"}', 'cast: the attribute dtype must be one of f32, i32, bool'],
    ['%1: f32[2] = exp(%0) extra', 'nothing expected at: extra'],
    ['output "y" %0', 'expected = at: %0'],
    ['output y = %0', 'expected a quoted text at: y = %0'],
  ])('%s', (line, message) => {
    expect(() => readGraph(around(line))).toThrow(`line 3: ${message}`);
  });

  test('an empty text says what a graph looks like', () => {
    expect(() => readGraph('')).toThrow('line 1: expected a graph: graph "name" { ... }');
  });

  test('a printed graph with any character changed reads, or says in which line it does not', () => {
    const text = printGraph(graphs[0]!);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ unit: 'binary-ascii', maxLength: 2 }), (at, put) => {
        try {
          graphFaults(readGraph(text.slice(0, at) + put + text.slice(at + 1)), 'lowered');
        } catch (error) {
          expect(error).toBeInstanceOf(GraphTextError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
