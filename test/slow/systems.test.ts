/**
 * @file Two steps of each phase of the chapter's larger systems, their reports, figures and infers, on made data on both engines, which agree:
 * `genc smoke` on each spec of specs/.
 */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { changedByPrettier } from '../support/formatting.ts';
import { projectRoot } from '../support/pages.ts';
import { compileText, specText, systemNames } from '../support/specs.ts';
import { typeErrors } from '../support/type-check.ts';

test.each(systemNames)('%s runs on both engines, which agree', (name) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/genc.mjs', 'smoke', `specs/${name}.gen`],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  console.log(stdout.split('\n').slice(-3).join('\n'));
  expect(status, stderr).toBe(0);
});

test.each(systemNames)('prettier leaves what is emitted of %s as it is', async (name) => {
  expect(await changedByPrettier(specText(name))).toEqual([]);
});

test('what is emitted passes tsc --strict', async () => {
  const emitted = new Map<string, string>();
  for (const name of systemNames)
    for (const [file, text] of await emitTypeScript(compileText(specText(name))))
      emitted.set(`${name}/${file}`, text);
  expect(typeErrors(emitted)).toEqual([]);
});
