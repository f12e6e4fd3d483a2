/** @file The forms in which diagnostics leave the compiler, their order, and the nearest name. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/compiler/diagnostics/diagnostic.ts';
import { suggest, suggestionPhrase } from '../../../src/compiler/diagnostics/did-you-mean.ts';
import { allCodes, catalogEntry, explanationText } from '../../../src/compiler/diagnostics/explain.ts';
import { renderGithub } from '../../../src/compiler/diagnostics/render/github.ts';
import { renderJson } from '../../../src/compiler/diagnostics/render/json.ts';
import { plainPalette } from '../../../src/compiler/diagnostics/render/palette.ts';
import { renderPretty } from '../../../src/compiler/diagnostics/render/pretty.ts';
import { renderSarif } from '../../../src/compiler/diagnostics/render/sarif.ts';
import { sortDiagnostics } from '../../../src/compiler/diagnostics/sort.ts';
import type { SourceSet, Span } from '../../../src/compiler/source/source.ts';

const line = '    let logits = z |> dense(hidden) |> relu |> dense(196) |> reshape(28, 28, 1)';
const text = `${'\n'.repeat(22)}${line}\n    let b = "图像" |> f\n\tlet c = 1\n`;
const sources: SourceSet = new Map([
  ['specs/vae.gen', { path: 'specs/vae.gen', text }],
  ['other.gen', { path: 'other.gen', text: 'block up() { x }\n' }],
]);

function spanOf(part: string, path = 'specs/vae.gen'): Span {
  const start = sources.get(path)?.text.indexOf(part) ?? -1;
  expect(start).toBeGreaterThanOrEqual(0);
  return { path, start, end: start + part.length };
}

function fault(part: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const base = {
    code: 'shape/x',
    severity: 'error',
    message: 'm',
    label: '',
    related: [],
    notes: [],
  } as const;
  return { ...base, span: spanOf(part), ...more };
}

const reshape = fault('reshape(28, 28, 1)', {
  code: 'shape/reshape-count',
  message: '196 values cannot become [28, 28, 1]',
  label: 'needs 784 values',
  related: [{ span: spanOf('dense(196)'), label: 'Vector[196] comes from here' }],
  notes: ['z: Vector[20] -> dense(400): Vector[400]'],
  help: 'write dense(784), or reshape(14, 14, 1)',
});

describe('pretty', () => {
  it('shows both sides on one line', () => {
    expect(renderPretty([reshape], sources)).toBe(
      [
        'error[shape/reshape-count]: 196 values cannot become [28, 28, 1]',
        '   ┌─ specs/vae.gen:23:62',
        `23 │ ${line}`,
        '   │                                                ----------    ^^^^^^^^^^^^^^^^^^ needs 784 values',
        '   │                                                Vector[196] comes from here',
        '   = z: Vector[20] -> dense(400): Vector[400]',
        '   = help: write dense(784), or reshape(14, 14, 1)',
        '',
      ].join('\n'),
    );
  });

  it('counts the columns of wide signs and tabs', () => {
    const [, , , carets] = renderPretty([fault('f\n')], sources).split('\n');
    expect(carets).toBe(`   │ ${' '.repeat('    let b = "____" |> '.length)}^`);
    const tab = renderPretty([fault('c = 1')], sources).split('\n');
    expect(tab.slice(2, 4)).toEqual(['25 │   let c = 1', '   │       ^^^^^']);
  });

  it('shows other files, several lines and gaps', () => {
    const related = [{ span: spanOf('up', 'other.gen'), label: 'declared here' }];
    const shown = renderPretty([fault('let b = "图像" |> f\n\tlet c', { label: 'both', related })], sources);
    expect(shown).toContain(
      '24 │     let b = "图像" |> f\n   │     ^^^^^^^^^^^^^^^^^^^\n25 │   let c = 1\n   │   ^^^^^ both\n',
    );
    expect(shown).toContain('   ┌─ other.gen:1:7\n 1 │ block up() { x }\n   │       -- declared here\n');
  });

  it('takes colours from the palette, and survives a file that is not there', () => {
    const palette = {
      ...plainPalette,
      error: (one: string) => `<${one}>`,
      help: (one: string) => `{${one}}`,
    };
    expect(renderPretty([reshape], sources, palette)).toContain('<error[shape/reshape-count]>');
    expect(renderPretty([reshape], sources, palette)).toContain('<^^^^^^^^^^^^^^^^^^>');
    expect(renderPretty([reshape], sources, palette)).toContain('= {help}: write');
    expect(renderPretty([reshape], new Map())).toContain('   ┌─ specs/vae.gen\n'.trimStart());
  });
});

describe('for machines', () => {
  it('json keeps the contract of check --json', () => {
    const [one] = (JSON.parse(renderJson([reshape], sources)) as { diagnostics: unknown[] }).diagnostics;
    expect(one).toMatchObject({
      code: 'shape/reshape-count',
      severity: 'error',
      message: '196 values cannot become [28, 28, 1]',
      file: 'specs/vae.gen',
      range: { start: { line: 23, column: 62 }, end: { line: 23, column: 80 } },
      related: [{ file: 'specs/vae.gen', message: 'Vector[196] comes from here' }],
      help: 'write dense(784), or reshape(14, 14, 1)',
    });
  });

  it('sarif names rules, places and fixes', () => {
    const fixed = {
      ...reshape,
      code: 'syntax/unexpected',
      fix: { span: spanOf('dense(196)'), replacement: 'dense(784)' },
    };
    const log = JSON.parse(renderSarif([fixed], sources, '1.2.3')) as { version: string; runs: unknown[] };
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]).toMatchObject({
      tool: { driver: { name: 'genc', version: '1.2.3', rules: [{ id: 'syntax/unexpected' }] } },
      results: [
        {
          ruleId: 'syntax/unexpected',
          ruleIndex: 0,
          level: 'error',
          locations: [
            { physicalLocation: { region: { startLine: 23, startColumn: 62, endLine: 23, endColumn: 80 } } },
          ],
          fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: 'dense(784)' } }] }] }],
        },
      ],
    });
  });

  it('github escapes what its commands reserve', () => {
    const shown = renderGithub([{ ...reshape, message: '100 %\nof: it' }], sources);
    expect(shown).toBe(
      '::error file=specs/vae.gen,line=23,endLine=23,col=62,endColumn=80,title=shape/reshape-count::100 %25%0Aof: it%0Ahelp: write dense(784), or reshape(14, 14, 1)\n',
    );
  });
});

describe('order', () => {
  it('goes by file and place, without doubles', () => {
    const late = fault('let c');
    const early = fault('let b');
    const other = { ...early, span: spanOf('up', 'other.gen') };
    expect(sortDiagnostics([late, early, other, late])).toEqual([other, early, late]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['latnet', 'latent'],
    ['Latent', 'latent'],
    ['hiden', 'hidden'],
    ['banana', undefined],
    ['z', undefined],
  ])('%s', (name, expected) => expect(suggest(name, ['latent', 'hidden', 'pz'])).toBe(expected));

  it('is put in words', () => {
    expect(suggestionPhrase('latnet', ['latent', 'hidden'])).toBe('did you mean `latent`?');
    expect(suggestionPhrase('banana', ['latent', 'hidden'], 'param')).toBe('the params here: latent, hidden');
    expect(suggestionPhrase('banana', [])).toBeUndefined();
  });
});

describe('explanations', () => {
  it.each(allCodes())('%s', (code) => {
    const text = explanationText(code, catalogEntry(code)!);
    expect(text).toContain(`[${code}]: `);
    expect(text).toContain('Wrong:');
    expect(text).toContain('Right:');
  });
  it('has none for an unknown code', () => expect(catalogEntry('no/such')).toBeUndefined());
});
