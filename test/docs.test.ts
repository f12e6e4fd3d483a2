/**
 * @file The pages as tests: every fenced `gen` block compiles, or shows the fault that it says it shows; tables, excerpts and messages
 * are what the project gives; links, folders, files and names that pages mention exist. UPDATE_GOLDEN=1 writes generated passages.
 *
 * Blocks: `gen` is a whole file. `gen model` are members of a model, `gen body` is the body of a block whose `x` is an image of
 * digits, `gen step` are statements of a phase over the networks E, L, G and D (those that it names). `wrong code=CODE` follows where
 * the block shows a fault.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compiler/compile.ts';
import { transformDefinitions } from '../src/compiler/library/data/sources.ts';
import { referenceTables } from '../src/compiler/library/reference.ts';
import { initializerWords, libraryFunctions } from '../src/compiler/library/registry.ts';
import { explanations } from '../src/cli/explanations.ts';
import { renderPretty } from '../src/compiler/diagnostics/render/pretty.ts';
import { passes } from '../src/compiler/5-transform/passes.ts';
import { readResults, resultsTable } from '../systems/record.ts';
import { blocksOf, linksOf, pageNames, projectRoot, readPage, regenerated } from './support/pages.ts';

const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

// ------------------------------------------------------------------------------------------------------ fenced blocks

const networks: Readonly<Record<string, string>> = {
  E: 'encoder E(x: Image[28, 28, 1] in [0, 1]) -> Normal[20] { let h = x |> flatten |> dense(16) |> relu\n Normal(mean: h |> dense(20), logVariance: h |> dense(20)) }',
  L: 'decoder L(z: Vector[20]) -> Bernoulli[28, 28, 1] { Bernoulli(logits: z |> dense(784) |> reshape(28, 28, 1)) }',
  G: 'generator G(z: Vector[20]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }',
  D: 'discriminator D(x: Image[28, 28, 1] in [0, 1]) -> Logit { x |> flatten |> dense(1) }',
};

/** The whole file that a block stands for. */
function wholeFile(form: string, text: string): string {
  switch (form) {
    case '':
      return text;
    case 'model':
      return `model Example {\n${text}\n}`;
    case 'body':
      return `block fragment(x: Image[28, 28, 1] in [0, 1]) {\n${text}\n}
model Example {
  network N(x: Image[28, 28, 1] in [0, 1]) -> Vector[1] {\n allow unused/let "the block is what the page shows"\n let shown = fragment(x)\n x |> flatten |> dense(1)\n }
}`;
    case 'step': {
      const uncommented = text.replace(/\/\/.*/g, '');
      const used = Object.entries(networks).filter(([name]) => new RegExp(`\\b${name}\\b`).test(uncommented));
      return `model Example {
  data digits from mnist {\n image: Image[28, 28, 1] in [0, 1]\n ${/\.label\b/.test(text) ? 'label: Class[10]\n' : ''} }
  prior pz = Normal[20](mean: 0, stddev: 1)
  ${used.map(([, network]) => network).join('\n')}
  train {\n batch 16\n epochs 1\n${text}\n }
}`;
    }
    default:
      throw new Error(`unknown kind of block: gen ${form}`);
  }
}

describe('fenced gen blocks', () => {
  const blocks = pageNames.flatMap((page) =>
    blocksOf(readPage(page))
      .filter(({ language, words }) => language === 'gen' && !words.includes('excerpt'))
      .map((block) => ({ ...block, place: `${page}:${block.line}` })),
  );

  it('are there', () => {
    expect(blocks.length).toBeGreaterThan(12);
  });

  it.each(blocks.map((block) => [block.place, block] as const))('%s', (_place, { words, text }) => {
    const form = words.find((word) => word !== 'wrong' && !word.startsWith('code=')) ?? '';
    const code = words.find((word) => word.startsWith('code='))?.slice('code='.length);
    expect(words.includes('wrong')).toBe(code !== undefined);
    const path = 'example.gen';
    const sources = new Map([[path, { path, text: wholeFile(form, text) }]]);
    const { diagnostics: found, program } = compile(sources, path);
    // Some members of a model: what reads them need not be among them.
    const diagnostics = form === 'model' ? found.filter((one) => !one.code.startsWith('unused/')) : found;
    if (code === undefined) {
      expect(renderPretty(diagnostics, sources)).toBe('');
      expect(program).toBeDefined();
    } else expect([...new Set(diagnostics.map((one) => one.code))]).toEqual([code]);
  });
});

