/** @file What `npm run systems` measures with: each on cases whose answer is known. */
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../src/runtime/data/sources.ts';
import { createNodeHost } from '../../../src/cli/host.ts';
import { shapeWords } from '../../../src/runtime/data/words.ts';
import { readShape } from '../../../systems/measures/drawn-shape.ts';
import { meanOffDiagonal } from '../../../systems/measures/off-diagonal.ts';
import { spherical } from '../../../systems/measures/styles.ts';
import { compileText, specText } from '../../support/specs.ts';

describe('the off-diagonal', () => {
  const kernel = (data: readonly number[], filters: number): number | undefined =>
    meanOffDiagonal({ dtype: 'f32', shape: [data.length / filters, filters], data: Float32Array.from(data) });

  it('is 0 of orthogonal filters, whatever their length', () => {
    expect(kernel([2, 0, 0, 5], 2)).toBe(0);
  });
  it('is 1 of filters along one line, cos 60 degrees of a third of a turn less', () => {
    expect(kernel([1, -3, 2, -6], 2)).toBeCloseTo(1, 12);
    expect(kernel([1, 0.5, 0, Math.sqrt(3) / 2], 2)).toBeCloseTo(0.5, 6);
  });
  it('is undefined of one filter', () => {
    expect(kernel([1, 2, 3], 1)).toBeUndefined();
  });
});

describe('attributes of drawn shapes', () => {
  it('are read off true pictures with fewer than 1 error in 100, and none off an empty one', async () => {
    const { plan } = compileText(specText('stackgan'));
    const source = plan.sources[0]!;
    const { place } = source.fields[0]!;
    const column = (name: string, classes: number): (typeof source.fields)[number] => ({
      name,
      column: name,
      transforms: [],
      shape: [],
      dtype: 'i32',
      classes,
      place,
    });
    const fields = [
      source.fields.find(({ name }) => name === 'image')!,
      column('shape', 3),
      column('colour', 6),
      column('scale', 2),
    ];
    const { train } = await openSource(createNodeHost(), { ...source, fields });
    const count = 400;
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const pixels = new Float32Array(count * 32 * 32 * 3);
    train.fields.get('image')!.gather(indices, pixels);
    const classesOf = (name: string): Int32Array => {
      const out = new Int32Array(count);
      train.fields.get(name)!.gather(indices, out);
      return out;
    };
    const [shapes, colours, scales] = ['shape', 'colour', 'scale'].map(classesOf);
    let right = 0;
    for (let i = 0; i < count; i++) {
      const found = readShape(pixels.subarray(i * 3072, (i + 1) * 3072), 32);
      const isRight =
        found?.shape === shapeWords.names[shapes![i]!] &&
        found?.colour === shapeWords.colours[colours![i]!] &&
        found?.scale === shapeWords.scales[scales![i]!];
      right += isRight ? 1 : 0;
    }
    expect(right / count).toBeGreaterThan(0.99);
    expect(readShape(new Float32Array(3072).fill(0.8), 32)).toBeUndefined();
  });
});

it('the spherical path has its ends in the directions of its draws, and its middle between them', () => {
  const [a, b] = [Float32Array.from([2, 0]), Float32Array.from([0, 5])];
  const at = (t: number): readonly number[] =>
    Array.from(
      spherical(a, b, 2, () => t),
      (value) => Number(value.toFixed(5)),
    );
  expect(at(0)).toEqual([1, 0]);
  expect(at(1)).toEqual([0, 1]);
  const [x, y] = at(0.5);
  expect(x).toBe(y);
  expect(x).toBeCloseTo(Math.SQRT1_2, 4);
});
