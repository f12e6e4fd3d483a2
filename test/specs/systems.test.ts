/**
 * @file The specs of the chapter's larger systems, specs/systems/: each is checked without a finding, stands in canonical form, compiles for both
 * engines, and what is emitted passes tsc --strict. Their two steps on both engines are a slow test's (test/slow/systems.test.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeModels } from '../../src/cli/artifacts.ts';
import { parse } from '../../src/compiler/1-parse/parse.ts';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { printModule } from '../../src/compiler/ast/print-module.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import { programGraphs } from '../../src/runtime/program-graphs.ts';
import { projectRoot } from '../support/pages.ts';
import { typeErrors } from '../support/type-check.ts';

const folder = join(projectRoot, 'specs/systems');
const names = readdirSync(folder).filter((name) => name.endsWith('.gen'));
const files = new Map(
  names.map((name) => [
    name.slice(0, -'.gen'.length),
    { path: `specs/systems/${name}`, text: readFileSync(join(folder, name), 'utf8') },
  ]),
);
const programs = new Map<string, Program>();

beforeAll(() => {
  for (const [name, file] of files) {
    const sources = new Map([[file.path, file]]);
    const { program, diagnostics } = compile(sources, file.path);
    if (!program) throw new Error(renderPretty(diagnostics, sources));
    expect(diagnostics, renderPretty(diagnostics, sources)).toEqual([]);
    programs.set(name, program);
  }
}, 120_000);

it('are the eight of the chapter beside those of specs/', () => {
  expect([...files.keys()].sort()).toEqual([
    'age-cgan',
    'biggan',
    'cyclegan',
    'dcgan',
    'gan-2014',
    'pix2pix',
    'stackgan',
    'stylegan',
  ]);
});

describe.each([...files.keys()])('%s', (name) => {
  it('stands in canonical form', () => {
    const file = files.get(name)!;
    expect(printModule(parse(file).module, file)).toBe(file.text);
  });

  it('gives an ONNX model for each graph', async () => {
    const models = await makeModels(programs.get(name)!);
    expect([...models.keys()]).toEqual(expect.arrayContaining([...programs.get(name)!.graphs.keys()]));
  });
});

it('what is emitted passes tsc --strict', { timeout: 240_000 }, async () => {
  const emitted = new Map<string, string>();
  for (const [name, program] of programs)
    for (const [file, text] of await emitTypeScript(program)) emitted.set(`${name}/${file}`, text);
  expect(typeErrors(emitted)).toEqual([]);
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
