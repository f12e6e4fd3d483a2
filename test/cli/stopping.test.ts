/** @file Ctrl-C: the first saves and stops, amid the reports too; a second one ends the process at once and quietly. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, runGenc } from '../support/genc.ts';

/** A step of the wide one takes most of a second, all of it in the engine. */
const spec = (width: number): string => `
model Points {
  data points from mixture2d(count: 4096, testCount: 40960) { x: Vector[2] }
  prior pz = Normal[2](mean: 0, stddev: 1)
  encoder posterior(x: Vector[2]) -> Normal[2] {
    let h = x |> dense(${width}) |> relu |> dense(${width}) |> relu
    Normal(mean: h |> dense(2), logVariance: h |> dense(2))
  }
  decoder likelihood(z: Vector[2]) -> Normal[2] {
    Normal(mean: z |> dense(${width}) |> relu |> dense(2), stddev: 1)
  }
  train {
    batch 2048
    epochs 50
    let qz = posterior(points.x)
    sample z ~ qz
    update posterior, likelihood with adam(1e-3) {
      minimize reconstruction = nll(likelihood(z), points.x)
      minimize divergence = kl(qz, pz)
    }
  }
  evaluate { report elbo = elbo(points.x, posterior, likelihood, pz) }
}
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'genc-stop-'));
  await writeFile(path.join(folder, 'narrow.gen'), spec(512));
  await writeFile(path.join(folder, 'wide.gen'), spec(2048));
});
afterAll(() => rm(folder, { recursive: true }));

test('amid the reports stops there; resumed computes them', { timeout: 240_000 }, async () => {
  const start = ['train', 'narrow.gen', '--steps', '2', '--run', 'narrow', '--json'];
  const stopped = await runGenc(start, {
    cwd: folder,
    onLine: (line, child) => {
      if (line.includes('"event":"checkpoint"') && line.includes('"step":1')) child.kill('SIGINT');
    },
  });
  expect(stopped, stopped.stderr).toMatchObject({ code: 130 });
  expect(stopped.stderr).toContain('all steps are done: stopping without the reports that are left');
  expect(stopped.stderr).toContain('reports are not computed. Compute them with: genc train --resume narrow');
  expect(eventsOf(stopped.stdout).at(-1)).toMatchObject({
    event: 'end',
    steps: 2,
    stopped: true,
    metrics: {},
  });

  const resumed = await runGenc(['train', '--resume', 'narrow', '--json'], { cwd: folder });
  expect(resumed, resumed.stderr).toMatchObject({ code: 0 });
  const end = eventsOf(resumed.stdout).at(-1);
  expect(end).toMatchObject({ event: 'end', steps: 2, stopped: false });
  expect(end?.event === 'end' && end.metrics['elbo']).toBeLessThan(0);
});

test('twice amid a step ends at once, without a word of a native library', { timeout: 120_000 }, async () => {
  const { signal, stderr } = await runGenc(['train', 'wide.gen', '--run', 'wide', '--json'], {
    cwd: folder,
    onLine: (line, child) => {
      if (line.includes('"event":"step"') && line.includes('"step":0')) child.kill('SIGINT');
    },
    onStart: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
  });
  // A shell shows it as 130.
  expect(signal).toBe('SIGINT');
  expect(stderr).toBe('saving and stopping after this step (Ctrl-C again quits at once)\n');
});