// ------------------------------------------------------------------------------------------------- generated passages

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Lines of a file: from the first that contains `start` to the next that contains `end`, both included. */
function excerpt(path: string, start: string, end: string): string {
  const lines = readFileSync(join(projectRoot, path), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.includes(start));
  const length = lines.slice(from).findIndex((line) => line.includes(end)) + 1;
  if (from < 0 || length < 1) throw new Error(`${path} has no passage from "${start}" to "${end}"`);
  const passage = lines.slice(from, from + length);
  const indent = Math.min(...passage.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return passage.map((line) => line.slice(indent)).join('\n');
}

/** All lines of a printed graph that contain `wanted` and none of the texts of `unwanted`, without the comments at their ends. */
function graphLines(path: string, wanted: string, unwanted: string): string {
  const without = unwanted.split(',').map((text) => text.trim());
  const found = readFileSync(join(projectRoot, path), 'utf8')
    .split('\n')
    .filter((line) => line.includes(wanted) && !without.some((text) => line.includes(text)));
  if (found.length === 0) throw new Error(`${path} has no line with ${wanted}`);
  return found.map((line) => line.replace(/ {2}\/\/.*$/, '').trim()).join('\n');
}

/** What the tool says of a spec in which `from` is written `to`. */
function errorOf(path: string, from: string, to: string): string {
  const text = readFileSync(join(projectRoot, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`);
  const sources = new Map([[path, { path, text: text.replace(from, to) }]]);
  return renderPretty(compile(sources, path).diagnostics, sources);
}

/** A passage from the words of its comment. */
function passage(words: string): string {
  const [kind = '', ...rest] = words.split(' ');
  const parts = rest
    .join(' ')
    .split('|')
    .map((part) => part.trim());
  const [path = '', first = '', second = ''] = parts;
  const language = path.endsWith('.gen') ? 'gen' : path.endsWith('.ts') ? 'ts' : 'text';
  switch (kind) {
    case 'table': {
      const table = referenceTables().get(path);
      if (table === undefined) throw new Error(`there is no table ${path}`);
      return table;
    }
    case 'file':
      return fence(language, readFileSync(join(projectRoot, path), 'utf8'));
    case 'excerpt':
      // A passage of a spec is no file by itself: the spec is compiled where it stands whole.
      return fence(language === 'gen' ? 'gen excerpt' : language, excerpt(path, first, second));
    case 'results':
      return resultsTable(readResults());
    case 'lines':
      return fence(language, graphLines(path, first, second));
    default:
      return fence('text', errorOf(path, first, second));
  }
}

describe('generated passages', () => {
  it.each(pageNames)('%s', async (name) => {
    const page = readPage(name);
    const options = await resolveConfig(join(projectRoot, name));
    const wanted = await format(regenerated(page, passage), { ...options, parser: 'markdown' });
    if (isUpdate) writeFileSync(join(projectRoot, name), wanted);
    expect(readPage(name)).toBe(wanted);
  });

  it('hold every table of the library', () => {
    const language = readPage('docs/language.md');
    const missing = [...referenceTables().keys()].filter(
      (name) => !language.includes(`<!-- table ${name} -->`),
    );
    expect(missing).toEqual([]);
  });
});

describe('docs/language.md', () => {
  const language = readPage('docs/language.md');

  it.each([...libraryFunctions.keys(), ...transformDefinitions.keys(), ...initializerWords])(
    'names %s',
    (name) => {
      expect(language).toMatch(new RegExp(`\`${name}[\`(]`));
    },
  );
});

// ---------------------------------------------------------------------------------------------- what pages refer to

const folderOf = (page: string): string => page.slice(0, page.lastIndexOf('/') + 1);
const isThere = (path: string): boolean => existsSync(join(projectRoot, path));

