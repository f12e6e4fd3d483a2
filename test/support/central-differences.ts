/** @file Checks claimed gradients of a graph against central differences of its outputs, in float64. */
import { expect } from 'vitest';
import { evaluateGraph } from '../../src/compiler/ir/evaluate.ts';
import type { Graph } from '../../src/compiler/ir/graph.ts';
import type { NdArray } from '../../src/compiler/ops/nd-array.ts';

export interface Claim {
  /** The scalar output that is differentiated. */
  readonly of: string;
  /** The input that it is differentiated by. */
  readonly by: string;
  /** The output that claims to be the gradient. */
  readonly claimed: string;
  /** Check every n-th element only; default: all. */
  readonly every?: number;
  /** The largest difference allowed, relative to the largest gradient of this input; default 1e-6. */
  readonly tolerance?: number;
}

/** Fails where a claimed element differs from (f(x + h) - f(x - h)) / 2h. */
export function expectCentralDifferences(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  { of, by, claimed, every = 1, tolerance = 1e-6 }: Claim,
): void {
  const gradient = evaluateGraph(graph, inputs)[claimed]!.data;
  const x = inputs[by]!;
  const step = 1e-5;
  const valueAt = (index: number, shift: number): number => {
    const data = Float64Array.from(x.data);
    data[index]! += shift;
    return evaluateGraph(graph, { ...inputs, [by]: { shape: x.shape, data } })[of]!.data[0]!;
  };
  const scale = Math.max(1e-3, ...gradient.map(Math.abs));
  for (let index = 0; index < x.data.length; index += every) {
    const measured = (valueAt(index, step) - valueAt(index, -step)) / (2 * step);
    const difference = Math.abs(measured - gradient[index]!) / scale;
    expect(
      difference,
      `d ${of} / d ${by}[${index}]: ${gradient[index]} claimed, ${measured} measured`,
    ).toBeLessThan(tolerance);
  }
}
