/** @file The vjp of every op, and the vjp of that, against central differences in float64. */
import { expect, test } from 'vitest';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';
import type { NdArray } from '../../../src/compiler/ops/nd-array.ts';
import { registry } from '../../../src/compiler/ops/registry.ts';
import { differentiate } from '../../../src/compiler/5-transform/differentiate.ts';
import { expectCentralDifferences } from '../../support/central-differences.ts';
import { drawInput, dtypeOf, opCases, randomStream, type OpCase } from './op-cases.ts';

interface Prepared {
  /** Outputs: `L`, and `d/<input>` for each real input; second: `M` and `d2/<input>`. */
  readonly graph: Graph;
  readonly inputs: Record<string, NdArray>;
  readonly real: string[];
}

/**
 * L = <seed, op(inputs)>, and M = <probes, dL/d(inputs, seed)>, so that M's gradient exercises the vjp of every op that the
 * first vjp is made of, dy included.
 */
function prepare(opCase: OpCase): Prepared {
  const random = randomStream(7);
  const b = new GraphBuilder('case');
  const inputs: Record<string, NdArray> = {};
  const given = (name: string, spec: OpCase['inputs'][number]): Value => {
    inputs[name] = drawInput(spec, random);
    return b.input(name, spec.shape, dtypeOf(spec.domain));
  };
  const operands = opCase.inputs.map((spec, index) => given(`x${index}`, spec));
  const y = opCase.write(b, ...operands);
  const seed = given('seed', { shape: y.shape, domain: 'any' });
  const loss = b.sum(b.multiply(y, seed));
  b.output('L', loss);
  const variables = [...operands.filter((operand) => operand.dtype === 'f32'), seed];
  const names = [
    ...opCase.inputs.flatMap((spec, i) => (dtypeOf(spec.domain) === 'f32' ? [`x${i}`] : [])),
    'seed',
  ];
  const first = variables.map((variable) => b.gradient(loss, variable));
  const probed = first.map((gradient, index) =>
    b.sum(b.multiply(gradient, given(`probe${index}`, { shape: gradient.shape, domain: 'any' }))),
  );
  const second = probed.reduce((total, part) => b.add(total, part));
  b.output('M', second);
  names.forEach((name, index) => {
    b.output(`dL/${name}`, first[index]!);
    b.output(`dM/${name}`, b.gradient(second, variables[index]!));
  });
  return { graph: differentiate(b.finish()), inputs, real: names };
}

/** Ops whose derivative is zero by definition although the function isn't constant. */
const heldConstant = ['stopGradient', 'movingAverage', 'movingAverageOfSquares', 'adamStep'];

function isReal({ inputs, write }: OpCase): boolean {
  const b = new GraphBuilder('probe');
  const operands = inputs.map((spec, index) => b.input(`x${index}`, spec.shape, dtypeOf(spec.domain)));
  return write(b, ...operands).dtype === 'f32';
}

const rows = Object.entries(opCases).flatMap(([op, cases]) =>
  cases.filter(isReal).map((opCase) => ({ op, opCase, title: opCase.title })),
);

test.each(rows.filter(({ op }) => !heldConstant.includes(op)))(
  '$op $title: first and second derivatives agree with central differences',
  ({ opCase }) => {
    const { graph, inputs, real } = prepare(opCase);
    for (const name of real) {
      expectCentralDifferences(graph, inputs, { of: 'L', by: name, claimed: `dL/${name}` });
      expectCentralDifferences(graph, inputs, { of: 'M', by: name, claimed: `dM/${name}` });
    }
  },
);

test.each(rows.filter(({ op }) => heldConstant.includes(op)))(
  '$op $title: its derivative is zero by definition',
  ({ opCase }) => {
    const { graph, inputs } = prepare(opCase);
    const outputs = evaluateGraph(graph, inputs);
    opCase.inputs.forEach((_, index) => {
      expect([...outputs[`dL/x${index}`]!.data].every((value) => value === 0)).toBe(true);
    });
    expect([...outputs['dL/seed']!.data].some((value) => value !== 0)).toBe(true);
  },
);

test('ops without a derivative to f32 inputs say so in the registry', () => {
  const silent = Object.entries(registry).filter(([, definition]) => definition.vjp === 'zero');
  expect(silent.map(([name]) => name).sort()).toEqual(
    [
      'input',
      'constant',
      'sign',
      'floor',
      'greater',
      'greaterEqual',
      'equal',
      'logicalAnd',
      'logicalOr',
      'logicalNot',
      'argMax',
      'stopGradient',
      'movingAverage',
      'movingAverageOfSquares',
      'adamStep',
    ].sort(),
  );
});
