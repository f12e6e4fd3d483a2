/** @file A run that is killed (SIGKILL) at random moments and resumed each time ends with the same bits as an undisturbed one. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeHost } from '../../src/cli/host.ts';
import { loadCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import { RandomStream } from '../../src/runtime/random/stream.ts';
import { childProgram } from '../support/child-program.ts';
import type { ChildProgram } from '../support/child-program.ts';
import { toyPlan } from '../support/toy-model.ts';

let folder = '';
let child: ChildProgram;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-kill-'));
  child = await childProgram('train-child');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await child.remove();
});

/** Runs a child; kills it `delay` milliseconds after its first checkpoint, if it is still alive. Returns whether it ended. */
function runChild(run: string, mode: 'new' | 'resume', delay?: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [child.file, run, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let armed = false;
    process_.stdout.on('data', () => {
      if (delay === undefined || armed) return;
      armed = true;
      setTimeout(() => process_.kill('SIGKILL'), delay);
    });
    process_.on('error', reject);
    process_.on('exit', (code, signal) => {
      if (signal === 'SIGKILL' || code === 0) resolve(code === 0);
      else reject(new Error(`the child ended with ${code ?? signal}`));
    });
  });
}

test(
  'killed at random moments and resumed, a run ends with the same bits',
  { timeout: 120_000 },
  async () => {
    const whole = join(folder, 'whole');
    expect(await runChild(whole, 'new')).toBe(true);
    // A fresh sequence of moments each time; it is shown where the test fails.
    const seed = Date.now() % 1_000_000;
    const moments = new RandomStream(seed, 'moments');
    let [parts, ended, kills] = ['', false, 0];
    // On a busy machine a run may end before its first kill: then another one is tried.
    for (let attempt = 0; kills === 0 && attempt < 5; attempt++) {
      parts = join(folder, `parts${attempt}`);
      ended = false;
      for (let round = 0; !ended && round < 6; round++) {
        ended = await runChild(parts, round === 0 ? 'new' : 'resume', moments.uniform(0, 300));
        if (!ended) kills += 1;
      }
    }
    if (!ended) ended = await runChild(parts, 'resume');
    expect(ended).toBe(true);
    expect(kills, `with seed ${seed}`).toBeGreaterThan(0);
    const csv = (run: string): Promise<string> => readFile(join(run, 'metrics.csv'), 'utf8');
    expect(await csv(parts), `with seed ${seed}`).toBe(await csv(whole));
    const host = createNodeHost();
    const [one, other] = [
      await loadCheckpoint(host, whole, toyPlan),
      await loadCheckpoint(host, parts, toyPlan),
    ];
    expect(other.tensors).toEqual(one.tensors);
    expect(other.position.step).toBe(3000);
  },
);
