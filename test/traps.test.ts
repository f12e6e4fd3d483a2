/** @file The table of traps in docs/language.md: each row names a diagnostic, and a case in which it is what the compiler says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCodes } from '../src/compiler/diagnostics/explain.ts';
import { projectRoot, readPage } from './support/pages.ts';

interface Row {
  readonly trap: string;
  readonly code: string;
  readonly folder: string;
  readonly links: string;
}

function rowsOf(page: string): readonly Row[] {
  const section = /^### Traps\n([\s\S]*?)^### /m.exec(page)?.[1] ?? '';
  return [
    ...section.matchAll(/^\| (.+?) +\| `(\w+\/[\w-]+)` +\| `(test\/errors\/[^`]+)` +\| (.+?) +\|$/gm),
  ].map(([, trap = '', code = '', folder = '', links = '']) => ({ trap, code, folder, links }));
}

describe('the traps of the reference', () => {
  const section = readPage('docs/language.md').split('### Traps')[1]?.split('### ')[0] ?? '';
  const rows = rowsOf(readPage('docs/language.md'));

  it('are all rows of the table', () => {
    expect(rows.length).toBeGreaterThan(15);
    const lines = section.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|What)/.test(line));
    expect(rows.length).toBe(lines.length);
  });

  it.each(rows.map((row) => [row.trap, row] as const))('%s', (_trap, { code, folder, links }) => {
    expect(allCodes()).toContain(code);
    expect(existsSync(join(projectRoot, folder, 'spec.gen'))).toBe(true);
    // The case's text is what the compiler says today: errors.test.ts holds it so.
    expect(readFileSync(join(projectRoot, folder, 'expected.txt'), 'utf8')).toContain(`[${code}]`);
    expect(links).toMatch(
      /^(\[[^\]]+\]\(https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+\)(, )?)+$/,
    );
  });
});
