/** @file Augmentation: one draw for all fields of an example, keyed by its visit, in training alone. */
import { describe, expect, test } from 'vitest';
import type { Visits } from '../../../../src/runtime/data/augment.ts';
import type { BoundField } from '../../../../src/runtime/data/field.ts';
import { bindSource } from '../../../../src/runtime/data/field.ts';
import { splitOf } from '../../../../src/runtime/data/source.ts';
import { trainingStatistics } from '../../../../src/runtime/data/statistics.ts';
import type { AugmentPlan } from '../../../../src/runtime/plan.ts';
import { field, sourcePlan, transform } from '../../../support/data-source.ts';

const [side, count] = [6, 40];

/** `count` pictures of one channel, each with one bright pixel on a grey ground, not in the middle of its row or column. */
const pictures = Uint8Array.from({ length: count * side * side }, (_, at) =>
  at % (side * side) === 8 ? 200 : 100,
);

function open(augment: readonly AugmentPlan[]): ReturnType<typeof bindSource> {
  const fields = [
    field('image', [side, side, 1], { range: [0, 255] }),
    field('image', [side, side, 1], { name: 'negative', range: [0, 255], transforms: [transform('invert')] }),
    field('image', [side, side, 1], {
      name: 'edges',
      range: [0, 255],
      transforms: [transform('sobel')],
      own: 0,
    }),
    field('image', [3, 3, 1], {
      name: 'small',
      range: [0, 255],
      transforms: [transform('resize', { size: 3 })],
      own: 0,
    }),
    field('class', [], { dtype: 'i32', classes: count }),
  ];
  const split = splitOf(count, [
    { name: 'image', shape: [side, side, 1], data: pictures, fullRange: [0, 255], locate: String },
    { name: 'class', shape: [], data: Int32Array.from({ length: count }, (_, i) => i), locate: String },
  ]);
  return bindSource({ ...sourcePlan('made', {}, fields), augment }, { train: split, test: split });
}

const visits = (first: number, site = 'augment/train/made/0'): Visits => ({ seed: 3, site, first });

function read(
  source: ReturnType<typeof open>,
  name: string,
  at?: Visits,
  rows = count,
  start = 0,
): number[][] {
  const bound = source.train.fields.get(name) as BoundField;
  const size = bound.shape.reduce((a, b) => a * b, 1);
  const out = bound.dtype === 'f32' ? new Float32Array(rows * size) : new Int32Array(rows * size);
  bound.gather(
    Uint32Array.from({ length: rows }, (_, i) => start + i),
    out,
    at,
  );
  return Array.from({ length: rows }, (_, i) => [...out.subarray(i * size, (i + 1) * size)]);
}

/** Row and column of the bright pixel. */
const placeOf = (image: readonly number[], ink = 200): string => {
  const at = image.indexOf(ink);
  return at < 0 ? 'none' : `${Math.floor(at / side)},${at % side}`;
};

describe('flip', () => {
  test('mirrors half of the examples, in the direction that it names', () => {
    const across = read(open([{ kind: 'flip', direction: 'horizontal' }]), 'image', visits(0)).map((one) =>
      placeOf(one),
    );
    expect(new Set(across)).toEqual(new Set(['1,2', '1,3']));
    const flipped = across.filter((place) => place === '1,3').length;
    expect(flipped).toBeGreaterThan(count / 4);
    expect(flipped).toBeLessThan((3 * count) / 4);
    const down = read(open([{ kind: 'flip', direction: 'vertical' }]), 'image', visits(0)).map((one) =>
      placeOf(one),
    );
    expect(new Set(down)).toEqual(new Set(['1,2', '4,2']));
  });
});

describe('jitter', () => {
  test('shifts by up to so many pixels each way, and fills the border with the lowest value', () => {
    const images = read(open([{ kind: 'jitter', pad: 1 }]), 'image', visits(0));
    const places = new Set(images.map((one) => placeOf(one)));
    expect([...places].toSorted()).toEqual(['0,1', '0,2', '0,3', '1,1', '1,2', '1,3', '2,1', '2,2', '2,3']);
    for (const image of images) {
      const [row = 0, column = 0] = placeOf(image).split(',').map(Number);
      const filled = side * side - (side - Math.abs(row - 1)) * (side - Math.abs(column - 2));
      expect(image.filter((value) => value === 0)).toHaveLength(filled);
    }
  });

  test('may move a picture out altogether', () => {
    const images = read(open([{ kind: 'jitter', pad: 20 }]), 'image', visits(0));
    expect(images.some((image) => image.every((value) => value === 0))).toBe(true);
  });
});

const both: readonly AugmentPlan[] = [
  { kind: 'jitter', pad: 2 },
  { kind: 'flip', direction: 'horizontal' },
];

describe('one draw serves all fields of an example', () => {
  const source = open(both);
  const images = read(source, 'image', visits(0));

  test('fields made from columns change alike', () => {
    const places = images.map((one) => placeOf(one));
    expect(read(source, 'negative', visits(0)).map((one) => placeOf(one, 55))).toEqual(places);
    expect(new Set(places).size).toBeGreaterThan(5);
  });

  test('fields derived from another are made from the changed one', () => {
    const changed = splitOf(count, [
      {
        name: 'image',
        shape: [side, side, 1],
        data: Uint8Array.from(images.flat()),
        fullRange: [0, 255],
        locate: String,
      },
    ]);
    const again = bindSource(
      sourcePlan('made', {}, [
        field('image', [side, side, 1], { name: 'edges', range: [0, 255], transforms: [transform('sobel')] }),
        field('image', [3, 3, 1], {
          name: 'small',
          range: [0, 255],
          transforms: [transform('resize', { size: 3 })],
        }),
      ]),
      { train: changed, test: changed },
    );
    expect(read(source, 'edges', visits(0))).toEqual(read(again, 'edges'));
    expect(read(source, 'small', visits(0))).toEqual(read(again, 'small'));
  });

  test('what is no image stays as it is', () => {
    expect(read(source, 'class', visits(0))).toEqual(read(source, 'class'));
  });
});

describe('a draw belongs to the visit', () => {
  const source = open(both);
  const whole = read(source, 'image', visits(100));

  test('however the batch is split', () => {
    const parts = [...read(source, 'image', visits(100), 25), ...read(source, 'image', visits(125), 15, 25)];
    expect(parts).toEqual(whole);
  });

  test('another visit, stream or seed draws anew', () => {
    expect(read(source, 'image', visits(101))).not.toEqual(whole);
    expect(read(source, 'image', visits(100, 'augment/train/made/1'))).not.toEqual(whole);
    expect(read(source, 'image', { ...visits(100), seed: 4 })).not.toEqual(whole);
  });

  test('outside of training and in statistics nothing is drawn', () => {
    expect(read(source, 'image')).toEqual(read(open([]), 'image', visits(0)));
    const mean = trainingStatistics(new Map([['made', source]]))({
      statistic: 'mean',
      source: 'made',
      field: 'image',
    });
    expect(mean[8]).toBe(200);
  });
});
