/**
 * @file Steps, reports, figures and infers of specs that use every construct: every pass keeps what their graphs mean, and their text
 * reads back as the same graph.
 */
import { describe, expect, test } from 'vitest';
import { passes } from '../../../src/compiler/5-transform/passes.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';
import { printGraph } from '../../../src/compiler/ir/print.ts';
import { readGraph } from '../../../src/compiler/ir/read.ts';
import { sizeOf, type NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { constructs } from '../../support/damage.ts';
import { lowerText } from '../../support/specs.ts';
import type { Domain } from '../ops/op-cases.ts';
import { drawInput, randomStream } from '../ops/op-cases.ts';

/** Numbers that are never below 0: uniform draws, second moments, variances, what the host computes for a step, counts. */
const positive = /\.uniform$|\/v\/|\.v$|variance$|stepSize$|correction$|\.kept$|\.count$/;

/** Reports run on a hundred examples at once: the reference evaluator is spared those that compute more numbers than this. */
const limit = 3e6;
const computed = ({ nodes }: Graph): number => nodes.reduce((total, { shape }) => total + sizeOf(shape), 0);

function drawInputs(graph: Graph): Record<string, NdArray> {
  const random = randomStream(7);
  const inputs: Record<string, NdArray> = {};
  for (const node of graph.nodes) {
    if (node.op !== 'input') continue;
    const { name } = node.attributes;
    const real: Domain = positive.test(name) ? 'positive' : 'any';
    const domain: Domain = node.dtype === 'i32' ? { index: 2 } : node.dtype === 'bool' ? 'bool' : real;
    const { shape, data } = drawInput({ shape: node.shape, domain }, random);
    inputs[name] = { shape, data: node.dtype === 'f32' ? data.map((value) => value * 0.4) : data };
  }
  return inputs;
}

/** The largest difference, relative to the largest number of the output; numbers that are not finite must be the same. */
function worstDifference({ data }: NdArray, expected: NdArray): number {
  let scale = 1e-6;
  for (const value of expected.data) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  return data.reduce((worst, value, i) => {
    const wanted = expected.data[i]!;
    return Object.is(value, wanted) ? worst : Math.max(worst, Math.abs(value - wanted) / scale);
  }, 0);
}

describe.each(constructs)('%s', (name, text) => {
  const graphs = [...lowerText(text).graphs.values()];

  test('every graph means the same after every pass', { timeout: 120_000 }, () => {
    let finite = 0;
    let numbers = 0;
    for (const graph of graphs.filter((one) => computed(one) < limit)) {
      const inputs = drawInputs(graph);
      let current = graph;
      let reference: Record<string, NdArray> | undefined;
      for (const pass of passes) {
        current = pass.run(current);
        const values = evaluateGraph(current, inputs);
        reference ??= values;
        expect(Object.keys(values)).toEqual(Object.keys(reference));
        for (const [output, value] of Object.entries(values)) {
          const difference = worstDifference(value, reference[output]!);
          expect(difference, `${name}, ${graph.name}, ${output} after ${pass.name}`).toBeLessThan(1e-6);
        }
      }
      for (const { data } of Object.values(reference!)) {
        numbers += data.length;
        finite += data.filter(Number.isFinite).length;
      }
    }
    expect(finite / numbers).toBeGreaterThan(0.99);
  });

  test('every graph reads back from its text, before and after the passes', () => {
    for (const graph of graphs)
      for (const form of [graph, transform(graph)]) expect(readGraph(printGraph(form))).toEqual(form);
  });
});
