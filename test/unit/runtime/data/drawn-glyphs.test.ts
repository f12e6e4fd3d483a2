/** @file Drawn glyphs: ages are thicknesses that don't overlap, digits can be told apart but are not copies, all follows from the seed. */
import { describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import type { BoundSplit } from '../../../../src/runtime/data/field.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';

const size = 24;
const open = (options: Readonly<Record<string, number>>): ReturnType<typeof openSource> =>
  openSource(
    createNodeHost(),
    sourcePlan('drawnGlyphs', { size, ...options }, [
      field('image', [size, size, 1], { range: [0, 1] }),
      field('identity', [], { dtype: 'i32', classes: 10 }),
      field('age', [], { dtype: 'i32', classes: 6 }),
    ]),
  );

function read(split: BoundSplit, name: string): readonly (readonly number[])[] {
  const bound = split.fields.get(name)!;
  const each = bound.shape.reduce((a, b) => a * b, 1);
  const out = bound.dtype === 'f32' ? new Float32Array(split.count * each) : new Int32Array(split.count);
  bound.gather(
    Uint32Array.from({ length: split.count }, (_, i) => i),
    out,
  );
  return Array.from({ length: split.count }, (_, i) => [...out.subarray(i * each, (i + 1) * each)]);
}

const inkOf = (image: readonly number[]): number => image.reduce((sum, value) => sum + value, 0);
/** The widest run of ink around each inked pixel, across or down, whichever is shorter: about the stroke's width. */
function widthOf(image: readonly number[]): number {
  const at = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < size && y < size && image[y * size + x]! > 0.35;
  const run = (x: number, y: number, dx: number, dy: number): number => {
    let length = 1;
    for (const sign of [-1, 1]) for (let k = sign; at(x + k * dx, y + k * dy); k += sign) length += 1;
    return length;
  };
  const widths = image.flatMap((_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    return at(x, y) ? [Math.min(run(x, y, 1, 0), run(x, y, 0, 1))] : [];
  });
  return widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 0;
}

describe('drawn glyphs', async () => {
  const { train, test: held } = await open({ count: 1500, testCount: 150 });
  const [images, identities, ages] = ['image', 'identity', 'age'].map((name) => read(train, name));

  test('have all digits at all ages, equally often', () => {
    const counts = new Map<string, number>();
    images!.forEach((_, i) => {
      const key = `${identities![i]![0]} ${ages![i]![0]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
    expect(counts.size).toBe(60);
    expect(Math.max(...counts.values())).toBeLessThan(3 * (1500 / 60));
  });

  test('grow thicker with age, whatever the digit', () => {
    const byAge = Array.from({ length: 6 }, (_, age) => {
      const own = images!.filter((_, i) => ages![i]![0] === age);
      return own.reduce((sum, image) => sum + widthOf(image), 0) / own.length;
    });
    byAge.slice(1).forEach((width, i) => expect(width - byAge[i]!).toBeGreaterThan(0.3));
  });

  test('lie within the picture and differ from each other', () => {
    for (const image of images!) {
      expect(inkOf(image)).toBeGreaterThan(5);
      const border = image.filter((_, i) => i < size || i >= size * (size - 1));
      expect(inkOf(border)).toBe(0);
    }
    expect(new Set(images!.map((image) => image.join())).size).toBe(1500);
  });

  test('show which digit they are: the nearest drawn one mostly has the same name, and not always', () => {
    const [others, names] = [read(held, 'image'), read(held, 'identity')];
    const right = others.filter((image, i) => {
      let [best, name] = [Infinity, -1];
      images!.forEach((other, j) => {
        let distance = 0;
        for (let k = 0; k < image.length && distance < best; k++) distance += (image[k]! - other[k]!) ** 2;
        if (distance < best) [best, name] = [distance, identities![j]![0]!];
      });
      return name === names[i]![0];
    }).length;
    expect(right / others.length).toBeGreaterThan(0.5);
    expect(right / others.length).toBeLessThan(1);
  });

  test('follow from the seed', async () => {
    const again = await open({ count: 1500, testCount: 150 });
    expect(read(again.train, 'image').slice(0, 20)).toEqual(images!.slice(0, 20));
    const other = await open({ count: 20, testCount: 5, seed: 1 });
    expect(read(other.train, 'image')).not.toEqual(images!.slice(0, 20));
  });
});
