/**
 * @file What a step graph computes and what it does not: values are shared between updates, only the gradients that an update needs are
 * taken, and the kernels of a step are counted. Products of matrices are told apart by their scope, the call that they belong to.
 */
import { describe, expect, test } from 'vitest';
import type { AnyNode, Graph } from '../../src/compiler/ir/graph.ts';
import { registry } from '../../src/compiler/ops/registry.ts';
import { compileText, specText } from '../support/specs.ts';

function stepOf(name: string): Graph {
  const program = compileText(specText(name), {}, `specs/${name}.gen`);
  return program.graphs.get(program.plan.phases[0]!.variants[0]!.graph.name)!;
}

const isProduct = (node: AnyNode): boolean => node.op === 'matMul' || node.op === 'fusedMatMul';
const isBackward = (node: AnyNode): boolean => node.origin.scope.includes('backward');
const isIn = (node: AnyNode, ...names: readonly string[]): boolean =>
  names.every((name) => node.origin.scope.includes(name));

/** Forward products of one call of a network. */
const forward = (graph: Graph, call: string): readonly AnyNode[] =>
  graph.nodes.filter((node) => isProduct(node) && !isBackward(node) && isIn(node, call));

/** The states that a node's value depends on through `within`: the weights that a product reads. */
function readsState(graph: Graph, node: AnyNode): readonly string[] {
  return node.inputs.flatMap((id) => {
    const input = graph.nodes[id]!;
    return input.op === 'input' ? [input.attributes.name] : [];
  });
}

describe('gan: three dense layers in G, three in D', () => {
  const graph = stepOf('gan');
  const calls = [...new Set(graph.nodes.flatMap((node) => node.origin.scope.filter((part) => /^[GD]\(/.test(part))))];

  test('its calls are G(z), D on data and D on what G made', () => {
    expect(calls.sort()).toEqual(['D(digits.image)', 'D(fake)', 'G(z)']);
  });

  test('G(z) is computed once, for both updates', () => {
    expect(forward(graph, 'G(z)')).toHaveLength(3);
  });

  test('D(real) is computed once: no later update needs it with new weights', () => {
    expect(forward(graph, 'D(digits.image)')).toHaveLength(3);
  });

  test('D(fake) is computed twice: with the weights before its update and with those after', () => {
    const products = forward(graph, 'D(fake)');
    expect(products).toHaveLength(6);
    const before = products.filter((node) => readsState(graph, node).some((name) => name.startsWith('D/')));
    expect(before).toHaveLength(3);
  });

  test("D's update takes no gradient for G, and G's update none for D's weights", () => {
    const backward = (update: string): readonly AnyNode[] =>
      graph.nodes.filter((node) => isProduct(node) && isBackward(node) && isIn(node, update));
    expect(backward('update D').filter((node) => isIn(node, 'G(z)'))).toEqual([]);
    // D's layers hand their input's gradient on (one product each), and nothing else; G's three layers need three kernels' gradients
    // and two of inputs.
    expect(backward('update G').filter((node) => isIn(node, 'D(fake)'))).toHaveLength(3);
    expect(backward('update G').filter((node) => isIn(node, 'G(z)'))).toHaveLength(5);
    expect(backward('update G').filter((node) => isIn(node, 'D(digits.image)'))).toEqual([]);
  });

  test('every weight is moved once', () => {
    expect(graph.nodes.filter((node) => node.op === 'adamStep')).toHaveLength(12);
  });
});

/** Nodes that run something, outside of the optimiser: no inputs, constants or reshapes. */
function kernelsOutsideOptimiser(graph: Graph): number {
  return graph.nodes.filter(
    (node) => registry[node.op].kind !== 'leaf' && registry[node.op].kind !== 'view' && !isOptimiser(node),
  ).length;
}
const isOptimiser = (node: AnyNode): boolean =>
  ['adamStep', 'movingAverage', 'movingAverageOfSquares'].includes(node.op);

// A few more than there are, so that a pass that stops working is noticed.
test.each([
  ['autoencoder', 30],
  ['vae', 58],
  ['vae-prior', 60],
  ['gan', 88],
  ['gan-theory', 58],
  ['conv-vae', 88],
])('a step of %s runs at most %i kernels outside the optimiser', (name, limit) => {
  expect(kernelsOutsideOptimiser(stepOf(name))).toBeLessThanOrEqual(limit);
});

test('vae: the encoder and the decoder run once, forward and backward', () => {
  const graph = stepOf('vae');
  expect(forward(graph, 'posterior(digits.image)').length + forward(graph, 'posterior(x)').length).toBe(3);
  expect(forward(graph, 'likelihood(z)')).toHaveLength(2);
  // Five kernels' gradients and, of the inputs, those of all layers but the first.
  expect(graph.nodes.filter((node) => isProduct(node) && isBackward(node))).toHaveLength(9);
});
