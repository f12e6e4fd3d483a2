/** @file Every pass keeps what a graph means, on graphs as lowering writes them; and the passes earn their keep. */
import { describe, expect, test } from 'vitest';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';
import { printGraph } from '../../../src/compiler/ir/print.ts';
import { graphCost } from '../../../src/compiler/ir/statistics.ts';
import { sizeOf, type NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { foldConstants } from '../../../src/compiler/5-transform/fold-constants.ts';
import { passes } from '../../../src/compiler/5-transform/passes.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { expectCentralDifferences } from '../../support/central-differences.ts';
import { drawInput, randomStream } from '../ops/op-cases.ts';
import { batchNormStep, ganStep, penaltyStep, vaeStep } from './sample-graphs.ts';

const tiny = { batch: 3, height: 4, hidden: 5, latent: 2 };
const graphs: readonly Graph[] = [
  vaeStep(tiny),
  penaltyStep('r1'),
  penaltyStep('wganGp'),
  batchNormStep(),
  ganStep(),
];

/** Values for every input: second moments and step sizes positive, the rest of either sign and of modest size. */
function drawInputs(graph: Graph): Record<string, NdArray> {
  const random = randomStream(3);
  const inputs: Record<string, NdArray> = {};
  for (const node of graph.nodes) {
    if (node.op !== 'input') continue;
    const { name } = node.attributes;
    const positive = /\.v$|^stepSize$|^correction$|^labels$/.test(name);
    const drawn = drawInput({ shape: node.shape, domain: positive ? 'positive' : 'any' }, random);
    inputs[name] = { shape: drawn.shape, data: drawn.data.map((value) => value * 0.4) };
  }
  return inputs;
}

describe.each(graphs.map((graph) => ({ name: graph.name, graph })))('$name', ({ graph }) => {
  const inputs = drawInputs(graph);
  const reference = evaluateGraph(transform(graph, { after: 'differentiate' }), inputs);

  test.each(passes.map((pass) => pass.name))('means the same after %s', (after) => {
    const values = evaluateGraph(transform(graph, { after }), inputs);
    expect(Object.keys(values)).toEqual(Object.keys(reference));
    for (const [name, { shape, data }] of Object.entries(values)) {
      const expected = reference[name]!;
      expect(shape).toEqual(expected.shape);
      const scale = Math.max(1e-6, ...expected.data.map(Math.abs));
      const worst = Math.max(...data.map((value, i) => Math.abs(value - expected.data[i]!)));
      expect(worst / scale, name).toBeLessThan(1e-9);
    }
  });

  test('all passes twice change nothing more, and the same graph gives the same bytes', () => {
    const once = printGraph(transform(graph));
    expect(printGraph(transform(graph))).toBe(once);
    const simplified = transform(graph, { after: 'dropDead' });
    expect(printGraph(transform(simplified, { after: 'dropDead' }))).toBe(printGraph(simplified));
  });

  test('no pass makes a step need more kernels or flops', () => {
    const costs = passes.map((pass) => graphCost(transform(graph, { after: pass.name })));
    for (let i = 1; i < costs.length; i++) {
      expect(costs[i]!.kernels).toBeLessThanOrEqual(costs[i - 1]!.kernels);
      expect(costs[i]!.flops).toBeLessThanOrEqual(costs[i - 1]!.flops);
    }
    expect(costs.at(-1)!.peakBytes).toBeLessThanOrEqual(costs.at(-2)!.peakBytes);
  });
});

describe.each(['r1', 'wganGp'] as const)('d %s / d w of a convolutional critic', (penalty) => {
  const graph = transform(penaltyStep(penalty));
  const inputs = drawInputs(graph);
  const weights = graph.outputs.map((output) => output.name).filter((name) => name !== 'loss');
  const differentiable = weights.filter((name) => name in inputs);

  test.each(differentiable)('%s agrees with central differences', (name) => {
    expectCentralDifferences(graph, inputs, {
      of: 'loss',
      by: name,
      claimed: name,
      every: 3,
      tolerance: 1e-5,
    });
  });

  test('a bias that no slope depends on has gradient zero, and is no longer an input', () => {
    const unneeded = weights.filter((name) => !(name in inputs));
    expect(unneeded).toEqual(['score.bias']);
    expect([...evaluateGraph(graph, inputs)['score.bias']!.data]).toEqual([0]);
  });
});

test('one player learns with the other held: no gradient runs through stopGradient', () => {
  const graph = transform(ganStep());
  const inputs = drawInputs(graph);
  expectCentralDifferences(graph, inputs, { of: 'G', by: 'g1.kernel', claimed: 'g.g1.kernel', every: 7 });
  const moved = { ...inputs, 'g1.bias': drawInput({ shape: [32], domain: 'any' }, randomStream(5)) };
  expect(evaluateGraph(graph, moved).D).not.toEqual(evaluateGraph(graph, inputs).D);
  expectCentralDifferences(graph, inputs, { of: 'D', by: 'conv1.kernel', claimed: 'd.conv1.kernel' });
});

describe('a VAE step at its real size (784-400-20, batch 128)', () => {
  const graph = transform(vaeStep({ batch: 128, height: 28, hidden: 400, latent: 20 }));
  const count = (op: string) => graph.nodes.filter((node) => node.op === op).length;

  test('has the kernels that a careful engineer would write', () => {
    expect(count('fusedMatMul')).toBe(5);
    // a weight gradient for each of 5 layers, an input gradient for each but the first
    expect(count('matMul')).toBe(9);
    expect(count('adamStep') + count('movingAverage') + count('movingAverageOfSquares')).toBe(30);
    expect(count('transpose') + count('broadcastTo')).toBe(0);
    expect(graphCost(graph).kernels).toBeLessThanOrEqual(81);
  });

  test('passes over the images six times and sums once: four for the loss, three for its gradient', () => {
    const products = ['fusedMatMul', 'matMul', 'reshape', 'input'];
    const onImages = graph.nodes
      .filter((node) => sizeOf(node.shape) === 128 * 784 && !products.includes(node.op))
      .map((node) => node.op);
    expect(onImages).toEqual(['softplus', 'multiply', 'subtract', 'sigmoid', 'subtract', 'multiply']);
  });
});

test('the gradient of a bias in front of batch norm is zero, and found to be so', () => {
  const graph = transform(batchNormStep());
  const average = graph.nodes[graph.outputs.find((output) => output.name === 'conv.bias.m')!.node]!;
  const gradient = graph.nodes[average.inputs[1]!]!;
  expect(gradient.op === 'constant' && gradient.attributes.values).toEqual([0]);
});

test.each(graphs)('passes that find nothing to do in $name give back the very graph', (graph) => {
  const done = transform(graph, { after: 'dropDead' });
  const idle = passes.filter(({ name }) => ['foldConstants', 'shareCommon', 'dropDead'].includes(name));
  expect(idle).toHaveLength(3);
  for (const { name, run } of idle) expect(run(done) === done, name).toBe(true);
});

test('what a pass leaves as it was keeps its nodes', () => {
  const b = new GraphBuilder('g');
  const x = b.input('x', [2]);
  const [kept, folded] = [b.exp(x), b.add(b.constant(1), b.constant(2))];
  b.output('kept', kept);
  b.output('folded', folded);
  const before = b.finish();
  const after = foldConstants(before);
  expect(after).not.toBe(before);
  expect(after.nodes[0] === before.nodes[0] && after.nodes[1] === before.nodes[1]).toBe(true);
});
