/**
 * @file What the steps of the constructs in test/golden/constructs compute, and what they do not: counts of ops, told apart by their
 * scope. Each number would be another under another reading of the rule that it stands for.
 */
import { describe, expect, test } from 'vitest';
import type { AnyNode, Graph } from '../../src/compiler/ir/graph.ts';
import { constructText } from '../support/constructs.ts';
import { compileText } from '../support/specs.ts';

function graphsOf(text: string): (name: string) => Graph {
  const { graphs } = compileText(text);
  return (name) => graphs.get(name)!;
}

/** The graph of a construct's step, or another of its graphs. */
const stepOf = (construct: string, graph = 'trainStep'): Graph => graphsOf(constructText(construct))(graph);

const isBackward = (node: AnyNode): boolean => node.origin.scope.includes('backward');
const isIn = (node: AnyNode, ...scopes: readonly string[]): boolean =>
  scopes.every((scope) => node.origin.scope.includes(scope));
const isProduct = (node: AnyNode): boolean => node.op === 'matMul' || node.op === 'fusedMatMul';
const opsOf = (nodes: readonly AnyNode[]): readonly string[] => nodes.map(({ op }) => op).sort();
const inputNames = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap((node) => (node.op === 'input' ? [node.attributes.name] : []));
const outputNames = (graph: Graph): readonly string[] => graph.outputs.map(({ name }) => name);

/** Products of one call, forward or backward. */
function products(graph: Graph, call: string, direction: 'forward' | 'backward'): readonly AnyNode[] {
  return graph.nodes.filter(
    (node) => isProduct(node) && isIn(node, call) && isBackward(node) === (direction === 'backward'),
  );
}

describe('averages', () => {
  const graph = stepOf('average-of-network');

  test('a weight of an average costs two products and a sum', () => {
    const ops = opsOf(graph.nodes.filter((node) => isIn(node, 'averages') && node.op !== 'input'));
    expect(ops).toEqual(['add', 'add', 'multiply', 'multiply', 'multiply', 'multiply']);
  });

  test('no gradient is taken through a call of the average', () => {
    expect(products(graph, 'teacher(2 * z)', 'forward')).toHaveLength(1);
    expect(graph.nodes.filter((node) => isBackward(node) && isIn(node, 'teacher(2 * z)'))).toEqual([]);
  });

  test('the average of an expression takes one mean over the batch, outside of the gradient', () => {
    const value = stepOf('average-of-value');
    const means = value.nodes.filter((node) => node.op === 'mean' && node.shape.length === 1);
    expect(means).toHaveLength(1);
    expect(isBackward(means[0]!)).toBe(false);
  });
});

describe('weight: spectral', () => {
  const graph = stepOf('weight-spectral');

  test('two calls of one update share one power iteration: two norms', () => {
    expect(graph.nodes.filter(({ op }) => op === 'sqrt')).toHaveLength(2);
    expect(graph.nodes.filter(({ op }) => op === 'relu')).toHaveLength(4); // two calls, two sides of the hinge
  });

  test('no gradient goes through the iteration: the norms have none, and the kernel is divided once each way', () => {
    const backward = graph.nodes.filter((node) => isBackward(node) && node.op === 'divide');
    expect(backward).toHaveLength(1);
    expect(graph.nodes.filter((node) => !isBackward(node) && node.op === 'divide')).toHaveLength(3);
  });
});

test('weight: equalized multiplies each weight before its use, and the gradient as much in its turn', () => {
  const { nodes } = stepOf('weight-equalized');
  const scaled = nodes.filter(
    (node) => node.op === 'multiply' && !isBackward(node) && isIn(node, 'F(points.x)'),
  );
  expect(scaled.map(({ shape }) => shape)).toEqual([[2, 4], [4], [4, 2], [2]]);
});

describe('every 4', () => {
  const text = constructText('penalty-every');
  const term = /\n.*minimize flatness.*\n/;
  const opNames = (graph: Graph): readonly string[] => opsOf(graph.nodes);

  test('a step in which the penalty does not fire is the step of the spec without it', () => {
    expect(text).toMatch(term);
    const without = graphsOf(text.replace(term, '\n'))('trainStep');
    const graphs = [...compileText(text).graphs.values()].filter(
      (graph) => opNames(graph).join() === opNames(without).join(),
    );
    expect(graphs).toHaveLength(1);
    expect(outputNames(graphs[0]!)).not.toContain('flatness');
  });

  test('the step in which it fires has products for the gradient by the image and for its own derivative', () => {
    const plan = compileText(text).plan.phases[0]!;
    const firing = plan.variants.find(({ fires }) => fires.length > 0)!;
    const plain = plan.variants.find(({ fires }) => fires.length === 0)!;
    const count = (name: string): number => products(graphsOf(text)(name), 'D(points.x)', 'backward').length;
    // The image's gradient is one more, and what the penalty asks of the first kernel two.
    expect(count(firing.graph.name) - count(plain.graph.name)).toBe(3);
  });
});

