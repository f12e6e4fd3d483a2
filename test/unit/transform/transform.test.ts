/** @file The stage as others call it: a whole program, one graph up to a pass, lifetimes, and origins for emission. */
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import { graphCost } from '../../../src/compiler/ir/statistics.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import { lastUses } from '../../../src/compiler/5-transform/lifetimes.ts';
import { passes } from '../../../src/compiler/5-transform/passes.ts';
import { transform, transformProgram } from '../../../src/compiler/5-transform/transform.ts';
import type { GraphPlan } from '../../../src/runtime/plan.ts';
import { vaeStep } from './sample-graphs.ts';

const vae = vaeStep({ batch: 3, height: 4, hidden: 5, latent: 2 });

function planOf(name: string, inputs: readonly string[]): GraphPlan {
  return {
    name,
    inputs: inputs.map((input) => ({ name: input, shape: [2], dtype: 'f32', role: 'state', state: input })),
    outputs: [],
    flops: 0,
    peakBytes: 0,
    kernels: 0,
  };
}

test('a program gets its graphs transformed, its unneeded inputs dropped and its costs filled in', () => {
  const b = new GraphBuilder('step');
  const x = b.input('x', [2]);
  b.output('gradient', b.gradient(b.sum(b.multiply(x, b.input('unneeded', [2]))), b.input('unneeded', [2])));
  const place = { path: 'a.gen', line: 1, column: 1, text: '' };
  const program: Program = {
    plan: {
      format: 1,
      compiler: '0',
      model: 'M',
      specHash: '',
      params: {},
      sources: [],
      networks: [],
      state: [],
      phases: [
        {
          name: 'train',
          batch: 2,
          duration: { unit: 'steps', count: 1 },
          sources: [],
          periods: [],
          variants: [{ fires: [], graph: planOf('step', ['x', 'unneeded']) }],
          updates: [{ name: 'u', networks: [], flops: 0, kernels: 0, peakBytes: 0, place }],
          repetitions: [1],
        },
      ],
      evaluations: [{ name: 'e', graph: planOf('vae', ['x']), batch: 3, reports: [] }],
      figures: [],
      infers: [],
      remarks: [],
    },
    graphs: new Map([
      ['step', b.finish()],
      ['vae', vae],
    ]),
    terms: new Map(),
    specLines: new Map(),
  };
  const { plan, graphs } = transformProgram(program);
  const step = plan.phases[0]!.variants[0]!.graph;
  expect(step.inputs.map((input) => input.name)).toEqual(['x']);
  expect(graphs.get('step')!.nodes.map((node) => node.op)).toEqual(['input']);
  expect(plan.evaluations[0]!.graph).toMatchObject(graphCost(transform(vae)));
  expect(plan.evaluations[0]!.graph.kernels).toBeGreaterThan(0);
});

describe('one graph', () => {
  test('stops after the pass that is named', () => {
    const ops = (after: string) => new Set(transform(vae, { after }).nodes.map((node) => node.op));
    expect(ops('differentiate').has('gradient')).toBe(false);
    expect(ops('dropDead').has('fusedMatMul')).toBe(false);
    expect(ops('fuse').has('fusedMatMul')).toBe(true);
    expect(() => transform(vae, { after: 'polish' })).toThrow(
      'there is no pass polish; there are differentiate',
    );
  });

  test('passes have distinct names and a reason each', () => {
    expect(new Set(passes.map((pass) => pass.name)).size).toBe(passes.length);
    expect(passes.every((pass) => pass.reason.length > 20)).toBe(true);
  });

  test('all gradients of one value come from one sweep', () => {
    const b = new GraphBuilder('sweep');
    const [x, w] = [b.input('x', [2, 2]), b.input('w', [2, 2])];
    const loss = b.sum(b.exp(b.matMul(x, w)));
    b.output('dx', b.gradient(loss, x));
    b.output('dw', b.gradient(loss, w));
    const products = transform(b.finish()).nodes.filter((node) => node.op === 'matMul');
    expect(products).toHaveLength(3);
  });

  test('the gradient by an intermediate value stays apart from what else it is made of', () => {
    const b = new GraphBuilder('between');
    const x = b.input('x', []);
    const middle = b.add(x, 0);
    const y = b.add(b.square(middle), b.multiply(x, 5));
    b.output('d', b.gradient(y, middle));
    const kept = transform(b.finish()).nodes.map((node) => node.op);
    expect(kept).toEqual(['input', 'constant', 'multiply']);
  });

  test('backward nodes say what they are the backward of, within the update that asks', () => {
    const scopes = transform(vae).nodes.map((node) => node.origin.scope.join(' / '));
    expect(scopes).toContain('train / update / backward / posterior / dense1');
    expect(scopes).toContain('train / posterior / dense1');
  });
});

test('a value dies after its last use; leaves and outputs never do', () => {
  const b = new GraphBuilder('lifetimes');
  const x = b.input('x', [2]);
  const first = b.exp(x);
  const second = b.add(first, x);
  const kept = b.multiply(second, first);
  const unused = b.sum(first);
  b.output('kept', kept);
  expect([...lastUses(b.finish())]).toEqual([
    [unused.id, [first.id, unused.id]],
    [kept.id, [second.id]],
  ]);
});
