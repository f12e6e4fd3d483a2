/** @file `allow CODE "reason"`: which warnings it takes off, which it leaves, and when it is said to be idle. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import type { CompileOptions } from '../../../src/compiler/compile.ts';

const codesOf = (
  text: string,
  options: CompileOptions = {},
  files: Readonly<Record<string, string>> = {},
): readonly string[] => {
  const all = Object.entries({ 'spec.gen': text, ...files });
  return check(
    new Map(all.map(([path, one]) => [path, { path, text: one }])),
    'spec.gen',
    options,
  ).diagnostics.map((one) => one.code);
};

/** A game whose second and third updates each move the other player too. */
const game = (second: string, third: string, top = ''): string => `model Gan {
  ${top}
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }
  prior pz = Normal[16](mean: 0, stddev: 1)
  generator G(z: Vector[16]) -> Image[28, 28, 1] in [-1, 1] { z |> dense(784) |> tanh |> reshape(28, 28, 1) }
  discriminator D(x: Image[28, 28, 1]) -> Logit { x |> flatten |> dense(1) }
  train {
    batch 64
    steps 1000
    sample z ~ pz
    game V = minimax(real: D(digits.image), fake: D(G(z)))
    update D with adam(2e-4, beta1: 0.5) { maximize V }
    ${second}
    update G, D with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }
    ${third}
    update D, G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }
  }
}
`;
const owners = 'player/two-owners';
const allow = `allow ${owners} "shared on purpose"`;

describe('allow', () => {
  it('the game has the warning at two of its updates', () => {
    expect(codesOf(game('', ''))).toEqual([owners, owners]);
  });
  it('takes the warnings off the statement below it, and off no other', () => {
    expect(codesOf(game(allow, ''))).toEqual([owners]);
    expect(codesOf(game('', allow))).toEqual([owners]);
    expect(codesOf(game(allow, allow))).toEqual([]);
  });
  it('stands above another allow', () => {
    const other = 'allow gradient/batch-statistics "none here"';
    expect(codesOf(game(`${allow}\n${other}`, allow))).toEqual(['unused/allow']);
  });
  it('above a declaration holds for all that the declaration holds', () => {
    const text = game('', '').replace('  train {', `  ${allow}\n  train {`);
    expect(codesOf(text)).toEqual([]);
  });
  it('is not called idle where a param has another value than the file gives it', () => {
    const text = game(allow, allow, 'param n = 16\n  allow unused/param "for another day"').replaceAll(
      '16)',
      'n)',
    );
    const used = text.replaceAll('[16]', '[n]');
    expect(codesOf(used)).toEqual(['unused/allow']);
    expect(codesOf(used, { set: { n: '8' } })).toEqual([]);
  });
  it('is not called idle in a file with errors, whose warnings nobody has looked for', () => {
    const text = game(allow, '').replace('dense(784)', 'dense(783)');
    expect(codesOf(text)).toEqual(['shape/reshape-count']);
  });
  it('an unknown code is told beside other errors', () => {
    const text = game('allow player/two "x"', '').replace('dense(784)', 'dense(783)');
    expect([...codesOf(text)].sort()).toEqual(['allow/unknown-code', 'shape/reshape-count']);
  });
});

describe('allow in blocks', () => {
  const penalised = (body: string): string => `import { critic } from "blocks.gen"
model Gan {
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }
  discriminator D(x: Image[28, 28, 1]) -> Logit { ${body} }
  train {
    batch 64
    steps 1000
    let real = D(digits.image)
    allow gradient/batch-statistics "as in StyleGAN"
    update D with adam(2e-4, beta1: 0) {
      minimize score = softplus(real)
      minimize penalty = gradientPenalty.r1(real, digits.image)
    }
  }
}
`;
  const blocks = `block critic(x: Image[h, w, c]) -> Vector[1] {
  allow gradient/batch-statistics "never needed here"
  x |> flatten |> dense(8) |> minibatchStddev |> dense(1)
}
`;
  it('of other files count where the model comes to them', () => {
    expect(codesOf(penalised('x |> critic'), {}, { 'blocks.gen': blocks })).toEqual(['unused/allow']);
  });
  it('and are not judged where it does not', () => {
    const text = penalised('x |> flatten |> dense(8) |> minibatchStddev |> dense(1)');
    expect(codesOf(text, {}, { 'blocks.gen': blocks })).not.toContain('unused/allow');
  });
});
