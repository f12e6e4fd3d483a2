/**
 * @file Forward mode, which comes from the reverse rules alone: of every op, the tangent along a random direction against central
 * differences, and against reverse mode by <u, J v> = <v, J' u>. The same for a penalty on a gradient, reverse over forward.
 */
import { expect, test } from 'vitest';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { registry } from '../../../src/compiler/ops/registry.ts';
import { differentiate } from '../../../src/compiler/5-transform/differentiate.ts';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { graphCost } from '../../../src/compiler/ir/statistics.ts';
import { drawInput, dtypeOf, opCases, randomStream, type OpCase } from './op-cases.ts';

/** Ops whose derivative is not that of their value, by definition. */
const heldConstant = ['stopGradient', 'movingAverage', 'movingAverageOfSquares', 'adamStep'];

function isReal({ inputs, write }: OpCase): boolean {
  const b = new GraphBuilder('probe');
  return (
    write(b, ...inputs.map((spec, i) => b.input(`x${i}`, spec.shape, dtypeOf(spec.domain)))).dtype === 'f32'
  );
}

const rows = Object.entries(opCases).flatMap(([op, cases]) =>
  cases
    .filter(() => registry[op as keyof typeof registry].vjp !== 'zero' && !heldConstant.includes(op))
    .filter(isReal)
    .map((opCase) => ({ op, title: opCase.title, opCase })),
);

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The case with, for each real input, the tangent along `v<i>` and the reverse product with `u`. */
function prepare(opCase: OpCase) {
  const random = randomStream(11);
  const b = new GraphBuilder('forward');
  const inputs: Record<string, NdArray> = {};
  const given = (name: string, spec: OpCase['inputs'][number]): Value => {
    inputs[name] = drawInput(spec, random);
    return b.input(name, spec.shape, dtypeOf(spec.domain));
  };
  const operands = opCase.inputs.map((spec, i) => given(`x${i}`, spec));
  const y = opCase.write(b, ...operands);
  const u = given('u', { shape: y.shape, domain: 'any' });
  b.output('y', y);
  const real = operands.flatMap((operand, i) => (operand.dtype === 'f32' ? [i] : []));
  for (const i of real) {
    const x = operands[i]!;
    b.output(`tangent${i}`, b.tangent(y, x, given(`v${i}`, { shape: x.shape, domain: 'any' })));
    b.output(`reverse${i}`, b.gradient(b.multiply(y, u), x));
  }
  return { graph: differentiate(b.finish()), inputs, real };
}

test.each(rows)('$op $title: the tangent along a direction', ({ opCase }) => {
  const { graph, inputs, real } = prepare(opCase);
  const outputs = evaluateGraph(graph, inputs);
  for (const i of real) {
    const tangent = outputs[`tangent${i}`]!.data;
    const v = inputs[`v${i}`]!.data;
    const x = inputs[`x${i}`]!;
    const step = 1e-5;
    const moved = (by: number): Float64Array | ArrayLike<number> => {
      const data = Float64Array.from(x.data, (value, j) => value + by * v[j]!);
      return evaluateGraph(graph, { ...inputs, [`x${i}`]: { shape: x.shape, data } })['y']!.data;
    };
    const [after, before] = [moved(step), moved(-step)];
    const scale = Math.max(1e-3, ...Array.from(tangent, Math.abs));
    for (let j = 0; j < tangent.length; j++) {
      const measured = (after[j]! - before[j]!) / (2 * step);
      expect(Math.abs(tangent[j]! - measured) / scale, `x${i}, value ${j}`).toBeLessThan(1e-6);
    }
    const forward = dot(inputs['u']!.data, tangent);
    expect(Math.abs(forward - dot(v, outputs[`reverse${i}`]!.data))).toBeLessThan(
      1e-9 * (1 + Math.abs(forward)),
    );
  }
});

/** A critic of [4, 6, 6, 2] images, and d R1 / d weights of it: by reverse mode twice, or by reverse over forward. */
function penalty(mode: 'reverse' | 'forward') {
  const b = new GraphBuilder(mode);
  const x = b.input('x', [4, 6, 6, 2]);
  const weights = [b.input('k1', [3, 3, 2, 5]), b.input('k2', [3, 3, 5, 4]), b.input('k3', [36, 1])];
  const same = { strides: [1, 1], padding: [1, 1, 1, 1] } as const;
  const halved = { strides: [2, 2], padding: [0, 1, 0, 1] } as const;
  const h = b.softplus(b.conv2d(b.tanh(b.conv2d(x, weights[0]!, same)), weights[1]!, halved));
  const score = b.matMul(b.reshape(h, [4, 36]), weights[2]!);
  const slope = b.gradient(score, x);
  const norm = b.sum(b.square(slope));
  // d |g|^2 = 2 <dg, g>, and <g, v> is the score's tangent along v = g, held constant.
  const along = b.sum(b.tangent(score, x, b.stopGradient(slope)));
  const loss = mode === 'reverse' ? norm : b.multiply(along, 2);
  b.output('norm', norm);
  weights.forEach((weight, i) => b.output(`d${i}`, b.gradient(loss, weight)));
  return transform(b.finish());
}

test("R1's derivative is the same by reverse over reverse and by reverse over forward; the former costs less and is kept", () => {
  const random = randomStream(3);
  const shapes = { x: [4, 6, 6, 2], k1: [3, 3, 2, 5], k2: [3, 3, 5, 4], k3: [36, 1] };
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, drawInput({ shape, domain: 'any' }, random)]),
  );
  const [reverse, forward] = [penalty('reverse'), penalty('forward')];
  const [a, c] = [evaluateGraph(reverse, inputs), evaluateGraph(forward, inputs)];
  for (const name of ['d0', 'd1', 'd2']) {
    const scale = Math.max(...Array.from(a[name]!.data, Math.abs));
    expect(scale).toBeGreaterThan(1e-3);
    Array.from(a[name]!.data).forEach((value, i) =>
      expect(Math.abs(value - c[name]!.data[i]!) / scale).toBeLessThan(1e-9),
    );
  }
  expect(graphCost(reverse).flops).toBeLessThan(graphCost(forward).flops);
  expect(graphCost(reverse).kernels).toBeLessThan(graphCost(forward).kernels);
});
