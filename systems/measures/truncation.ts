/**
 * @file What the truncation trick trades: agreement with the class that was asked for against the variety of its pictures (Brock, Donahue &
 * Simonyan 2019, section 3.1).
 */
import type { OpenedRun } from '../../src/cli/trained.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import { classifierOf } from './classified.ts';

const classes = 10;
const picturesEach = 1000;

export interface Truncated {
  /** The share of pictures in which the classifier sees the class that was asked for. */
  readonly agreement: number;
  /** The mean squared distance of two pictures of a class, per element. */
  readonly variety: number;
}

/** Both for the infer `draw(y, threshold)` of a run, over 1,000 pictures of each class. */
export async function truncatedAt(opened: OpenedRun, threshold: number): Promise<Truncated> {
  const classifier = await classifierOf(opened);
  let agreement = 0;
  let variety = 0;
  for (let y = 0; y < classes; y++) {
    const given = new Map<string, HostTensor>([
      ['y', { dtype: 'i32', shape: [picturesEach], data: new Int32Array(picturesEach).fill(y) }],
      [
        'threshold',
        { dtype: 'f32', shape: [picturesEach], data: new Float32Array(picturesEach).fill(threshold) },
      ],
    ]);
    const made = await opened.run.infer('draw', { arguments: given, count: picturesEach, seed: y });
    const pictures = [...made.values()][0]!;
    const seen = (await classifier.look(pictures)).classes;
    agreement += seen.reduce((sum, one) => sum + (one === y ? 1 : 0), 0) / picturesEach / classes;
    variety += halvesApart(pictures) / classes;
  }
  return { agreement, variety };
}

/** The mean squared difference of the first half of the pictures from the second. */
function halvesApart({ data }: HostTensor): number {
  const half = data.length / 2;
  let sum = 0;
  for (let i = 0; i < half; i++) sum += (Number(data[i]) - Number(data[half + i])) ** 2;
  return sum / half;
}
