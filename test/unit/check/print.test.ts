/** @file The text form of a typed module says what check made of a spec: types with ranges, weights, updates, terms. */
import { describe, expect, test } from 'vitest';
import { printTyped } from '../../../src/compiler/3-check/print.ts';
import { checkText } from '../../support/specs.ts';

const spec = `
model Small {
  param width = 3
  data points from mixture2d(count: 64) { x: Vector[2], label: Class[8] }
  prior pz = Normal[2](mean: 0, stddev: 1)
  generator G(z: Vector[2]) -> Vector[2] in [-1, 1] { z |> dense(width, init: zeros) |> relu |> dense(2) |> tanh }
  discriminator D(x: Vector[2]) -> Logit { x |> batchNorm |> dense(1, bias: none) }
  train {
    batch 4
    steps 5
    sample z ~ pz
    game V = hinge(real: D(points.x), fake: D(G(z)))
    update D with adam(linear(1e-3 to 0, until: step 5)) times 2 { minimize V.discriminator }
    update G with sgd(0.1) {
      minimize V.generator
      minimize size = mean(square(G(z))) every 2
    }
  }
  track score = D(G(z))
}`;

describe('printTyped', () => {
  const text = printTyped(checkText(spec));
  const lines = text.split('\n').map((line) => line.trim());

  test('shows params and sources', () => {
    expect(text).toContain('model Small\n  param width = 3\n');
    expect(lines).toContain('data points from mixture2d(count: 64)');
    expect(lines).toContain('label = column label: i32[] of 8 classes');
  });

  test('shows networks with their signatures, weights, starts and buffers', () => {
    expect(lines).toContain('generator G -> Vector[2] in [-1, 1]');
    expect(lines).toContain('weight dense1/kernel [2, 3] constant 0, kernel');
    expect(lines).toContain('discriminator D -> Logit');
    expect(lines).toContain('weight batchNorm1/scale [2] constant 1');
    expect(lines).toContain('buffer batchNorm1/variance [2] constant 1');
  });

  test('shows a node with its inputs, type and range, and calls by the names of their sites', () => {
    expect(text).toMatch(/%\d+ relu\(%\d+\): Vector\[3\] in \[0, inf\)/);
    expect(text).toMatch(/%\d+ call D\(%\d+\) as "train\/D\(points\.x\)": Logit/);
    const sites = [...text.matchAll(/call G\(%\d+\) as "(train[^"]*)"/g)].map(([, site]) => site);
    expect(sites).toEqual(['train/G(z)', 'train/G(z)#2', 'train/G(z)#3']);
  });

  test('shows phases: updates, optimisers with their schedules, terms and tracks', () => {
    expect(lines).toContain('train train: batch 4, 5 steps');
    expect(text).toMatch(
      /update D with adam\(linear\(0\.001 to 0, step 0 to step 5\), beta1: 0\.9, .*\) times 2/,
    );
    expect(text).toMatch(/minimize size = %\d+ every 2, loss %\d+/);
    expect(text).toMatch(/game V = %\d+/);
    expect(text).toMatch(/track score = %\d+/);
  });

  test('gives every node a number of its own, each before its use', () => {
    const seen = new Set<string>();
    for (const line of lines) {
      const [, made] = /^(%\d+) /.exec(line) ?? [];
      for (const [used] of line.slice(made?.length ?? 0).matchAll(/%\d+/g))
        expect(seen, line).toContain(used);
      if (made === undefined) continue;
      expect(seen, line).not.toContain(made);
      seen.add(made);
    }
    expect(seen.size).toBeGreaterThan(20);
  });

  test('is the same each time', () => {
    expect(printTyped(checkText(spec))).toBe(text);
  });
});
