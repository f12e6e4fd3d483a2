/**
 * @file The specs at the sizes of their papers, specs/paper/: each is checked without a finding, stands in canonical form and compiles, and its
 * networks have exactly the trainable parameters of the reference networks: counted from the compiled program, without a weight.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources } from '../../src/cli/sources.ts';
import { parse } from '../../src/compiler/1-parse/parse.ts';
import { printModule } from '../../src/compiler/ast/print-module.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Plan } from '../../src/runtime/plan.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import { projectRoot } from '../support/pages.ts';

const folder = join(projectRoot, 'specs/paper');

/**
 * Trainable parameters by network, of the implementations that the papers' authors (or their usual ports) published. Those of StackGAN, with
 * the paper's four residual blocks, and of Age-cGAN are added up by hand from the published layers; F of Age-cGAN is this file's own.
 */
const parameters: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'age-cgan': { G: 34_852_099, D: 1_567_873, E: 18_278_180, F: 4_695_418 },
  biggan: { G: 70_433_988, D: 87_982_370 },
  cyclegan: { AtoB: 11_378_179, BtoA: 11_378_179, DA: 2_764_737, DB: 2_764_737 },
  dcgan: { G: 3_576_704, D: 2_765_568 },
  pix2pix: { G: 54_413_955, D: 2_768_705 },
  stackgan: {
    augment1: 262_400,
    augment2: 262_400,
    G1: 19_758_432,
    D1: 12_407_425,
    G2: 58_107_888,
    D2: 159_889_538,
  },
};

/**
 * Those of StyleGAN, which grows: its critic is a network for each level. The reference implementation, with all layers to and from RGB, has
 * 26,219,627 in the generator and 23,087,249 in the discriminator; those of 4 x 4 are never used where growing starts at 8 x 8. With the layers of
 * 1024 x 1024 alone, what is left when all has grown, it has 26,212,019 and 23,077,137.
 */
const stylegan = {
  generator: 26_219_627 - (512 * 3 + 3),
  discriminator: 23_087_249 - (3 * 512 + 512),
  grown: { generator: 26_212_019, discriminator: 23_077_137 },
  widths: { 8: 512, 16: 512, 32: 512, 64: 256, 128: 128, 256: 64, 512: 32, 1024: 16 },
};

const plans = new Map<string, Plan>();

it('are those whose parameters are known', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gen'));
  expect(names.map((name) => name.slice(0, -'.gen'.length)).sort()).toEqual(
    [...Object.keys(parameters), 'stylegan'].sort(),
  );
});

describe.each([...Object.keys(parameters), 'stylegan'])('%s', (name) => {
  const path = join(folder, `${name}.gen`);
  const file = { path, text: readFileSync(path, 'utf8') };

  beforeAll(async () => {
    const { sources, entry } = await loadSources(path);
    const { program, diagnostics } = compile(sources, entry);
    expect(diagnostics, renderPretty(diagnostics, sources)).toEqual([]);
    plans.set(name, program!.plan);
  }, 240_000);

  it('stands in canonical form', () => {
    expect(printModule(parse(file).module, file)).toBe(file.text);
  });

  it('has the parameters of the reference implementation', () => {
    const counts = plans.get(name)!.networks.map((network) => [network.name, network.parameters] as const);
    if (name === 'stylegan') return expectGrowing(new Map(counts));
    expect(Object.fromEntries(counts)).toEqual(parameters[name]);
  });
});

function expectGrowing(counts: ReadonlyMap<string, number>): void {
  const inGenerator = counts.get('mapping')! + counts.get('synthesis')!;
  const inCritic = [...counts.values()].reduce((sum, count) => sum + count, 0) - inGenerator;
  expect(counts.get('mapping')).toBe(2_101_248);
  expect([inGenerator, inCritic]).toEqual([stylegan.generator, stylegan.discriminator]);
  let [toRgb, fromRgb] = [0, 0];
  for (const [size, width] of Object.entries(stylegan.widths)) {
    expect(counts.get(`from${size}`), `from${size}`).toBe(3 * width + width);
    if (size === '1024') continue;
    toRgb += 3 * width + 3;
    fromRgb += 3 * width + width;
  }
  const { generator, discriminator } = stylegan.grown;
  expect([inGenerator - toRgb, inCritic - fromRgb]).toEqual([generator, discriminator]);
}

it.each(['cyclegan', 'pix2pix'])('%s scores a map of 30 by 30 patches', (name) => {
  const critics = plans.get(name)!.networks.filter(({ role }) => role === 'discriminator');
  expect(new Set(critics.map(({ output }) => output))).toEqual(new Set(['Logit[30, 30]']));
});