test('in parts: forward and backward run once in each part, the optimiser once', () => {
  const graph = stepOf('batch-in-parts');
  expect(products(graph, 'F(points.x)', 'forward')).toHaveLength(2);
  expect(products(graph, 'F(points.x)', 'backward')).toHaveLength(2);
  const kernel = graph.outputs.find(({ name }) => name === 'F/dense1/kernel:next')!;
  const steps = graph.nodes.filter((node) => node.op === 'subtract' && !isBackward(node) && isIn(node, 'sgd'));
  expect(steps.map(({ id }) => id)).toEqual([kernel.node]);
});

test('times 2: the second repetition reads fresh data and draws, and takes the new weights', () => {
  const graph = stepOf('update-times');
  expect(inputNames(graph)).toEqual(expect.arrayContaining(['train/z.normal', 'train/z.normal#1']));
  expect(inputNames(graph).filter((name) => name.startsWith('points.x'))).toHaveLength(2);
  // G(z) for each repetition, and none more for G's own update, which sees the last.
  expect(products(graph, 'G(z)', 'forward')).toHaveLength(2);
});

test('history: no gradient goes through what comes out of the pool', () => {
  const graph = stepOf('history');
  const call = 'D(history(fake, size: 20))';
  const update = (name: string): readonly AnyNode[] =>
    products(graph, call, 'backward').filter((node) => isIn(node, name));
  expect(update('update G')).toEqual([]);
  // The kernel's gradient, and none of the input.
  expect(update('update D')).toHaveLength(1);
  expect(graph.nodes.filter((node) => isBackward(node) && node.op === 'scatterAdd')).toEqual([]);
});

test('a gather gives its gradient to the rows that were chosen, once', () => {
  expect(stepOf('gather').nodes.filter(({ op }) => op === 'scatterAdd')).toHaveLength(1);
});

test('optimize: a step of the loop takes the gradient of the latent, and of no weight', () => {
  const graph = stepOf('optimize', 'infer_invert_z_step');
  expect(outputNames(graph)).toEqual(['z.m', 'z.v', 'z']);
  expect(opsOf(graph.nodes).filter((op) => op === 'adamStep')).toHaveLength(1);
  expect(products(graph, 'P(z)', 'backward')).toHaveLength(1);
  // E(x) is where the loop starts: it is computed before.
  expect(inputNames(graph).filter((name) => name.startsWith('E/'))).toEqual([]);
});

describe('a phase that does not train E', () => {
  const graph = stepOf('phases', 'nameStep');

  test('takes no gradient of E', () => {
    expect(products(graph, 'E(points.x)', 'forward')).toHaveLength(1);
    expect(graph.nodes.filter((node) => isBackward(node) && isIn(node, 'E(points.x)'))).toEqual([]);
  });

  test('reads the running statistics of E and moves nothing of it', () => {
    expect(inputNames(graph)).toContain('E/batchNorm1/mean');
    expect(outputNames(graph).filter((name) => name.startsWith('E/'))).toEqual([]);
  });
});

test('stopGradient(P) takes no gradient of P, and hands its input its own', () => {
  const graph = stepOf('stop-gradient');
  const gradients = graph.nodes.filter((node) => isProduct(node) && isBackward(node));
  // P's kernel from the first term, E's input side of P from the second, E's kernel from that.
  expect(gradients.map(({ shape }) => shape).sort()).toEqual([[1, 2], [2, 1], [8, 1]]);
});

test('three games share the scores: D on data once, D on what G made before and after its update', () => {
  const graph = stepOf('games');
  expect(products(graph, 'D(points.x)', 'forward')).toHaveLength(1);
  expect(products(graph, 'D(G(z))', 'forward')).toHaveLength(2);
  expect(products(graph, 'G(z)', 'forward')).toHaveLength(1);
});

test('state: the next value is a rule of its own, and no gradient', () => {
  const graph = stepOf('state');
  const rule = graph.nodes.filter((node) => isIn(node, 'advance centre') && node.op !== 'constant');
  expect(opsOf(rule)).toEqual(['add', 'mean', 'multiply', 'subtract']);
  expect(rule.filter(isBackward)).toEqual([]);
});
