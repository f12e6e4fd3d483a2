/**
 * @file What a block's own check says of all sizes at once, against its body written out for each size: a fault holds for every size, and a
 * contract refuses exactly the sizes with which the body can't be. Over random bodies.
 */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../../support/property-seed.ts';
import { check } from '../../../src/compiler/compile.ts';
import { sourcesOf } from '../../support/specs.ts';

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const stage = fc.oneof(
  fc
    .record({
      filters: fc.constantFrom('c', '4', '2*c'),
      kernel: whole(1, 5),
      stride: whole(1, 3),
      padding: fc.constantFrom('', ', padding: none', ', padding: 1', ', padding: reflect'),
    })
    .map(
      ({ filters, kernel, stride, padding }) =>
        `conv2d(${filters}, kernel: ${kernel}, stride: ${stride}${padding})`,
    ),
  fc
    .record({ filters: fc.constantFrom('c', '3'), kernel: whole(2, 4), stride: whole(1, 2) })
    .map(
      ({ filters, kernel, stride }) => `convTranspose2d(${filters}, kernel: ${kernel}, stride: ${stride})`,
    ),
  fc
    .tuple(fc.constantFrom('avgPool', 'maxPool', 'upsample'), whole(2, 3))
    .map(([name, by]) => `${name}(${by})`),
  whole(2, 3).map((times) => `repeat(${times}) { avgPool(2) }`),
  fc.constantFrom('relu', 'instanceNorm', 'groupNorm(2)', 'blur'),
);
const chain = fc
  .array(stage, { minLength: 1, maxLength: 4 })
  .map((stages) => `(x |> ${stages.join(' |> ')})`);
const body = fc.oneof(
  chain,
  fc.tuple(chain, chain).map(([a, b]) => `concat(${a}, ${b})`),
  chain.map((one) => `concat(x, ${one})`),
  fc.tuple(chain, whole(1, 4)).map(([one, n]) => `(${one} |> flatten |> reshape(${n}, 2*${n}))`),
);

/** The codes of the errors of a critic of images [h, w, c], beside a block. */
function errorsOf(block: string, critic: string, sizes: string): readonly string[] {
  const { sources, entry } = sourcesOf(`${block}
model Critic {
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator G(z: Vector[4]) -> Image[${sizes}] { z |> dense(${sizes.replaceAll(',', ' *')}) |> reshape(${sizes}) }
  discriminator D(x: Image[${sizes}]) -> Logit { ${critic} |> flatten |> dense(1) }
  train { batch 4 steps 1 sample z ~ pz update G, D with adam(1e-3) { minimize square(D(G(z))) } }
}
`);
  return check(sources, entry)
    .diagnostics.filter((one) => one.severity === 'error')
    .map((one) => one.code);
}

describe('a block checked by itself', () => {
  it('says of all sizes what its body says of each', () => {
    fc.assert(
      fc.property(
        body,
        fc.array(fc.tuple(whole(1, 14), whole(1, 14), whole(1, 4)), { minLength: 4, maxLength: 4 }),
        (text, all) => {
          const block = `block part(x: Image[h, w, c]) { ${text} }`;
          const isFaulty = errorsOf(block, 'x', '4, 4, 1').length > 0;
          for (const [h, w, c] of all) {
            const sizes = `${h}, ${w}, ${c}`;
            const written = errorsOf('', text.replaceAll(/\bc\b/g, String(c)), sizes);
            const called = errorsOf(block, 'x |> part', sizes);
            expect(called.length > 0, `${text} of ${sizes}: ${called.join()} against ${written.join()}`).toBe(
              isFaulty || written.length > 0,
            );
            if (isFaulty) expect(written, `${text} of ${sizes} is right`).not.toEqual([]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
