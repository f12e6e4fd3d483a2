/**
 * @file Two steps of each phase of the chapter's larger systems, their reports, figures and infers, on made data on both engines, which agree:
 * `genc smoke` on each spec of specs/.
 */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/pages.ts';
import { systemNames } from '../support/specs.ts';

test.each(systemNames)('%s runs on both engines, which agree', (name) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/genc.mjs', 'smoke', `specs/${name}.gen`],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  console.log(stdout.split('\n').slice(-3).join('\n'));
  expect(status, stderr).toBe(0);
});
