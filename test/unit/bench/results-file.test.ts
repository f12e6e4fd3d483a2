/** @file bench/results.md after a run of some parts: what the others measured stands as it was. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withSections } from '../../../bench/results-file.ts';

const section = (name: 'W1' | 'W2' | 'Compiling', mark: string) => ({
  name,
  about: `On machine ${mark}.`,
  table: `| ${mark} |`,
});

test('a run of one part keeps the other sections, each with its machine', () => {
  const all = withSections('', [section('Compiling', 'a'), section('W1', 'a'), section('W2', 'a')]);
  expect(all.match(/^## .*/gm)).toEqual(['## W1', '## W2', '## Compiling']);
  const again = withSections(all, [section('W2', 'b')]);
  expect(again).toBe(
    all.replace('On machine a.\n\n| a |\n\n## Compiling', 'On machine b.\n\n| b |\n\n## Compiling'),
  );
});

test('the committed file is in that form, and a run of nothing changes nothing', () => {
  const committed = readFileSync('bench/results.md', 'utf8');
  expect(withSections(committed, [])).toBe(committed);
  for (const part of committed.split(/^(?=## )/m).slice(1)) expect(part).toMatch(/\d+ cores, .*, Node \d+/);
});
