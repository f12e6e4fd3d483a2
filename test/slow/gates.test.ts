/**
 * @file The systems, trained in full by `genc train`: each reaches the numbers of a reference run of the same architecture, settings and
 * initialisation in PyTorch (784-400-20, Adam 1e-3, batch 128, 10 epochs of 60,000 images; three seeds). What was measured is printed.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainedMetrics } from '../support/genc.ts';

const fashionFolder = process.env['GENC_FASHION_MNIST'] ?? '/usr/share/datasets/fashion-mnist';
const hasFashion = existsSync(fashionFolder);
if (!hasFashion) {
  console.warn(
    `SKIPPED: the gates on Fashion-MNIST, as there is no ${fashionFolder} (apt install dataset-fashion-mnist)`,
  );
}

let root = '';
let runs = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-gates-'));
});
afterAll(() => rm(root, { recursive: true }));

async function trained(spec: string, ...args: string[]): Promise<Readonly<Record<string, number>>> {
  const started = performance.now();
  const metrics = await trainedMetrics([`specs/${spec}.gen`, '--run', join(root, `run${++runs}`), ...args]);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${spec} ${args.join(' ')}: ${JSON.stringify(metrics)} in ${seconds} s`);
  return metrics;
}

describe('autoencoder, ten epochs on MNIST', () => {
  test('with a linear code: the error per pixel is within 10 % of 0.0094', async () => {
    const { error = NaN } = await trained('autoencoder', '--set', 'rectified=false', '--epochs', '10');
    expect(Math.abs(error / 0.0094 - 1)).toBeLessThan(0.1);
  });

  test("with the chapter's rectified code: worse than a linear one, and far better than no code", async () => {
    const { error = NaN } = await trained('autoencoder', '--epochs', '10');
    // The variance of the test images about their mean image is 0.0666 per pixel.
    expect(error).toBeLessThan(0.0666 / 3);
    expect(error).toBeGreaterThan(0.0085);
  });

  test('trained on cross entropy: within 2 nats of 70.1 for each image, and 10 % of 0.0092 for each pixel', async () => {
    const { error = NaN, crossEntropy = NaN } = await trained(
      'autoencoder',
      ...['--set', 'rectified=false', '--set', 'distance=crossEntropy', '--epochs', '10'],
    );
    expect(Math.abs(crossEntropy - 70.1)).toBeLessThan(2);
    expect(Math.abs(error / 0.0092 - 1)).toBeLessThan(0.1);
  });
});

/** Within 2 nats of the reference runs: four times the spread over seeds, and far less than any wrong scale gives. */
function expectWithin(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThan(low - 2);
  expect(value).toBeLessThan(high + 2);
}

describe('vae, ten epochs', () => {
  test.each([0, 1])(
    'on MNIST, seed %i: -ELBO 105.3 to 105.8, importance-weighted 100.9 to 101.3',
    async (seed) => {
      const { elbo = NaN, logLikelihood = NaN } = await trained(
        'vae',
        '--epochs',
        '10',
        '--seed',
        String(seed),
      );
      expectWithin(-elbo, 105.3, 105.8);
      expectWithin(-logLikelihood, 100.9, 101.3);
    },
  );

  test.skipIf(!hasFashion).each([0, 1])(
    'on Fashion-MNIST, seed %i: -ELBO 244.1 to 244.7, importance-weighted 241.5 to 241.9',
    async (seed) => {
      const { elbo = NaN, logLikelihood = NaN } = await trained(
        'vae',
        ...['--set', 'dataset=fashionMnist', '--epochs', '10', '--seed', String(seed)],
      );
      expectWithin(-elbo, 244.1, 244.7);
      expectWithin(-logLikelihood, 241.5, 241.9);
    },
  );
});

describe('gan-theory, to the end', () => {
  test('the discriminator is within 0.05 of pd / (pd + pg) where either density matters', async () => {
    const { largestGap = NaN } = await trained('gan-theory');
    expect(largestGap).toBeLessThan(0.05);
  });

  test('with pg = pd the value is within 0.02 of -log 4', async () => {
    const { value = NaN } = await trained('gan-theory', '--set', 'equal=true');
    expect(Math.abs(value + Math.log(4))).toBeLessThan(0.02);
  });
});

test('the classifier behind measures names at least 98.5 % of the test digits rightly', async () => {
  const { accuracy = NaN } = await trained('classifier');
  expect(accuracy).toBeGreaterThanOrEqual(0.985);
});
