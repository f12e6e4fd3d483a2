/**
 * @file A golden folder for each spec, test/golden/<spec>/, of some with two stages alone, and one for each construct of the language beside a
 * small spec that shows it, test/golden/constructs/<construct>/: what every stage makes of it, compared exactly. UPDATE_GOLDEN=1 writes
 * them. A file or folder that nothing here makes is an error, and so is one that is too long to be read.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/compiler/compile.ts';
import { constructNames, constructText } from '../support/constructs.ts';
import { goldenFiles, goldenFolders, goldenText, isUpdate, removeGolden } from '../support/golden.ts';
import { smallSpecNames, sourcesOf, specNames, specText } from '../support/specs.ts';
import { shortStagesOf, stagesOf } from '../support/stages.ts';
import type { Stages } from '../support/stages.ts';
import { typeErrors } from '../support/type-check.ts';

const limitInBytes = 60_000;

/** The specs of which every stage is kept. Of the others, made of the same constructs, the typed model and the summary of the graphs are. */
const wholeSpecs = [
  'autoencoder',
  'classifier',
  'conv-vae',
  'gan',
  'gan-theory',
  'vae',
  'vae-prior',
];
const keptOfAll = ['typed.txt', 'summary.txt'];

/** A spec and its golden folder. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly folder: string;
  /** What is emitted of the larger systems is held to tsc by test/slow/systems.test.ts. */
  readonly isLarge: boolean;
}

const specs: readonly Case[] = specNames.map((name) => ({
  name,
  path: `specs/${name}.gen`,
  text: specText(name),
  folder: name,
  isLarge: !smallSpecNames.includes(name),
}));
const constructs: readonly Case[] = constructNames.map((name) => ({
  name,
  path: 'spec.gen',
  text: constructText(name),
  folder: `constructs/${name}`,
  isLarge: false,
}));
const cases = [...specs, ...constructs];

const make = async ({ text, path, isLarge }: Case): Promise<Stages> =>
  isLarge ? shortStagesOf(text, path) : stagesOf(text, path);
const made = new Map<Case, Promise<Stages>>();
const stagesFor = (one: Case): Promise<Stages> => {
  let stages = made.get(one);
  if (!stages) made.set(one, (stages = make(one)));
  return stages;
};

/** The texts of a golden folder by file. */
async function keptOf(one: Case): Promise<ReadonlyMap<string, string>> {
  const { files } = await stagesFor(one);
  const isWhole = !specNames.includes(one.folder) || wholeSpecs.includes(one.folder);
  return isWhole ? files : new Map([...files].filter(([file]) => keptOfAll.includes(file)));
}

describe.each(cases)('$folder', (one) => {
  const { folder } = one;

  it('gives the same at every stage as before', async () => {
    const files = await keptOf(one);
    const kept = [...files].map(([file, text]) => [file, goldenText(`${folder}/${file}`, text)] as const);
    const missing = kept.filter(([, text]) => text === undefined).map(([file]) => file);
    expect(missing, 'missing goldens; UPDATE_GOLDEN=1 writes them').toEqual([]);
    for (const [file, text] of kept) expect(files.get(file), file).toBe(text);
  });

  it('has no golden file that no stage makes', async () => {
    const files = await keptOf(one);
    const sources = one.path === 'spec.gen' ? ['spec.gen'] : [];
    const unreferenced = goldenFiles(folder).filter((path) => {
      const file = path.slice(folder.length + 1);
      return !files.has(file) && !sources.includes(file);
    });
    if (isUpdate) removeGolden(unreferenced);
    else expect(unreferenced).toEqual([]);
  });

  it('has texts that can be read', async () => {
    const files = await keptOf(one);
    const long = [...files].filter(([, text]) => text.length > limitInBytes).map(([file]) => file);
    expect(long).toEqual([]);
  });
});

it.each(specs)('$name is compiled to the same bytes again', async (one) => {
  const { files } = await stagesFor(one);
  expect((await make(one)).files).toEqual(files);
});

it.each(constructs)('the spec of $name shows it without a finding, on one screen', ({ text, path }) => {
  const { sources, entry } = sourcesOf(text, path);
  expect(check(sources, entry).diagnostics).toEqual([]);
  expect(text.split('\n').length).toBeLessThanOrEqual(40);
});

it('what is emitted passes tsc --strict', async () => {
  const files = new Map<string, string>();
  for (const one of cases) {
    for (const [file, code] of (await stagesFor(one)).emitted) files.set(`${one.folder}/${file}`, code);
  }
  expect(typeErrors(files)).toEqual([]);
});

it('every golden folder is that of a spec or of a construct', () => {
  expect(goldenFolders('.')).toEqual([...specNames, 'constructs'].sort());
  expect(goldenFolders('constructs')).toEqual(constructNames);
});
