/** @file The search for the op where NaN or infinity began, in the step of each kind of spec: both engines find the same one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import type { Engine, GraphArtifacts, HostTensor } from '../../src/runtime/engine.ts';
import { initializeStates } from '../../src/runtime/initialize.ts';
import type { InputPlan, Plan } from '../../src/runtime/plan.ts';
import { allocate, sizeOf } from '../../src/runtime/tensors.ts';
import type { NonFiniteSite } from '../../src/runtime/trace.ts';
import { startTestEngine } from '../support/runs.ts';
import { compileText, specText } from '../support/specs.ts';

const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(await startTestEngine('onnx'), await startTestEngine('wasm'));
});
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

/** Fills an input's values in place. */
type Spoil = (input: InputPlan, data: HostTensor['data']) => void;

/** Initial state, and data and noise between 0.3 and 0.6; then spoilt. */
function inputsOf(plan: Plan, inputs: readonly InputPlan[], spoil: Spoil): Map<string, HostTensor> {
  const states = initializeStates(plan.state, 0);
  return new Map(
    inputs.map((input) => {
      const { name, shape, dtype } = input;
      const state = input.role === 'state' ? states.get(input.state)?.data.slice() : undefined;
      const data = state ?? allocate(dtype, sizeOf(shape));
      if (!state && dtype === 'f32') for (let i = 0; i < data.length; i++) data[i] = 0.3 + (i % 7) / 20;
      spoil(input, data);
      return [name, { shape, dtype, data }];
    }),
  );
}

const brightData: Spoil = (input, data) => {
  if (input.role === 'data') data.fill(1e30);
};
const largeKernels: Spoil = (input, data) => {
  if (input.role === 'state' && input.state.endsWith('kernel')) data.forEach((x, i) => (data[i] = x * 1e30));
};

// A ReLU of the WebAssembly backend turns NaN into 0: what is spoilt overflows in both engines before one.
describe.each([
  ['vae', brightData],
  ['conv-vae', brightData],
  ['gan', largeKernels],
] as const)('in the step of %s', (spec, overflow) => {
  let plan: Plan;
  let artifacts: GraphArtifacts | undefined;
  beforeAll(async () => {
    const program = compileText(specText(spec).replace(/batch \d+/, 'batch 4'));
    ({ plan } = program);
    const step = plan.phases[0]?.variants[0]?.graph.name ?? '';
    const choices = [{ engine: 'onnx', device: 'cpu' } as const, { engine: 'tfjs', device: 'wasm' } as const];
    artifacts = (await makeArtifacts(program, choices)).get(step);
  });

  async function locate(
    spoil: Spoil,
    change: (artifacts: GraphArtifacts) => GraphArtifacts = (same) => same,
  ): Promise<(NonFiniteSite | undefined)[]> {
    const sites: (NonFiniteSite | undefined)[] = [];
    for (const engine of engines) {
      if (!artifacts) throw new Error('no step');
      const alive = engine.liveTensors();
      const prepared = await engine.prepare(change(artifacts));
      sites.push(await prepared.locateNonFinite?.(inputsOf(plan, artifacts.plan.inputs, spoil)));
      await prepared.dispose();
      expect(engine.liveTensors()).toBe(alive);
    }
    return sites;
  }

  test('finds nothing while all is finite', async () => {
    expect(await locate(() => undefined)).toEqual([undefined, undefined]);
  });

  test('finds the weight that came broken', async () => {
    const broken = artifacts?.plan.inputs.find(
      (input) => input.role === 'state' && input.state.endsWith('dense1/kernel'),
    );
    const [first, second] = await locate((input, data) => {
      if (input.name === broken?.name) data[0] = NaN;
    });
    expect(first).toMatchObject({ op: 'input', input: broken?.name, value: NaN });
    expect(first?.place?.text).toContain('dense(');
    expect(second).toEqual(first);
  });

  test('finds the op that overflows, with its line', async () => {
    const [first, second] = await locate(overflow);
    expect(first).toBeDefined();
    expect(first?.op).not.toBe('input');
    expect(first?.place?.line).toBeGreaterThan(1);
    expect(second).toEqual(first);
  });

  test('finds the op without a trace too, as emitted programs have none', async () => {
    const [, traced] = await locate(overflow);
    const [, bare] = await locate(overflow, ({ plan: graph, onnx, module }) => ({
      plan: graph,
      ...(onnx && { onnx }),
      ...(module && { module }),
    }));
    expect(bare).toEqual({ op: traced?.op, value: traced?.value });
  });
});
