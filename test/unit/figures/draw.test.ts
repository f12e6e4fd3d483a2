/** @file Figures from values: pixels where they belong, words as outlines, the same bytes each time. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../src/cli/host.ts';
import type { HostTensor } from '../../../src/runtime/engine.ts';
import { drawGrid } from '../../../src/runtime/figures/grid.ts';
import { layOutGrid } from '../../../src/runtime/figures/grid-layout.ts';
import { drawLossCurve } from '../../../src/runtime/figures/loss-curve.ts';
import { drawPriorAgainstPosterior } from '../../../src/runtime/figures/prior-against-posterior.ts';
import { outlineText, rasterize } from '../../../src/runtime/figures/rasterize.ts';
import { loadTypeface } from '../../../src/runtime/figures/typeface.ts';
import type { Typeface } from '../../../src/runtime/figures/typeface.ts';

let typeface: Typeface;
beforeAll(async () => {
  typeface = await loadTypeface(createNodeHost());
});

const tensor = (shape: readonly number[], values: (index: number) => number): HostTensor => ({
  shape,
  dtype: 'f32',
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => values(index)),
});

describe('a grid', () => {
  test('shows each pixel as a square of one grey, in its range; what is not finite is magenta', async () => {
    const values = [-1, 0, 1, Number.NaN];
    const png = await drawGrid(
      { kind: 'grid', columns: 1, parts: [{ output: 'x', label: 'x', range: [-1, 1] }] },
      new Map([['x', tensor([1, 2, 2, 1], (index) => values[index] ?? 0)]]),
      { title: 'T' },
      typeface,
    );
    const layout = layOutGrid({
      count: 1,
      parts: 1,
      height: 2,
      width: 2,
      columns: 1,
      joined: false,
      hasHeadings: false,
      hasAxes: false,
      hasSubtitle: false,
      rowWords: 0,
      leastWidth: 10,
    });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => {
      const { x: left, y: top } = layout.place(0, 0);
      const column = left + (x + 0.5) * layout.zoom;
      const row = top + (y + 0.5) * layout.zoom;
      const start = (Math.floor(row) * info.width + Math.floor(column)) * 3;
      return [...data.subarray(start, start + 3)];
    };
    expect(at(0, 0)).toEqual([0, 0, 0]);
    expect(at(1, 0)).toEqual([128, 128, 128]);
    expect(at(0, 1)).toEqual([255, 255, 255]);
    expect(at(1, 1)).toEqual([255, 0, 255]);
  });

  test('writes a word beside each row, and moves the pictures to make room', async () => {
    const draw = async (rows?: readonly string[]): Promise<{ width: number; dark: readonly number[] }> => {
      const png = await drawGrid(
        {
          kind: 'grid',
          columns: 2,
          parts: [{ output: 'x', label: 'x', range: [0, 1] }],
          ...(rows && { rows }),
        },
        new Map([['x', tensor([2, 2, 4, 4, 1], () => 1)]]),
        { title: '' },
        typeface,
      );
      const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
      const dark = Array.from({ length: info.height }, (_, y) => y).filter((y) =>
        data.subarray(y * info.width, y * info.width + 60).some((value) => value < 200),
      );
      return { width: info.width, dark };
    };
    const [plain, named] = [await draw(), await draw(['0.25', '7'])];
    expect(plain.dark).toEqual([]);
    expect(named.width).toBeGreaterThan(plain.width);
    // The words stand in two groups of lines, one for each row.
    const gaps = named.dark.filter((y, i) => i > 0 && y - named.dark[i - 1]! > 20);
    expect(gaps).toHaveLength(1);
  });

  test('puts heads above the columns and beside the rows of a table, and leaves the corner blank', async () => {
    const png = await drawGrid(
      {
        kind: 'grid',
        columns: 3,
        above: 'above',
        beside: 'beside',
        parts: [{ output: 'x', label: 'x', range: [0, 255] }],
      },
      new Map([
        ['x', tensor([2, 3, 1, 1, 1], (index) => index + 1)],
        ['above', tensor([3, 1, 1, 1], (index) => 100 + index)],
        ['beside', tensor([2, 1, 1, 1], (index) => 200 + index)],
      ]),
      { title: 'T' },
      typeface,
    );
    const layout = layOutGrid({
      count: 12,
      parts: 1,
      height: 1,
      width: 1,
      columns: 4,
      joined: true,
      hasHeadings: false,
      hasAxes: false,
      hasSubtitle: false,
      rowWords: 0,
      leastWidth: 10,
    });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const greys = Array.from({ length: 12 }, (_, index) => {
      const { x, y } = layout.place(index, 0);
      return data[(Math.floor(y + layout.zoom / 2) * info.width + Math.floor(x + layout.zoom / 2)) * 3];
    });
    expect(greys).toEqual([255, 100, 101, 102, 200, 1, 2, 3, 201, 4, 5, 6]);
  });

  test('is the same to the byte each time', async () => {
    const draw = (): Promise<Uint8Array> =>
      drawGrid(
        {
          kind: 'grid',
          columns: 4,
          parts: ['a', 'b'].map((label) => ({ output: label, label, range: [0, 1] as const })),
        },
        new Map(['a', 'b'].map((name) => [name, tensor([8, 5, 5, 3], (index) => (index % 7) / 7)])),
        { title: 'Pairs', subtitle: 'twice' },
        typeface,
      );
    expect(Buffer.from(await draw()).equals(Buffer.from(await draw()))).toBe(true);
  });
});

describe('a plot', () => {
  const series = [
    {
      name: 'reconstruction',
      kind: 'term' as const,
      unit: 'nats',
      points: [0, 1, 2, 3].map((x) => ({ x, y: 100 / (x + 1) })),
    },
    {
      name: 'V',
      kind: 'game' as const,
      unit: 'nats',
      points: [0, 1, 2, 3].map((x) => ({ x, y: -1.2 - x / 20 })),
      equilibrium: { value: -Math.log(4), label: 'equilibrium' },
    },
  ];
  const draw = (): string =>
    drawLossCurve(
      series,
      { label: 'epoch', integer: true, phases: [] },
      { title: 'Loss & more' },
      typeface,
    ) ?? '';

  test('names its metrics, units and axes', () => {
    const svg = draw();
    for (const words of [
      'Loss &amp; more',
      'reconstruction (25.00)',
      'reconstruction (nats)',
      'epoch',
      'value of the game (nats)',
      'equilibrium',
    ]) {
      expect(svg).toContain(words);
    }
  });

  test('puts what is watched into the panels that it names', () => {
    const watched = ['V.accuracyReal', 'V.accuracyFake', 'gradient.D'].map((name) => ({
      name,
      kind: 'watched' as const,
      unit: '',
      panel: name.startsWith('V') ? 'accuracy of D' : 'norm of the gradient',
      points: [0, 1, 2, 3].map((x) => ({ x, y: x / 4 })),
      ...(name.startsWith('V') ? { equilibrium: { value: 0.5, label: 'D blind: 1/2' } } : {}),
    }));
    const axis = { label: 'step', integer: true, phases: [] };
    const svg = drawLossCurve(watched, axis, { title: 'Health' }, typeface) ?? '';
    const count = (words: string): number => svg.split(words).length - 1;
    // Two panels: one axis and one legend each.
    expect(count('accuracy of D<')).toBe(1);
    expect(count('norm of the gradient<')).toBe(1);
    expect(count('D blind: 1/2')).toBe(1);
    for (const { name } of watched) expect(svg).toContain(`${name} (0.7500)`);
  });

  test('is the same text each time', () => {
    expect(draw()).toBe(draw());
  });

  test('needs no font of the machine: no text is left before it is rasterised', async () => {
    const outlined = outlineText(draw(), typeface);
    expect(outlined).not.toContain('<text');
    expect(outlined).toContain('clipPath');
    const { width, height } = await sharp(await rasterize(draw(), typeface)).metadata();
    expect(width).toBe(1720);
    expect(height).toBeGreaterThan(600);
  });

  test('is not drawn from a single step', () => {
    const single = series.map((one) => ({ ...one, points: one.points.slice(0, 1) }));
    expect(
      drawLossCurve(single, { label: 'step', integer: true, phases: [] }, { title: '' }, typeface),
    ).toBeUndefined();
  });
});

describe('prior against posterior', () => {
  const draw = (units: number): string =>
    drawPriorAgainstPosterior(
      {
        kind: 'priorAgainstPosterior',
        mean: 'm',
        stddev: 's',
        sample: 'z',
        priorMean: 'pm',
        priorStddev: 'ps',
      },
      new Map([
        // The last unit's mean is the prior's for every example: it tells nothing.
        ['m', tensor([50, units], (index) => (index % units === units - 1 ? 0 : Math.sin(index)))],
        ['s', tensor([50, units], () => 0.5)],
        ['z', tensor([50, units], (index) => Math.sin(3 * index))],
        ['pm', tensor([units], () => 0)],
        ['ps', tensor([units], () => 1)],
      ]),
      { title: 'Latent space' },
      typeface,
    );

  test('is a scatter with sigma ellipses for two units', () => {
    expect(draw(2)).toContain('3σ');
  });

  test('is densities and a strip that marks collapsed units for more', () => {
    const svg = draw(9);
    expect(svg).toContain('tells least');
    expect(svg).toContain('no information (1 of 9)');
  });
});
