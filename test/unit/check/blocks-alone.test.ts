/** @file Blocks checked by themselves: their faults without a call, their contracts, and what stays unknown. */
import { describe, expect, it } from 'vitest';
import { ShapeRecorder } from '../../../src/compiler/3-check/shapes.ts';
import { check } from '../../../src/compiler/compile.ts';
import type { Diagnostic } from '../../../src/compiler/diagnostics/diagnostic.ts';
import { sourcesOf } from '../../support/specs.ts';

/** A model beside blocks: a critic of images [h, w, 1] whose body is `body`. */
const specOf = (blocks: string, body = 'x |> flatten |> dense(1)', size = '28, 28, 1'): string => `${blocks}
model Critic {
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator G(z: Vector[4]) -> Image[${size}] { z |> dense(${size.replaceAll(',', ' *')}) |> reshape(${size}) }
  discriminator D(x: Image[${size}]) -> Logit { ${body} }
  train { batch 4 steps 1 sample z ~ pz update G, D with adam(1e-3) { minimize square(D(G(z))) } }
}
`;

function diagnose(text: string): readonly Diagnostic[] {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry).diagnostics.filter((one) => one.severity === 'error');
}

const codesOf = (text: string): readonly string[] => diagnose(text).map((one) => one.code);

/** The printed signatures of a spec's blocks; throws where it has faults. */
function signatures(blocks: string): readonly string[] {
  const recorder = new ShapeRecorder();
  const { sources, entry } = sourcesOf(specOf(blocks));
  const { typed, diagnostics } = check(sources, entry, { observer: recorder });
  if (!typed) throw new Error(diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
  return recorder.report(typed, sources).blocks;
}

const needsOf = (block: string): string => signatures(block)[0]!.split('  needs ')[1] ?? '';

describe('faults of a block that nothing calls', () => {
  const fault = (block: string): readonly (readonly [string, string])[] =>
    diagnose(specOf(block)).map((one) => [one.code, one.message]);

  it('sizes that differ for every caller', () => {
    expect(fault('block b(x: Image[h, w, c]) { x + (x |> conv2d(c, kernel: 3, stride: 2)) }')).toEqual([
      ['shape/broadcast', "+ can't combine Image[h, w, c] with Image[h/2, w/2, c]"],
    ]);
    expect(fault('block b(x: Vector[n]) { x |> reshape(2*n, 2) }')).toEqual([
      ['shape/reshape-count', 'n values cannot become [2*n, 2]'],
    ]);
  });
  it('a result that some caller would not get', () => {
    expect(
      fault('block b(x: Image[h, w, c], filters: Int) -> Image[h, w, filters] { x |> conv2d(c, kernel: 3) }'),
    ).toEqual([['type/result', 'b promises Image[h, w, filters], but its body gives Image[h, w, c]']]);
  });
  it('a stride that never divides', () => {
    expect(
      fault(
        'block b(x: Image[h, w, c]) { x |> upsample(2) |> conv2d(c, kernel: 2, padding: none) |> avgPool(2) }',
      ),
    ).toEqual([['shape/stride', 'avgPool with stride 2 does not divide a height of 2*h - 1']]);
  });
  it('in a branch that a caller may take, and in a loop of unknown length', () => {
    expect(
      codesOf(specOf('block b(x: Image[h, w, c], n: Int) { if n > 2 { x |> dense(0) } else { x } }')),
    ).toEqual(['shape/not-positive']);
    expect(
      codesOf(
        specOf('block b(x: Image[h, w, c], widths: [Int]) { x |> for f in widths { conv2d(f, kernel: 0) } }'),
      ),
    ).toEqual(['shape/not-positive']);
  });
  it('are told once, however often the block is called, and nothing follows from them', () => {
    const block = 'block b(x: Image[h, w, c]) -> Image[h, w, c] { x |> conv2d(c, kernel: 3, stride: 2) }';
    expect(codesOf(specOf(block, 'x |> b |> b |> flatten |> dense(1)'))).toEqual(['type/result']);
  });
});

describe('contracts', () => {
  it.each([
    ['block b(x: Image[h, w, c]) -> Image[h/2, w/2, c] { x |> avgPool(2) }', 'h and w divisible by 2'],
    ['block b(x: Image[h, w, c]) { x |> avgPool(2) |> avgPool(2) }', 'h and w divisible by 4'],
    [
      'block b(x: Image[h, w, c]) { x |> avgPool(2) |> avgPool(3) |> flatten |> dense(1) }',
      'h and w divisible by 6',
    ],
    ['block b(x: Image[h, w, c]) { x |> upsample(2) |> avgPool(2) }', ''],
    ['block b(x: Image[h, w, c]) { x |> conv2d(c, kernel: 5, padding: none) }', 'h and w at least 5'],
    [
      'block b(x: Image[h, w, c]) { x |> conv2d(c, kernel: 4, stride: 2, padding: 1) |> flatten }',
      'h and w at least 2',
    ],
    [
      'block b(x: Image[h, w, c], by: Int) -> Image[h/by, w/by, c] { x |> maxPool(by) }',
      'h and w divisible by by',
    ],
    ['block b(x: Vector[n]) { split(x, 3)[0] }', 'n divisible by 3'],
    ['block b(x: Image[h, w, c]) { x |> groupNorm(4) }', 'c divisible by 4'],
    ['block b(x: Vector[n]) -> Vector[2*n] { x |> dense(2*n) }', ''],
    ['block b(x: Image[h, w, c], y: Image[m, n, d]) { concat(x, y) }', 'm = h, n = w'],
    [
      'block b(x: Vector[n], filters: Int) -> Image[4, 4, filters] { x |> reshape(4, 4, filters) }',
      '16*filters = n',
    ],
    [
      'block b(x: Image[h, w, c], filters: Int) { x |> repeat(3) { conv2d(filters, kernel: 3) |> avgPool(2) } }',
      'h and w divisible by 8',
    ],
  ])('%s needs "%s"', (block, needs) => {
    expect(needsOf(block)).toBe(needs);
  });

  it('take on those of the blocks that are called, in the sizes of the caller', () => {
    const down = 'block down(x: Image[h, w, c]) -> Image[h/2, w/2, c] { x |> avgPool(2) }';
    expect(signatures(`${down}\nblock b(x: Image[n, n, c]) { x |> down |> upsample(3) |> down }`)[1]).toBe(
      'block b(x: Image[n, n, c]) -> Image[3*n/4, 3*n/4, c]  needs n divisible by 4',
    );
  });
  it('leave out what only a branch needs', () => {
    expect(
      needsOf('block b(x: Image[h, w, c], halve: Bool) { if halve { x |> avgPool(2) } else { x } }'),
    ).toBe('');
  });
  it('have the free sizes of the result, solved', () => {
    expect(
      signatures('block b(x: Image[h, w, c]) -> Logit[m, n] { x |> conv2d(1, kernel: 4, stride: 2) }'),
    ).toEqual(['block b(x: Image[h, w, c]) -> Logit[h/2, w/2]  needs h and w divisible by 2']);
  });

  /** Bodies on an image x, none of which depends on its channels. */
  const bodies = [
    'x |> conv2d(4, kernel: 3, stride: 2) |> maxPool(3)',
    'x |> conv2d(4, kernel: 5, padding: none) |> avgPool(2)',
    'x |> conv2d(2, kernel: 4, stride: 3, padding: 1) |> conv2d(2, kernel: 2, padding: none)',
    'x |> upsample(3) |> conv2d(4, kernel: 4, stride: 2)',
    'concat(x |> avgPool(2) |> upsample(2), x |> conv2d(1, kernel: 3, padding: reflect))',
  ];
  it.each(bodies)('say of each size what the body itself says: %s', (body) => {
    const block = `block b(x: Image[h, w, c]) { ${body} }`;
    for (const h of [1, 2, 3, 4, 5, 6, 8, 9, 12]) {
      const [called, written] = [`x |> b |> flatten |> dense(1)`, `${body} |> flatten |> dense(1)`].map(
        (one) => codesOf(specOf(block, one, `${h}, 12, 1`)),
      );
      expect(called!.length > 0, `${h} x 12`).toBe(written!.length > 0);
    }
  });
});

describe('what a caller decides', () => {
  it('a branch under an equation has one size for the other; both branches agree on what they give', () => {
    const shrink = (
      skip: string,
    ): string => `block shrink(x: Image[h, w, c], filters: Int, by: Int = 2) -> Image[h/by, w/by, filters] {
      let main = x |> conv2d(filters, kernel: 3) |> avgPool(by)
      let skip = if by == 1 and c == filters { x } else { ${skip} }
      main + skip
    }`;
    expect(codesOf(specOf(shrink('x |> conv2d(filters, kernel: 1) |> avgPool(by)')))).toEqual([]);
    // The same, written the other way round.
    expect(
      codesOf(
        specOf(
          `block b(x: Image[h, w, c], filters: Int) -> Image[h, w, filters] { if c != filters { x |> conv2d(filters, kernel: 1) } else { x } }`,
        ),
      ),
    ).toEqual([]);
  });
  it('where the branches disagree nothing is known, and nothing is said', () => {
    expect(
      codesOf(
        specOf(
          'block b(x: Image[h, w, c], halve: Bool) -> Image[h, w, c] { if halve { x |> avgPool(2) } else { x } }',
        ),
      ),
    ).toEqual([]);
  });
  it('a static condition that follows from the sizes is decided', () => {
    expect(codesOf(specOf('block b(x: Image[h, w, c]) { if 2*h > h { x } else { x |> dense(0) } }'))).toEqual(
      [],
    );
  });
  it('an Int that is no size may be 0 or less', () => {
    expect(
      codesOf(specOf('block b(x: Image[h, w, c], depth: Int) { if depth > 0 { x } else { x |> dense(0) } }')),
    ).toEqual(['shape/not-positive']);
    expect(codesOf(specOf('block b(x: Vector[n]) { if n > 0 { x } else { x |> dense(0) } }'))).toEqual([]);
  });
  it('a list of sizes, its items, slices and length', () => {
    const skip = (back: string): string => `block skip(x: Image[h, w, c], widths: [Int]) -> Image[h, w, 2*c] {
      let deep = x |> conv2d(widths[0], kernel: 4, stride: 2)
      let inner = if length(widths) > 1 { deep |> skip(widths[1..]) } else { deep }
      concat(x, inner |> convTranspose2d(${back}, kernel: 4, stride: 2))
    }`;
    expect(needsOf(skip('c'))).toBe('h and w divisible by 2');
    expect(codesOf(specOf(skip('2*c')))).toEqual(['type/result']);
  });
  it('the range of an argument: what a caller may give fits', () => {
    const rescaled = 'block b(x: Image[h, w, c]) -> Image[h, w, c] in [-1, 1] { x |> rescale(-1, 1) }';
    expect(codesOf(specOf(rescaled))).toEqual([]);
    expect(codesOf(specOf('block b(x: Image[h, w, c]) -> Image[h, w, c] in [0, 1] { x }'))).toEqual([]);
    expect(codesOf(specOf('block b(x: Image[h, w, c]) -> Image[h, w, c] in [0, 1] { x |> tanh }'))).toEqual([
      'range/result',
    ]);
  });
  it('arguments that the defaults of a network may give', () => {
    const block = 'block b(x: Image[h, w, c]) -> Image[h/2, w/2, 8] { x |> conv2d(8, kernel: 3) }';
    const body = 'defaults { conv2d(stride: 2) }\n x |> b |> flatten |> dense(1)';
    expect(codesOf(specOf(block, body))).toEqual([]);
    expect(codesOf(specOf(block))).toEqual(['type/result']);
  });
});

describe('a block that calls itself', () => {
  it('is endless where nothing ends it', () => {
    const block = 'block b(x: Image[h, w, c]) -> Image[h, w, c] { x |> conv2d(c, kernel: 3) |> b }';
    expect(codesOf(specOf(block))).toEqual(['type/recursion']);
    expect(codesOf(specOf(block, 'x |> b |> flatten |> dense(1)'))).toEqual(['type/recursion']);
  });
});

describe('a file of blocks alone', () => {
  const codes = (text: string): readonly string[] => {
    const { sources, entry } = sourcesOf(text);
    return check(sources, entry).diagnostics.map((one) => one.code);
  };
  it('is checked as well', () => {
    const block = (stride: number): string =>
      `block down(x: Image[h, w, c]) -> Image[h/2, w/2, c] { x |> conv2d(c, kernel: 3, stride: ${stride}) }`;
    expect(codes(block(2))).toEqual([]);
    expect(codes(block(3))).toEqual(['type/result']);
  });
  it('may leave arguments to the defaults of models', () => {
    expect(codes('block b(x: Image[h, w, c]) { x |> conv2d(8) }')).toEqual([]);
  });
});

describe('a rule that needs a number', () => {
  it('gives what is not known, and needs nothing', () => {
    expect(needsOf('block b(x: Image[h, w, c]) -> Image[h, w, c] { x |> selfAttention }')).toBe('');
    expect(
      needsOf('block b(x: Image[h, w, c], layers: Int) -> Logit[m, n] { x |> patch(layers: layers) }'),
    ).toBe('');
  });
});

describe('a score', () => {
  it('is what has only sizes of 1 left', () => {
    expect(codesOf(specOf('', 'x |> conv2d(1, kernel: 28, padding: none)'))).toEqual([]);
    expect(codesOf(specOf('', 'x |> conv2d(1, kernel: 27, padding: none)'))).toEqual(['type/result']);
  });
});
