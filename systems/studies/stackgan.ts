/** @file StackGAN: what captions that were kept from training ask for, found again in the pictures by geometry. */
import type { OpenedRun } from '../../src/cli/trained.ts';
import { shapeWords } from '../../src/runtime/data/words.ts';
import type { Attributes } from '../measures/drawn-shape.ts';
import { readShape } from '../measures/drawn-shape.ts';
import type { Study } from '../study.ts';
import { judgeOf, percent, report } from '../study.ts';

const size = 32;
const picturesEach = 100;

/** The descriptions that drawnShapes(heldOut: 6) keeps from training. */
const heldOut: readonly Attributes[] = shapeWords.scales.flatMap((scale, i) =>
  shapeWords.names.map((shape, j) => ({
    scale,
    colour: shapeWords.colours[i * shapeWords.names.length + j]!,
    shape,
  })),
);

export const stackgan: Study = {
  title: 'StackGAN',
  trainings: { stackgan: { spec: 'specs/stackgan.gen' } },
  pictures: [
    {
      training: 'stackgan',
      figure: 'stages',
      caption: 'captions kept from training: a true picture, a draw of stage I enlarged, a draw of stage II',
    },
  ],
  async measure({ stackgan }) {
    const found = await stackgan!.open(findAttributes);
    const [first, second] = [report(stackgan!, 'frechetOfFirst'), report(stackgan!, 'frechetOfSecond')];
    const how = `the 6 captions kept from training, ${picturesEach} pictures each, attributes read by geometry`;
    return [
      {
        claim: 'the asked colour in 80 % of pictures',
        how,
        number: percent(found.colour),
        baseline: `${percent(1 / shapeWords.colours.length)} by chance`,
        reached: found.colour >= 0.8,
      },
      {
        claim: 'colour, scale and shape as asked in 60 %',
        how: `the same; scale alone ${percent(found.scale)}, shape alone ${percent(found.shape)}`,
        number: percent(found.all),
        baseline: `${percent(1 / 36)} by chance`,
        reached: found.all >= 0.6,
      },
      {
        claim: "stage II's Frechet distance below that of stage I enlarged",
        how: `10,000 samples for captions kept from training${judgeOf(stackgan!)}`,
        number: second.toFixed(1),
        baseline: first.toFixed(1),
        reached: second < first,
      },
    ];
  },
};

async function findAttributes({
  run,
}: OpenedRun): Promise<Record<'colour' | 'scale' | 'shape' | 'all', number>> {
  const counts = { colour: 0, scale: 0, shape: 0, all: 0 };
  for (const [i, asked] of heldOut.entries()) {
    const caption = `a ${asked.scale} ${asked.colour} ${asked.shape}`;
    const made = await run.infer('paint', {
      arguments: new Map([['caption', caption]]),
      count: picturesEach,
      seed: i,
    });
    const high = made.get('high')!;
    const length = size * size * 3;
    for (let at = 0; at < picturesEach; at++) {
      const found = readShape(high.data.subarray(at * length, (at + 1) * length) as Float32Array, size);
      for (const key of ['colour', 'scale', 'shape'] as const)
        counts[key] += found?.[key] === asked[key] ? 1 : 0;
      counts.all +=
        found && found.colour === asked.colour && found.scale === asked.scale && found.shape === asked.shape
          ? 1
          : 0;
    }
  }
  const total = picturesEach * heldOut.length;
  return {
    colour: counts.colour / total,
    scale: counts.scale / total,
    shape: counts.shape / total,
    all: counts.all / total,
  };
}