describe('pages', () => {
  it.each(pageNames)('%s links to what is there', (name) => {
    expect(linksOf(readPage(name)).filter((link) => !isThere(join(folderOf(name), link)))).toEqual([]);
  });

  it('mention files that are there', () => {
    // Paths in code spans that begin with a folder of the project; `<name>` and `*` stand for something.
    const pattern = /`((?:src|test|grammar|bin|bench|systems|specs|docs)\/[\w./-]*\w\/?)`/g;
    const missing = pageNames.flatMap((name) =>
      [...readPage(name).matchAll(pattern)]
        .map(([, path]) => path!)
        .filter((path) => !isThere(path))
        .map((path) => `${name}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('mention codes that the catalog has', () => {
    const families = [...new Set([...explanations.keys()].map((code) => code.split('/')[0]))].join('|');
    // In a sentence as code, in a table as a cell, in what a command prints in brackets.
    const pattern = new RegExp(`(?:\`|^\\| |\\[|genc explain )((?:${families})/[a-z-]+)(?=[\`, \\]])`, 'gm');
    const mentioned = pageNames.flatMap((name) =>
      [...readPage(name).matchAll(pattern)].map(([, code]) => code!),
    );
    expect(mentioned.length).toBeGreaterThan(15);
    expect(mentioned).toContain('data/unpaired');
    expect(mentioned.filter((code) => !explanations.has(code))).toEqual([]);
  });

  it('show pictures of at most 150 KB', () => {
    const pictures = pageNames.flatMap((name) =>
      linksOf(readPage(name))
        .filter((link) => /\.(png|svg)$/.test(link))
        .map((link) => join(folderOf(name), link)),
    );
    expect(pictures.length).toBeGreaterThan(3);
    const large = pictures.filter((path) => statSync(join(projectRoot, path)).size > 150_000);
    expect(large).toEqual([]);
  });

  it.each(['README.md', 'README.zh-CN.md'])('%s lists every command, and no other', (name) => {
    const commands = readdirSync(join(projectRoot, 'src/cli/commands')).map((file) =>
      file.replace(/\.ts$/, ''),
    );
    const listed = [...readPage(name).matchAll(/^\| `genc (\w+)[^`]*`/gm)].map(([, command]) => command!);
    expect([...new Set(listed)].sort()).toEqual([...new Set(commands)].sort());
  });
});

describe('docs/architecture.md', () => {
  const page = readPage('docs/architecture.md');

  it('shows the folders that are there, and every stage', () => {
    const tree = blocksOf(page).find(({ words }) => words.includes('tree'))!.text;
    const listed = [...tree.matchAll(/^(\s*)([\w.{},-]+\/)/gm)].map(([, indent, name]) => ({
      depth: indent!.length / 2,
      name: name!,
    }));
    const path: string[] = [];
    const folders = listed.map(({ depth, name }) => {
      path.length = depth;
      path.push(name);
      return path.join('');
    });
    expect(folders.length).toBeGreaterThan(20);
    expect(folders.filter((folder) => !isThere(folder))).toEqual([]);
    const compiler = readdirSync(join(projectRoot, 'src/compiler'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/compiler/${entry.name}/`);
    expect(compiler.filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it('lists the passes in their order', () => {
    const listed = [...page.matchAll(/^\d+\. `(\w+)`/gm)].map(([, name]) => name);
    expect(listed).toEqual(passes.map(({ name }) => name));
  });
});

const git = (...words: readonly string[]): string =>
  execFileSync('git', [...words], { cwd: projectRoot, encoding: 'utf8' });
/** False in an unpacked archive or a shallow clone. */
const hasHistory = isThere('.git') && git('rev-parse', '--is-shallow-repository').trim() === 'false';

describe('CONTRIBUTING.md', () => {
  // `name` in `path`: what a recipe says is exported or defined there.
  const mentions = [...readPage('CONTRIBUTING.md').matchAll(/`(\w+)` in `((?:src|test)\/[\w./-]+\.ts)`/g)];

  it('has recipes that name what they touch', () => {
    expect(mentions.length).toBeGreaterThan(8);
  });

  it.skipIf(!hasHistory)('cites commits that are there', () => {
    const cited = [...readPage('CONTRIBUTING.md').matchAll(/commit\s+"([^"]+)"/g)].map(
      ([, subject]) => subject!,
    );
    const subjects = new Set(git('log', '--format=%s').split('\n'));
    expect(cited.length).toBe(3);
    expect(cited.filter((subject) => !subjects.has(subject.replace(/\s+/g, ' ')))).toEqual([]);
  });

  it.each(mentions.map(([, name, path]) => [name!, path!]))('%s is in %s', (name, path) => {
    const text = readFileSync(join(projectRoot, path), 'utf8');
    expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
