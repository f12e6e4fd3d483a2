/**
 * @file The architecture as a test: which part may import which, no cycles, who may touch the outside world, the length of
 * files and what stands at their head. Reads the sources as text; strings and comments that look like imports don't occur.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.dirname(path.dirname(new URL(import.meta.url).pathname));

interface Source {
  readonly name: string;
  readonly text: string;
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[];
}

const importPattern = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm;

function readSources(...folders: readonly string[]): Source[] {
  const names = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return names.sort().map((name) => {
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    const imports = [...text.matchAll(importPattern)].map(([, type, from, dynamic]) => {
      const specifier = from ?? dynamic ?? '';
      const target = specifier.startsWith('.')
        ? path.posix.normalize(path.posix.join(path.posix.dirname(name), specifier))
        : specifier;
      return { target, typeOnly: type !== undefined };
    });
    return { name, text, imports };
  });
}

const sources = readSources('src', 'grammar');

/** "from -> to" for each import for which `isWrong`. */
function wrongImports(isWrong: (from: string, to: string, typeOnly: boolean) => boolean): string[] {
  return sources.flatMap(({ name, imports }) =>
    imports
      .filter(({ target, typeOnly }) => isWrong(name, target, typeOnly))
      .map(({ target }) => `${name} -> ${target}`),
  );
}

const stageOf = (name: string): number => Number(/^src\/compiler\/(\d)-/.exec(name)?.[1] ?? 0);
const isIn = (name: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => name === folder || name.startsWith(`${folder}/`));

describe('the sources', () => {
  test('are found, with their imports', () => {
    expect(sources.length).toBeGreaterThan(100);
    const main = sources.find(({ name }) => name === 'src/cli/main.ts');
    expect(main?.imports.map(({ target }) => target)).toContain('src/cli/commands/train.ts');
    expect(main?.imports.map(({ target }) => target)).toContain('commander');
  });
});

describe('import direction', () => {
  test('a compiler stage imports no later stage', () => {
    expect(wrongImports((from, to) => stageOf(from) > 0 && stageOf(to) > stageOf(from))).toEqual([]);
  });

  test('what all stages share imports no stage, but compile.ts', () => {
    const shared = ['ast', 'diagnostics', 'ir', 'ops', 'source'].map((folder) => `src/compiler/${folder}`);
    expect(wrongImports((from, to) => isIn(from, ...shared) && stageOf(to) > 0)).toEqual([]);
  });

  test('the grammar knows of the compiler only its diagnostics and sources', () => {
    const allowed = [
      'grammar',
      'src/compiler/diagnostics',
      'src/compiler/source',
      'src/compiler/invariant.ts',
    ];
    expect(
      wrongImports((from, to) => isIn(from, 'grammar') && isIn(to, 'src') && !isIn(to, ...allowed)),
    ).toEqual([]);
  });

  test('the runtime imports nothing of the compiler, the grammar or the command line', () => {
    expect(
      wrongImports((from, to) => isIn(from, 'src/runtime') && isIn(to, 'src/compiler', 'src/cli', 'grammar')),
    ).toEqual([]);
  });

  test('the compiler imports of the runtime only what both must agree on', () => {
    const contract = [
      'src/runtime/plan.ts',
      'src/runtime/program-graphs.ts',
      'src/runtime/engines/tfjs/binding.ts',
      'src/runtime/data/words.ts',
    ];
    expect(
      wrongImports(
        (from, to, typeOnly) =>
          isIn(from, 'src/compiler', 'grammar') &&
          isIn(to, 'src/runtime') &&
          !typeOnly &&
          !contract.includes(to),
      ),
    ).toEqual([]);
  });

  test('nothing but the command line imports the command line', () => {
    expect(wrongImports((from, to) => !isIn(from, 'src/cli') && isIn(to, 'src/cli'))).toEqual([]);
  });

  test('has no cycles at run time', () => {
    expect(findCycle()).toEqual([]);
  });
});

describe('the outside world', () => {
  test('the compiler and the grammar import no module of Node', () => {
    expect(
      wrongImports((from, to) => isIn(from, 'src/compiler', 'grammar') && to.startsWith('node:')),
    ).toEqual([]);
  });

  test('in the runtime only engines, for their packages, import modules of Node', () => {
    expect(
      wrongImports(
        (from, to) =>
          isIn(from, 'src/runtime') && !isIn(from, 'src/runtime/engines') && to.startsWith('node:'),
      ),
    ).toEqual([]);
  });

  test('only the command line writes to the console or ends the process', () => {
    const users = sources.filter(
      ({ name, text }) =>
        !isIn(name, 'src/cli') && /\bconsole\.|\bprocess\.(std|exit|argv)/.test(withoutComments(text)),
    );
    expect(users.map(({ name }) => name)).toEqual([]);
  });
});

describe('files', () => {
  test('have at most 400 lines', () => {
    const long = sources.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > 400)).toEqual([]);
  });

  test('begin with a comment that says what they are', () => {
    const bare = sources.filter(
      ({ text }) => !/^(#!.*\n)?\/\*\*\s(\*\s)?\s*@file\s\S/.test(text.replace(/\n \* /g, ' ')),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  test('are named in kebab-case', () => {
    const odd = sources.filter(({ name }) => !/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(name));
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  test('use no any and no ts-ignore', () => {
    const pattern = /[:<|,(]\s*any\b(?!\()|\bas any\b|@ts-(ignore|nocheck|expect-error)/;
    const found = sources.filter(({ text }) => pattern.test(withoutStrings(text)));
    expect(found.map(({ name }) => name)).toEqual([]);
  });
});

/** A cycle of imports that are left after types are gone; empty where there is none. */
function findCycle(): string[] {
  const edges = new Map(
    sources.map(({ name, imports }) => [
      name,
      imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target),
    ]),
  );
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] => {
    const at = trail.indexOf(name);
    if (at >= 0) return [...trail.slice(at), name];
    if (done.has(name)) return [];
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next, [...trail, name]);
      if (cycle.length > 0) return cycle;
    }
    done.add(name);
    return [];
  };
  for (const name of edges.keys()) {
    const cycle = visit(name, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function withoutStrings(text: string): string {
  return withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
}
