/** @file Synthetic sources, transforms and the order of batches. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { ShuffledStream, passBatches } from '../../../../src/runtime/data/batches.ts';
import type { BoundSplit } from '../../../../src/runtime/data/field.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import { makeTransform } from '../../../../src/runtime/data/transforms.ts';
import { field, sourcePlan, transform } from '../../../support/data-source.ts';

const host = createNodeHost();

function gather(split: BoundSplit, name: string, count = split.count): number[] {
  const bound = split.fields.get(name);
  if (bound === undefined) throw new Error(`no field ${name}`);
  const size = bound.shape.reduce((a, b) => a * b, 1) * count;
  const out = bound.dtype === 'f32' ? new Float32Array(size) : new Int32Array(size);
  bound.gather(
    Uint32Array.from({ length: count }, (_, index) => index),
    out,
  );
  return [...out];
}

describe('mixtures', () => {
  test('have the means, deviations and weights asked for', async () => {
    const options = { means: [-1, 1.5], stddevs: [0.5, 0.7], weights: [1, 3], count: 40_000 };
    const fields = [field('x', [1]), field('label', [], { dtype: 'i32', classes: 2 })];
    const { train } = await openSource(host, sourcePlan('mixture1d', options, fields));
    const [x, labels] = [gather(train, 'x'), gather(train, 'label')];
    const of = (label: number): number[] => x.filter((_, index) => labels[index] === label);
    expect(Math.abs(of(1).length / 40_000 - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / 40_000));
    for (const [label, mean, stddev] of [
      [0, -1, 0.5],
      [1, 1.5, 0.7],
    ] as const) {
      const values = of(label);
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(average - mean)).toBeLessThan((5 * stddev) / Math.sqrt(values.length));
      expect(Math.abs(variance / stddev ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    }
  });

  test('a ring lies on its radius, a grid in its square; both repeat', async () => {
    const open = (layout: string): ReturnType<typeof openSource> =>
      openSource(host, sourcePlan('mixture2d', { layout, components: 9, stddev: 0.01 }, [field('x', [2])]));
    const ring = gather((await open('ring')).train, 'x');
    expect(ring).toEqual(gather((await open('ring')).train, 'x'));
    for (let index = 0; index < ring.length; index += 2) {
      expect(Math.abs(Math.hypot(ring[index] ?? 0, ring[index + 1] ?? 0) - 2)).toBeLessThan(0.08);
    }
    const grid = gather((await open('grid')).test, 'x');
    const off = grid.map((value) => Math.abs(value / 2 - Math.round(value / 2)));
    expect(Math.max(...off)).toBeLessThan(0.05);
    expect(new Set(grid.map((value) => Math.round(value / 2)))).toEqual(new Set([-1, 0, 1]));
  });

  test('refuse lists of different lengths', async () => {
    const plan = sourcePlan('mixture1d', { means: [1, 2], stddevs: [1] }, [field('x', [1])]);
    await expect(openSource(host, plan)).rejects.toThrow('2 means, 1 stddevs');
  });
});

describe('drawnShapes', () => {
  test('draws what its attributes and captions say', async () => {
    const classes = (name: string, count: number): ReturnType<typeof field> =>
      field(name, [], { dtype: 'i32', classes: count });
    const fields = [
      field('image', [32, 32, 3], { range: [0, 1] }),
      classes('shape', 3),
      classes('colour', 6),
      classes('scale', 2),
      field('caption', [16], { column: 'text', transforms: [transform('bagOfWords', { size: 16 })] }),
    ];
    const { train } = await openSource(
      host,
      sourcePlan('drawnShapes', { count: 300, testCount: 10 }, fields),
    );
    const images = gather(train, 'image');
    const [colours, scales, captions] = [
      gather(train, 'colour'),
      gather(train, 'scale'),
      gather(train, 'caption'),
    ];
    const shapes = gather(train, 'shape');
    for (let example = 0; example < train.count; example++) {
      const pixel = (at: number): number[] =>
        images.slice((example * 1024 + at) * 3, (example * 1024 + at) * 3 + 3);
      expect(Math.min(...pixel(0))).toBeGreaterThan(0.8);
      // Pixels that differ from the paper are the shape's.
      let inked = 0;
      for (let at = 0; at < 1024; at++) if (Math.min(...pixel(at)) < 0.6) inked += 1;
      // Radii are below 6.4 or above 8.9 pixels; an equilateral triangle covers 1.3 squares of its radius, the others pi.
      const between = (shapes[example] === 2 ? 1.3 : Math.PI) * 7.6 ** 2;
      expect(inked > between ? 1 : 0, `scale of example ${example}: ${inked}`).toBe(scales[example]);
      const words = captions.slice(example * 16, example * 16 + 16);
      expect(words.reduce((sum, count) => sum + count, 0)).toBe(4);
      const chosen = [0, 1 + (scales[example] ?? 0), 3 + (colours[example] ?? 0), 9 + (shapes[example] ?? 0)];
      expect(chosen.map((word) => words[word])).toEqual([1, 1, 1, 1]);
    }
  });

  test('keeps descriptions out of training, and tests with them alone', async () => {
    const classes = (name: string, count: number): ReturnType<typeof field> =>
      field(name, [], { dtype: 'i32', classes: count });
    const fields = [classes('shape', 3), classes('colour', 6), classes('scale', 2)];
    const open = async (heldOut: number): Promise<readonly [Set<string>, Set<string>]> => {
      const options = { size: 8, count: 2000, testCount: 400, heldOut };
      const { train, test: tested } = await openSource(host, sourcePlan('drawnShapes', options, fields));
      const described = (split: typeof train): Set<string> => {
        const [scales, colours, shapes] = ['scale', 'colour', 'shape'].map((name) => gather(split, name));
        return new Set(Array.from(scales ?? [], (scale, i) => `${scale}${colours?.[i]}${shapes?.[i]}`));
      };
      return [described(train), described(tested)];
    };
    const [train, tested] = await open(6);
    expect([...tested].toSorted()).toEqual(['000', '011', '022', '130', '141', '152']);
    expect(train.size).toBe(30);
    expect([...tested].some((one) => train.has(one))).toBe(false);
    expect((await open(0))[0].size).toBe(36);
    await expect(open(7)).rejects.toThrow('the option heldOut is 7');
  });

  test('a bag too small for the words is refused', async () => {
    const caption = field('caption', [4], {
      column: 'text',
      transforms: [transform('bagOfWords', { size: 4 })],
    });
    const plan = sourcePlan('drawnShapes', { count: 10 }, [caption]);
    await expect(openSource(host, plan)).rejects.toMatchObject({
      code: 'data/transform',
      help: 'write bagOfWords(size: 12) or more',
    });
  });
});

describe('transforms', () => {
  const apply = (
    kind: string,
    options: Record<string, number>,
    shape: readonly number[],
    values: number[],
  ): { shape: readonly number[]; values: number[] } => {
    const made = makeTransform(transform(kind, options), { shape, range: [0, 255], where: 'model.gen:3:5' });
    const out = new Float64Array(made.shape.reduce((a, b) => a * b, 1));
    made.apply(Uint8Array.from(values), out);
    return { shape: made.shape, values: [...out] };
  };
  const image = [1, 2, 3, 4, 5, 6];

  test('pad, invert and rotate', () => {
    expect(apply('pad', { by: 1 }, [1, 2, 1], [7, 8])).toEqual({
      shape: [3, 4, 1],
      values: [0, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0, 0],
    });
    expect(apply('invert', {}, [1, 2, 1], [0, 55]).values).toEqual([255, 200]);
    // 1 2 3 / 4 5 6, turned anticlockwise.
    expect(apply('rotate', { degrees: 90 }, [2, 3, 1], image)).toEqual({
      shape: [3, 2, 1],
      values: [3, 6, 2, 5, 1, 4],
    });
    expect(apply('rotate', { degrees: 180 }, [2, 3, 1], image).values).toEqual([6, 5, 4, 3, 2, 1]);
    expect(apply('rotate', { degrees: -90 }, [2, 3, 1], image).values).toEqual([4, 1, 5, 2, 6, 3]);
  });

  test('resize averages when shrinking and interpolates when growing', () => {
    expect(apply('resize', { size: 1 }, [2, 2, 1], [10, 20, 30, 40]).values).toEqual([25]);
    expect(apply('resize', { size: 4 }, [2, 2, 1], [0, 100, 0, 100]).values.slice(0, 4)).toEqual([
      0, 25, 75, 100,
    ]);
    const thirds = apply('resize', { size: 2 }, [3, 3, 1], [0, 90, 180, 0, 90, 180, 0, 90, 180]).values;
    expect(thirds.map(Math.round)).toEqual([30, 150, 30, 150]);
  });

  test('sobel answers to edges alone', () => {
    const step = [0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255];
    expect(apply('sobel', {}, [3, 4, 1], step).values.slice(4, 8)).toEqual([0, 255, 255, 0]);
    // Of several channels the strongest edge counts.
    const colours = step.flatMap((value) => [9, value]);
    expect(apply('sobel', {}, [3, 4, 2], colours)).toEqual(apply('sobel', {}, [3, 4, 1], step));
    expect(
      apply(
        'sobel',
        {},
        [3, 4, 1],
        step.map(() => 9),
      ).values,
    ).toEqual(step.map(() => 0));
  });

  test('turning four times, or inverting twice, gives the image back', () => {
    const images = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(images, fc.integer(), (shape, seed) => {
        const values = Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, index) =>
          Math.abs((seed + index * 37) % 256),
        );
        let turned: { shape: readonly number[]; values: number[] } = { shape, values };
        for (let turn = 0; turn < 4; turn++)
          turned = apply('rotate', { degrees: 90 }, turned.shape, turned.values);
        expect(turned).toEqual({ shape, values });
        const inverted = apply('invert', {}, shape, values).values;
        expect(apply('invert', {}, shape, inverted).values).toEqual(values);
      }),
    );
  });

  test('refuse what does not fit, with the field’s place', () => {
    expect(() => apply('rotate', { degrees: 45 }, [2, 3, 1], image)).toThrow('multiples of 90');
    expect(() => apply('blurr', {}, [2, 3, 1], image)).toThrow('no transform blurr');
    expect(() => apply('pad', { by: 1 }, [6], image)).toThrow('needs an image');
    expect(() => apply('pad', {}, [2, 3, 1], image)).toThrow('needs the option by');
    expect(() => apply('bagOfWords', { size: 9 }, [6], image)).toThrow('needs a text');
  });

  test('run on a field’s bytes before scaling', async () => {
    const twice = field('image', [16, 16, 1], {
      range: [-1, 1],
      transforms: [transform('pad', { by: 2 }), transform('resize', { size: 16 }), transform('invert')],
    });
    const { train } = await openSource(host, sourcePlan('mnist', { limit: 20 }, [twice]));
    const values = gather(train, 'image');
    expect(values.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => 1));
    expect(Math.min(...values)).toBeLessThan(-0.9);
  });
});

describe('batches', () => {
  test('a stream shows each example once per permutation, whatever the batch, from any cursor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(200),
        (count, batch, cursor) => {
          const stream = new ShuffledStream(5, 'a', count);
          const all = new Uint32Array(count * 8 + 300);
          stream.read(0, all);
          for (let start = 0; start + count <= all.length; start += count) {
            expect(new Set(all.subarray(start, start + count)).size).toBe(count);
          }
          const some = new Uint32Array(batch);
          new ShuffledStream(5, 'a', count).read(cursor, some);
          const known = Math.min(batch, all.length - cursor);
          expect(some.slice(0, known)).toEqual(all.slice(cursor, cursor + known));
        },
      ),
    );
  });

  test('a pass covers each example once', () => {
    expect(passBatches(10, 4)).toEqual([
      { first: 0, valid: 4 },
      { first: 4, valid: 4 },
      { first: 8, valid: 2 },
    ]);
    expect(passBatches(0, 4)).toEqual([]);
  });
});
