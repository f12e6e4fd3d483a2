/** @file Faults are independent: a spec that is broken in several places has each of them told, once, and nothing that follows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';

const codesOf = (text: string): readonly string[] =>
  check(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen').diagnostics.map((one) => one.code);

const sound = `model Vae {
  param latent = 20
  data digits from mnist { image: Image[28, 28, 1] in [0, 1], label: Class[10] }
  prior pz = Normal[latent](mean: 0, stddev: 1)
  encoder posterior(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] {
    let h = x |> flatten |> dense(400) |> relu
    Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  }
  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
    Bernoulli(logits: z |> dense(784) |> reshape(28, 28, 1))
  }
  network classify(x: Image[28, 28, 1] in [0, 1]) -> Categorical[10] {
    Categorical(logits: x |> flatten |> dense(10))
  }
  train {
    batch 128
    epochs 10
    update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
    update classify with adam(1e-3) { minimize nll(classify(digits.image), digits.label) }
  }
  figure samples = grid(mean(likelihood(sample(pz))))
}
`;

/** Each breaks one place of the sound spec, and leaves the others alone. */
const faults: readonly { readonly from: string; readonly to: string; readonly code: string }[] = [
  { from: 'label: Class[10]', to: 'label: Class[9]', code: 'data/field-shape' },
  {
    from: 'logVariance: h |> dense(latent)',
    to: 'logVariance: h |> dense(latent) |> relu',
    code: 'range/log-variance-rectified',
  },
  { from: 'dense(784) |> reshape', to: 'dense(196) |> reshape', code: 'shape/reshape-count' },
  { from: 'x |> flatten |> dense(10)', to: 'x |> flaten |> dense(10)', code: 'name/unknown' },
  { from: 'batch 128', to: 'batch 0', code: 'shape/not-positive' },
  { from: 'param latent = 20', to: 'param latent = 20\n  param latent = 10', code: 'name/duplicate' },
  { from: 'adam(1e-3) { maximize', to: 'adam(-1e-3) { maximize', code: 'range/learning-rate' },
];

const broken = (chosen: readonly (typeof faults)[number][]): string =>
  chosen.reduce((text, { from, to }) => text.replace(from, to), sound);

describe('independent faults', () => {
  it('the sound spec has none', () => {
    expect(codesOf(sound)).toEqual([]);
  });
  it('five broken places give exactly five errors', () => {
    const chosen = faults.slice(0, 5);
    expect([...codesOf(broken(chosen))].sort()).toEqual(chosen.map((one) => one.code).sort());
  });
  it('all broken places together give one error each', () => {
    expect([...codesOf(broken(faults))].sort()).toEqual(faults.map((one) => one.code).sort());
  });
  it.each(faults.map((one) => [one.code, one] as const))('%s alone', (_code, fault) => {
    expect(codesOf(broken([fault]))).toEqual([fault.code]);
  });
});

describe('a spec that is broken in five places', () => {
  const text = readFileSync(
    new URL('../../errors/name/unknown.five-faults/spec.gen', import.meta.url),
    'utf8',
  );
  /** Each fault, mended. */
  const mends: readonly (readonly [string, string, string])[] = [
    ['data/field-shape', 'image: Image[28, 28, 3]', 'image: Image[28, 28, 1]'],
    ['name/unknown', 'flaten', 'flatten'],
    ['shape/reshape-count', 'dense(196)', 'dense(784)'],
    ['range/bounded-logits', ' |> sigmoid)', ')'],
    ['range/learning-rate', 'adam(-1e-3)', 'adam(1e-3)'],
  ];
  it('has five errors, and none when all are mended', () => {
    expect([...codesOf(text)].sort()).toEqual(mends.map(([code]) => code).sort());
    expect(codesOf(mends.reduce((mended, [, from, to]) => mended.replace(from, to), text))).toEqual([]);
  });
  it.each(mends)('%s is no consequence of another: mended alone it leaves four', (code, from, to) => {
    const left = mends.map(([one]) => one).filter((one) => one !== code);
    expect([...codesOf(text.replace(from, to))].sort()).toEqual(left.sort());
  });
});
