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

describe('the coefficient of a regulariser', () => {
  const penalised = (term: string, before = ''): string => `model Gan {
  param weight = 1e-4
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }
  prior pz = Normal[16](mean: 0, stddev: 1)
  generator G(z: Vector[16]) -> Image[28, 28, 1] in [-1, 1] { z |> dense(784) |> tanh |> reshape(28, 28, 1) }
  discriminator D(x: Image[28, 28, 1]) -> Logit { x |> flatten |> dense(1) }
  train {
    batch 64
    steps 100
    sample z ~ pz
    game V = minimax(real: D(digits.image), fake: D(G(z)))
    ${before}
    update D with adam(2e-4, beta1: 0.5) { maximize V }
    update G with adam(2e-4, beta1: 0.5) {
      minimize V.nonSaturating
      minimize ortho = ${term}
    }
  }
}
`;
  const withWeight = (text: string, weight: string): readonly string[] => {
    const { sources, entry } = sourcesOf(text);
    return check(sources, entry, { set: { weight } }).diagnostics.map((one) => one.code);
  };
  it('may be a param that is 0, in a product and through a let', () => {
    expect(withWeight(penalised('weight * orthogonal(G)'), '0')).toEqual([]);
    expect(withWeight(penalised('2 * weight * orthogonal(G)'), '0')).toEqual([]);
    expect(withWeight(penalised('twice * orthogonal(G)', 'let twice = 2 * weight'), '0')).toEqual([]);
  });
  it('of a param is told of where it is nearly 0, and too large', () => {
    expect(withWeight(penalised('weight * orthogonal(G)'), '1e-12')).toEqual(['lint/coefficient']);
    expect(withWeight(penalised('weight * orthogonal(G)'), '10')).toEqual(['lint/coefficient']);
  });
  it('is told of where its 0 is written out, whatever the params are', () => {
    const found = ['lint/coefficient'];
    expect(withWeight(penalised('0 * orthogonal(G)', 'let w = weight * z'), '1e-4')).toEqual(
      expect.arrayContaining(found),
    );
    expect(withWeight(penalised('none * orthogonal(G)', 'let none = 0 * weight'), '1e-4')).toEqual(found);
  });
});

describe('what nothing reads', () => {
  const game = (more: string, members = ''): string => `model Gan {
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1], label: Class[10] }
  prior pz = Normal[16](mean: 0, stddev: 1)
  generator G(z: Vector[16]) -> Image[28, 28, 1] in [-1, 1] { z |> dense(784) |> tanh |> reshape(28, 28, 1) }
  discriminator D(x: Image[28, 28, 1]) -> Logit { x |> flatten |> dense(1) }
  ${members}
  train {
    batch 64
    steps 100
    sample z ~ pz
    ${more}
    game V = minimax(real: D(digits.image), fake: D(G(z)))
    update D with adam(2e-4, beta1: 0.5) { maximize V }
    update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }
  }
}
`;
  it('a label alone', () => {
    expect(codesOf(game(''))).toEqual(['unused/field']);
  });
  it.each([
    ['of another draw of its source', 'sample other ~ digits\n let zero = oneHot(other.label)[0]'],
    ['drawn for itself', 'sample y ~ digits.label\n let zero = oneHot(y)[0]'],
  ])('but not a field %s', (_name, statements) => {
    expect(codesOf(game(statements, 'track zeros = zero'))).toEqual([]);
  });
  it('a value that only a track reads is read', () => {
    expect(codesOf(game('let zero = oneHot(digits.label)[0]', 'track zeros = zero'))).toEqual([]);
  });
  it('one name of two scopes: each braces for itself', () => {
    const blocks = 'block twice(x: Vector[n]) -> Vector[n] { let h = x |> dense(n)\n h |> dense(n) }';
    const unused = game('let h = oneHot(digits.label)[0]').replace(
      'z |> dense(784)',
      'z |> twice |> dense(784)',
    );
    expect(codesOf(`${blocks}\n${unused}`)).toEqual(['unused/let']);
  });
  it('a param that a block of the file reads is read', () => {
    const block = 'block widen(x: Vector[n]) -> Vector[width] { x |> dense(width) }';
    const text = game('let zero = oneHot(digits.label)[0]', 'track zeros = zero\n param width = 32');
    expect(codesOf(text)).toEqual(['unused/param']);
    expect(codesOf(`${block}\n${text.replace('z |> dense(784)', 'z |> widen |> dense(784)')}`)).toEqual([]);
  });
  it('nothing is missed in a sketch of networks, which runs nothing', () => {
    expect(
      codesOf(
        'model Sketch {\n  prior pz = Normal[4](mean: 0, stddev: 1)\n  network f(z: Vector[4]) -> Vector[4] { z |> dense(4) }\n}',
      ),
    ).toEqual([]);
  });
});

describe('shapes by chance of a param', () => {
  const sized = (value: number, layers: string): string => `model Coder {
  param width = ${value}
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  network f(x: Image[28, 28, 1] in [0, 1]) -> Image[28, 28, 1] in [0, 1] {
    x |> ${layers} |> conv2d(1, kernel: 3) |> sigmoid
  }
  train {
    batch 32
    steps 100
    update f with adam(1e-3) { minimize mse(f(digits.image), digits.image) }
  }
}
`;
  it('a number written out is found', () => {
    const layers = 'flatten |> dense(7*7*width) |> reshape(7, 7, 8) |> upsample(4)';
    expect(codesOf(sized(8, layers))).toEqual(['lint/chance-shape']);
  });
  it('a divisor is no chance', () => {
    const layers = 'conv2d(width, kernel: 3) |> conv2d(width/4, kernel: 3)';
    expect(codesOf(sized(8, layers))).toEqual([]);
  });
  it('a param that must be twice another is found, though both can change together', () => {
    const layers = 'flatten |> dense(14*14*half) |> reshape(7, 7, 2*width) |> upsample(4)';
    const text = sized(8, layers).replace('\n', '\n  param half = 4\n');
    expect(codesOf(text)).toEqual(['lint/chance-shape', 'lint/chance-shape']);
  });
  it('what a block that names the param needs of its callers is found anew for each value', () => {
    const block = 'block toImage(x: Vector[n]) -> Image[7, 7, width] { x |> reshape(7, 7, width) }\n';
    const layers = 'flatten |> dense(7*7*width) |> toImage |> upsample(4)';
    expect(codesOf(block + sized(4, layers))).toEqual([]);
  });
  it('a parameter of a block that is called as the param hides it, but not in the standard value of a parameter', () => {
    const layers = 'flatten |> dense(7*7*width) |> toImage |> upsample(4)';
    const hidden =
      'block toImage(x: Vector[n], width: Int = 4) -> Image[7, 7, width] { x |> reshape(7, 7, width) }\n';
    expect(codesOf(hidden + sized(4, layers))).toEqual(['lint/chance-shape']);
    const named = 'block toImage(x: Vector[n], c: Int = width) -> Image[7, 7, c] { x |> reshape(7, 7, c) }\n';
    expect(codesOf(named + sized(4, layers))).toEqual([]);
  });
  it('the value looked at is the one that --set gives', () => {
    const { sources, entry } = sourcesOf(
      sized(8, 'flatten |> dense(7*7*width) |> reshape(7, 7, 2*4) |> upsample(4)'),
    );
    expect(check(sources, entry, { set: { width: '8' } }).diagnostics.map((one) => one.code)).toEqual([
      'lint/chance-shape',
    ]);
    expect(check(sources, entry, { set: { width: '9' } }).diagnostics.map((one) => one.code)).toEqual([
      'shape/reshape-count',
    ]);
  });
});
