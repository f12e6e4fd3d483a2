/**
 * @file The specs of the chapter's larger systems: each is checked without a finding, compiles for both engines, and trains on `onnx`, where a
 * stopped run resumes to the same bits. Their steps on both engines and tsc are slow tests' (test/slow/systems.test.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeModels } from '../../src/cli/artifacts.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import { programGraphs } from '../../src/runtime/program-graphs.ts';
import { checkpointOf, differentTensors, runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import { compileText, specText, systemNames } from '../support/specs.ts';

const programs = new Map<string, Program>();

beforeAll(() => {
  for (const name of systemNames) {
    const file = { path: `specs/${name}.gen`, text: specText(name) };
    const sources = new Map([[file.path, file]]);
    const { program, diagnostics } = compile(sources, file.path);
    if (!program) throw new Error(renderPretty(diagnostics, sources));
    expect(diagnostics, renderPretty(diagnostics, sources)).toEqual([]);
    programs.set(name, program);
  }
}, 120_000);

it.each(systemNames)('%s gives an ONNX model for each graph', async (name) => {
  const models = await makeModels(programs.get(name)!);
  expect([...models.keys()]).toEqual(expect.arrayContaining([...programs.get(name)!.graphs.keys()]));
});

describe('what each is known for is in its plan', () => {
  const plan = (name: string): Program['plan'] => programs.get(name)!.plan;
  const output = (name: string, network: string): string | undefined =>
    plan(name).networks.find((one) => one.name === network)?.output;
  const inputsOf = (name: string, phase: number): readonly string[] =>
    plan(name).phases[phase]!.variants[0]!.graph.outputs.flatMap((one) =>
      one.role === 'state' ? [one.state] : [],
    );

  it('patch critics tell their maps of scores: 12 by 12 of CycleGAN, 14 by 14 of pix2pix', () => {
    expect(output('cyclegan', 'DA')).toBe('Logit[12, 12]');
    expect(output('pix2pix', 'D')).toBe('Logit[14, 14]');
  });

  it('the second stage of StackGAN leaves the first as it is', () => {
    const moved = inputsOf('stackgan', 1);
    expect(moved.some((state) => state.startsWith('G2/'))).toBe(true);
    expect(moved.filter((state) => /^(G1|D1|augment1)\//.test(state))).toEqual([]);
  });

  it('StyleGAN penalises every fourth step, and keeps averages', () => {
    expect(plan('stylegan').phases[0]!.periods).toEqual([4]);
    expect(inputsOf('stylegan', 0).some((state) => state.startsWith('S/'))).toBe(true);
  });

  it('ageing is a loop of a hundred steps over the latent, which moves no weight', () => {
    const age = plan('age-cgan').infers.find((one) => one.name === 'ageTo')!;
    expect(age.stages?.map(({ times }) => times)).toContain(100);
    const states = programGraphs(age).flatMap(({ outputs }) =>
      outputs.filter(({ role }) => role === 'state'),
    );
    expect(states).toEqual([]);
  });
});

describe('in batches of eight, two steps of each phase on onnx', () => {
  let root = '';
  let engine: Engine;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'genc-systems-'));
    engine = await startTestEngine('onnx');
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(root, { recursive: true });
  });

  it.each(systemNames)(
    '%s, stopped and resumed, is the same to the bit; no tensor is left behind',
    { timeout: 120_000 },
    async (name) => {
      const program = (): Program =>
        // GAN 2014's layers of 1,200 would take half a minute of checkpoints.
        trainingOnly(
          compileText(
            specText(name)
              .replaceAll(/^( *)batch \d+/gm, '$1batch 8')
              .replaceAll('dense(1200)', 'dense(64)'),
          ),
        );
      const run = (folder: string, more: object = {}): ReturnType<typeof runShort> =>
        runShort({ program: program(), engine, folder: join(root, name, folder), steps: 2, ...more });
      const whole = await run('whole');
      const { phases } = program().plan;
      expect(whole.steps).toHaveLength(2 * phases.length);
      for (const metrics of whole.steps) expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      expect(engine.liveTensors()).toBe(0);
      await run('parts', { stopAfter: 2 * phases.length - 1 });
      const rest = await run('parts', { resume: true });
      expect(rest.steps).toHaveLength(1);
      expect(rest.csv).toBe(whole.csv);
      const [one, other] = [
        await checkpointOf(program(), join(root, name, 'whole')),
        await checkpointOf(program(), join(root, name, 'parts')),
      ];
      expect(differentTensors(one, other)).toEqual([]);
    },
  );
});
