/**
 * @file The lints over what they must leave alone: every spec of the project, and neighbours of each faulty case that are meant as
 * they stand. What each finds is in test/errors/lint, each case with its mended twin.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { sourcesOf, specNames, specText } from '../../support/specs.ts';

function codesOf(text: string): readonly string[] {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry).diagnostics.map((one) => one.code);
}

describe('no spec of the project has a finding', () => {
  it.each(specNames)('%s', (name) => {
    expect(codesOf(specText(name))).toEqual([]);
  });
});

const vae = (terms: string, more = '', decoder = 'Bernoulli'): string => `model Vae {
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  prior pz = Normal[8](mean: 0, stddev: 1)
  encoder q(x: Image[28, 28, 1] in [0, 1]) -> Normal[8] {
    let h = x |> flatten |> dense(64) |> relu
    Normal(mean: h |> dense(8), logVariance: h |> dense(8))
  }
  decoder p(z: Vector[8]) -> ${decoder}[28, 28, 1] { ${
    decoder === 'Bernoulli'
      ? 'Bernoulli(logits: z |> dense(784) |> reshape(28, 28, 1))'
      : 'learned scale: Real = 0\n Normal(mean: z |> dense(784) |> reshape(28, 28, 1), logVariance: scale)'
  } }
  ${more}
  train {
    batch 64
    steps 100
    let x = digits.image
    let posterior = q(x)
    sample z ~ posterior
    ${terms}
  }
}
`;
const update = (...terms: readonly string[]): string => `update q, p with adam(1e-3) { ${terms.join('\n')} }`;

describe('a latent is held', () => {
  it('by densities under the prior and under itself', () => {
    const terms = update(
      'minimize reconstruction = nll(p(z), x)',
      'maximize prior = logProb(pz, z)',
      'minimize entropy = logProb(posterior, z)',
    );
    expect(codesOf(vae(terms))).toEqual([]);
  });
  it('not by its own density', () => {
    const terms = update(
      'minimize reconstruction = nll(p(z), x)',
      'minimize entropy = logProb(posterior, z)',
    );
    expect(codesOf(vae(terms))).toContain('lint/free-latent');
  });
  it('by a divergence of another call of its network', () => {
    const terms = update('minimize reconstruction = nll(p(z), x)', 'minimize divergence = kl(q(x), pz)');
    expect(codesOf(vae(terms))).toEqual([]);
  });
  it('by a discriminator of the draw: an adversarial autoencoder', () => {
    const judge = 'discriminator D(z: Vector[8]) -> Logit { z |> dense(16) |> relu |> dense(1) }';
    const terms = `sample other ~ pz
    game V = minimax(real: D(other), fake: D(z))
    update D with adam(2e-4, beta1: 0.5) { maximize V }
    update q, p with adam(1e-3) {
      minimize reconstruction = nll(p(z), x)
      minimize V.nonSaturating
    }`;
    expect(codesOf(vae(terms, judge))).toEqual([]);
  });
  it('where nothing is learned through the draw there is nothing to hold', () => {
    const terms = update('minimize reconstruction = nll(p(mean(posterior)), x)');
    expect(codesOf(vae(terms).replace('    sample z ~ posterior\n', ''))).toEqual([]);
  });
});

describe('a divergence counts once', () => {
  it('where two encoders have one each', () => {
    const other = `encoder r(x: Image[28, 28, 1] in [0, 1]) -> Normal[8] {
      let h = x |> flatten |> dense(64) |> relu
      Normal(mean: h |> dense(8), logVariance: h |> dense(8))
    }`;
    const terms = `let second = r(x)
      sample w ~ second
      update q, r, p with adam(1e-3) {
        minimize reconstruction = nll(p(z + w), x)
        minimize first = kl(posterior, pz)
        minimize other = kl(second, pz)
      }`;
    expect(codesOf(vae(terms, other))).toEqual([]);
  });
  it('where one draw bends it', () => {
    const terms = `let d = kl(posterior, pz)
      update q, p with adam(1e-3) {
        minimize reconstruction = nll(p(z), x)
        minimize divergence = max(d, 2)
      }`;
    expect(codesOf(vae(terms))).toEqual([]);
  });
});

describe('a mean beside a sum', () => {
  const beside = (distance: string, divergence: string): readonly string[] =>
    codesOf(vae(update(`minimize error = ${distance}`, `minimize divergence = ${divergence}`)));
  it('is left alone where coefficients make it one', () => {
    expect(beside('392 * mse(mean(p(z)), x)', 'kl(posterior, pz)')).toEqual([]);
    expect(beside('mse(mean(p(z)), x)', '0.005 * kl(posterior, pz)')).toEqual([]);
    expect(beside('mse(mean(p(z)), x)', 'kl(posterior, pz) / 784')).toEqual([]);
  });
  it('is told where they make it worse', () => {
    expect(beside('0.1 * mse(mean(p(z)), x)', 'kl(posterior, pz)')).toEqual(['lint/mean-beside-divergence']);
  });
  it('is no matter of distances that the latent has no part in', () => {
    const terms = update(
      'minimize reconstruction = nll(p(z), x)',
      'minimize divergence = kl(posterior, pz)',
      'minimize shrink = mse(mean(p(mean(posterior))), x)',
    );
    expect(codesOf(vae(terms))).toEqual([]);
  });
});

describe('densities of 8-bit values', () => {
  it('with one scale for all pixels are held up by the mean error', () => {
    const terms = update('minimize reconstruction = nll(p(z), x)', 'minimize divergence = kl(posterior, pz)');
    expect(codesOf(vae(terms, '', 'Normal'))).toEqual([]);
  });
});
