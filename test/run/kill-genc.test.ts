/**
 * @file `genc train` killed with SIGKILL at random moments and resumed each time ends with the metrics file and the checkpoint of an
 * undisturbed run, to the bit: a GAN on MNIST with its two optimisers, through the command line.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTensorFile } from '../../src/runtime/checkpoint/safetensors.ts';
import { RandomStream } from '../../src/runtime/random/stream.ts';
import { runGenc } from '../support/genc.ts';
import { differentTensors } from '../support/runs.ts';

const spec = `
model Points {
  data points from mixture2d(count: 640, testCount: 64) { x: Vector[2] }
  generator G(z: Vector[4]) -> Vector[2] { z |> dense(32) |> relu |> dense(2) }
  discriminator D(x: Vector[2]) -> Logit { x |> dense(32) |> leakyRelu(0.2) |> dense(1) }
  train {
    batch 32
    epochs 20
    sample z ~ Normal[4](mean: 0, stddev: 1)
    let fake = G(z)
    game V = minimax(real: D(points.x), fake: D(fake))
    update D with adam(2e-4, beta1: 0.5) times 2 { maximize V }
    update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }
  }
}
`;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-kill-cli-'));
  await writeFile(join(root, 'points.gen'), spec);
});
afterAll(() => rm(root, { recursive: true }));

test('killed and resumed, it ends with the same bits', { timeout: 240_000 }, async () => {
  const seed = Date.now() % 1_000_000;
  const moments = new RandomStream(seed, 'moments');
  const [whole, parts] = [join(root, 'whole'), join(root, 'parts')];
  const start = (run: string): string[] => [
    'train',
    join(root, 'points.gen'),
    '--run',
    run,
    '--seed',
    '5',
    '--json',
  ];
  expect(await runGenc(start(whole))).toMatchObject({ code: 0 });

  let kills = 0;
  let last: { code: number | undefined; stderr: string } | undefined;
  const killedAt: number[] = [];
  for (let round = 0; round < 6 && last?.code !== 0; round++) {
    // Two or three kills, each after some steps of this round; then it may go on to the end.
    const after = round < 3 ? 20 + moments.below(100) : Infinity;
    let steps = 0;
    last = await runGenc(round === 0 ? start(parts) : ['train', '--resume', parts, '--json'], {
      onLine: (line, child) => {
        if (!line.includes('"event":"step"') || ++steps !== after) return;
        killedAt.push(after);
        child.kill('SIGKILL');
      },
    });
    if (last.code === undefined) kills += 1;
    else expect(last, last.stderr).toMatchObject({ code: 0 });
  }
  const shown = `seed ${seed}, killed after ${killedAt.join(', ')} steps`;
  expect(last?.code, shown).toBe(0);
  expect(kills, shown).toBeGreaterThanOrEqual(2);
  const csv = (run: string): Promise<string> => readFile(join(run, 'metrics.csv'), 'utf8');
  expect(await csv(parts), shown).toBe(await csv(whole));
  const file = (run: string): string => join(run, 'checkpoints', 'last', 'state.safetensors');
  const [one, other] = [await readFile(file(whole)), await readFile(file(parts))];
  const tensors = readTensorFile(one, file(whole)).tensors;
  expect(tensors.size).toBeGreaterThan(8);
  expect(differentTensors(tensors, readTensorFile(other, file(parts)).tensors), shown).toEqual([]);
});
