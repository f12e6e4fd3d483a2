/**
 * @file Mixtures of Gaussians as data, drawn once from a seed of their own: `mixture1d` (columns `x` [1] and `label`) and `mixture2d`
 * (columns `x` [2] and `label`, its components on a ring or a square grid). Options of both: `count`, `testCount`, `seed`.
 */
import { InputError } from '../host.ts';
import { RandomStream } from '../random/stream.ts';
import type { OptionReader } from './options.ts';
import type { DataSource, Loader, Split } from './source.ts';
import { showPlace, splitOf } from './source.ts';

interface Component {
  readonly mean: readonly number[];
  readonly stddev: number;
  readonly weight: number;
}

/** Options: `means`, `stddevs`, `weights` (equal if left out), one number per component each. */
export const loadMixture1d: Loader = async ({ plan, options }) => {
  const means = options.numbers('means') ?? [-1, 1.5];
  const stddevs = options.numbers('stddevs') ?? means.map(() => 0.5);
  const weights = options.numbers('weights') ?? means.map(() => 1);
  if (stddevs.length !== means.length || weights.length !== means.length) {
    throw new InputError(
      'data/option',
      showPlace(plan.place),
      `mixture1d has ${means.length} means, ${stddevs.length} stddevs and ${weights.length} weights`,
      'give one of each per component',
    );
  }
  if (stddevs.some((stddev) => stddev <= 0) || weights.some((weight) => weight <= 0)) {
    throw new InputError(
      'data/option',
      showPlace(plan.place),
      'a stddev or a weight of mixture1d is not above 0',
    );
  }
  const components = means.map((mean, index) => ({
    mean: [mean],
    stddev: stddevs[index] ?? 1,
    weight: weights[index] ?? 1,
  }));
  return drawMixture('mixture1d', components, options);
};

/** Options: `layout: ring|grid`, `components` (8), `radius` (2: of the ring, or half the grid's side), `stddev` (0.1). */
export const loadMixture2d: Loader = async ({ options }) => {
  const layout = options.choice('layout', ['ring', 'grid']) ?? 'ring';
  const count = options.count('components') ?? 8;
  const radius = options.number('radius') ?? 2;
  const stddev = options.number('stddev') ?? 0.1;
  const side = Math.ceil(Math.sqrt(count));
  const components = Array.from({ length: count }, (_, index): Component => {
    if (layout === 'ring') {
      const angle = (2 * Math.PI * index) / count;
      return { mean: [radius * Math.cos(angle), radius * Math.sin(angle)], stddev, weight: 1 };
    }
    const at = (place: number): number => (side === 1 ? 0 : radius * ((2 * place) / (side - 1) - 1));
    return { mean: [at(index % side), at(Math.floor(index / side))], stddev, weight: 1 };
  });
  return drawMixture('mixture2d', components, options);
};

function drawMixture(name: string, components: readonly Component[], options: OptionReader): DataSource {
  const count = options.count('count') ?? 10_000;
  const testCount = options.count('testCount') ?? 2_000;
  const seed = options.count('seed', 0) ?? 0;
  options.finish();
  return {
    train: drawSplit(components, count, new RandomStream(seed, `${name}/train`)),
    test: drawSplit(components, testCount, new RandomStream(seed, `${name}/test`)),
  };
}

function drawSplit(components: readonly Component[], count: number, stream: RandomStream): Split {
  const dimensions = components[0]?.mean.length ?? 1;
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  const values = new Float32Array(count * dimensions);
  const labels = new Int32Array(count);
  for (let example = 0; example < count; example++) {
    let rest = stream.uniform(0, total);
    let label = 0;
    while (label < components.length - 1 && rest >= (components[label]?.weight ?? 0)) {
      rest -= components[label]?.weight ?? 0;
      label += 1;
    }
    const { mean, stddev } = components[label] as Component;
    labels[example] = label;
    for (const [axis, centre] of mean.entries())
      values[example * dimensions + axis] = centre + stddev * stream.normal();
  }
  const locate = (example: number): string => `example ${example} of the mixture`;
  return splitOf(count, [
    { name: 'x', shape: [dimensions], data: values, locate },
    { name: 'label', shape: [], data: labels, classes: components.length, locate },
  ]);
}
