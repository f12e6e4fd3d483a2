/** @file Holes: what comes in and what is needed by what follows and stands around, and that every offer fits. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import type { Diagnostic } from '../../../src/compiler/diagnostics/diagnostic.ts';
import { sourcesOf } from '../../support/specs.ts';

interface Parts {
  readonly encode?: string;
  readonly decode?: string;
  readonly down?: string;
  readonly judge?: string;
  readonly term?: string;
  readonly optimizer?: string;
  readonly shown?: string;
}

const spec = ({
  encode = 'let h = x |> flatten |> dense(64) |> relu\n Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))',
  decode = 'z |> dense(784) |> sigmoid |> reshape(28, 28, 1)',
  down = 'x |> conv2d(filters, kernel: 3, stride: 2)',
  judge = 'dense(1)',
  term = 'kl(qz, pz)',
  optimizer = 'adam(1e-3)',
  shown = 'fake',
}: Parts): string => `block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { ${down} }
model M {
  param latent = 20
  data digits from mnist { image: Image[28, 28, 1] in [0, 1], label: Class[10] }
  prior pz = Normal[latent](mean: 0, stddev: 1)
  encoder q(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] { ${encode} }
  decoder p(z: Vector[latent]) -> Image[28, 28, 1] in [0, 1] { ${decode} }
  discriminator D(x: Image[28, 28, 1] in [0, 1], y: Class[10]) -> Logit {
    concat(x |> down(8) |> flatten, oneHot(y)) |> ${judge}
  }
  train {
    batch 8
    steps 10
    let qz = q(digits.image)
    sample z ~ qz
    let fake = p(z)
    update q, p with ${optimizer} {
      minimize error = squaredError(fake, digits.image)
      minimize more = ${term}
    }
    update D with adam(1e-3) { minimize softplus(D(${shown}, digits.label)) }
  }
}
`;

function findings(text: string): readonly Diagnostic[] {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry).diagnostics;
}
const holeOf = (parts: Parts): Diagnostic => {
  const [only, ...others] = findings(spec(parts));
  expect(others).toEqual([]);
  expect(only?.code).toMatch(/^type\/hole/);
  return only!;
};
const offersOf = (found: Diagnostic): readonly string[] =>
  found.notes.map((note) => note.replace('fits: ', ''));

const cases: readonly (readonly [string, Parts, string, string])[] = [
  [
    'the result of a network',
    { decode: 'z |> ???' },
    'Image[28, 28, 1] in [0, 1]',
    'dense(784) |> reshape(28, 28, 1) |> sigmoid',
  ],
  [
    'the stages that follow',
    { decode: 'z |> ??? |> sigmoid |> reshape(28, 28, 1)' },
    'Vector[784] for sigmoid',
    'dense(784)',
  ],
  [
    'the layer that follows',
    { decode: 'z |> ??? |> dense(784) |> sigmoid |> reshape(28, 28, 1)' },
    'what dense(784) takes',
    'relu',
  ],
  [
    'a distribution that is promised',
    { encode: 'x |> ???' },
    'Normal[latent]',
    'Normal(mean: _ |> flatten |> dense(latent), logVariance: _ |> flatten |> dense(latent))',
  ],
  [
    'its parameter',
    { encode: 'let h = x |> flatten\n Normal(mean: h |> ???, logVariance: h |> dense(latent))' },
    'Vector[latent]',
    'dense(latent)',
  ],
  [
    'sizes that a call decides',
    { down: 'x |> ???' },
    'Image[h/2, w/2, filters]',
    'conv2d(filters, kernel: 3, stride: 2)',
  ],
  ['a score', { judge: '???' }, 'Logit', 'dense(1)'],
  ['an argument', { term: 'kl(???, pz)' }, "kl's q: a distribution", 'qz'],
  ['a parameter of a network', { shown: '???' }, 'Image[28, 28, 1] in [0, 1]', 'fake'],
  ['an update', { optimizer: '???' }, 'an optimiser', 'adam(1e-3)'],
  ['a term', { term: '???' }, 'one number for each example', ''],
];

describe('a hole', () => {
  it.each(cases)('is told what is needed by %s', (_name, parts, needed, offer) => {
    const found = holeOf(parts);
    expect(found.message).toContain(needed);
    if (offer !== '') expect(offersOf(found)).toContain(offer);
  });

  it('tells what comes in', () => {
    expect(holeOf({ decode: 'z |> dense(7) |> relu |> ???' }).message).toContain(
      'from Vector[7] in [0, inf) to Image',
    );
  });

  it.each(cases)('by %s: every offer compiles in its place', (_name, parts) => {
    const text = spec(parts);
    const offers = offersOf(holeOf(parts));
    for (const offer of offers) {
      const errors = findings(text.replace('???', offer)).filter(({ severity }) => severity === 'error');
      // An optimiser, a name or layers: whatever was offered leaves nothing to be mended around it.
      expect(errors, offer).toEqual([]);
    }
  });

  it('offers nothing that does not fit', () => {
    const offers = offersOf(holeOf({ decode: 'z |> dense(784) |> ???' }));
    expect(offers).toContain('reshape(28, 28, 1) |> sigmoid');
    expect(offers).not.toContain('reshape(28, 28, 1)');
    expect(offers).not.toContain('sigmoid');
  });

  it('stands beside other faults, which are told as ever', () => {
    const text = spec({ decode: 'z |> ???', judge: 'dense(1) |> sigmoid' });
    const [first, second] = findings(text);
    expect([first?.code, second?.code]).toEqual(['type/hole-in-pipe', 'range/bounded-logits']);
    expect(offersOf(first!)).toContain('dense(784) |> reshape(28, 28, 1) |> sigmoid');
  });

  it('two of them are told each by itself', () => {
    const found = findings(spec({ decode: 'z |> ???', judge: '???' }));
    expect(found.map(({ code }) => code)).toEqual(['type/hole-in-pipe', 'type/hole-in-pipe']);
    expect(found.map((one) => offersOf(one).length > 0)).toEqual([true, true]);
  });
});
