/**
 * @file What could stand in a hole, as source text, the shortest first. Nothing here is known to fit: that is tried (holes.ts). Sizes
 * are written as the signature writes them, so that an offer says `dense(latent)` and not `dense(20)`.
 */
import { formatRange, isBounded, sameRange, symmetricRange, unitRange } from '../../types/range.ts';
import type { TensorType } from '../../types/type.ts';
import { productOf } from './need.ts';
import type { Need } from './need.ts';

/** Stages for a value of the type that comes in. */
export function stagesFor(
  incoming: TensorType,
  need: Need | undefined,
  blocks: readonly string[],
): readonly string[] {
  const shapes = shapeStages(incoming, need);
  const activations = activationsFor(need);
  const chains = [
    ...blocks,
    ...shapes.flatMap((shape) => [
      shape,
      ...activations.map((one) => [shape, one].filter((part) => part !== '').join(' |> ')),
    ]),
    ...(need?.family === undefined ? [] : distributions(incoming, need, need.family)),
  ].filter((chain) => chain !== '');
  return [...new Set(chains)].toSorted((a, b) => stageCount(a) - stageCount(b));
}

/** How many stages a chain has. */
export const stageCount = (chain: string): number => chain.split(' |> ').length;

/** Chains of layers that may bring the incoming shape to the needed one; '' leaves it. */
function shapeStages({ shape, element }: TensorType, need: Need | undefined): readonly string[] {
  const sizes = need?.sizes;
  const count = sizes ? productOf(sizes) : '64';
  const last = sizes?.at(-1) ?? `${shape.at(-1) ?? 64}`;
  const reshape =
    sizes && sizes.length !== 1 && sizes.length > 0 ? `reshape(${sizes.join(', ')})` : undefined;
  if (element === 'class') return [`embed(${last})`, 'oneHot', `oneHot |> dense(${last})`];
  const dense = reshape ? [`dense(${count}) |> ${reshape}`, reshape] : [`dense(${count})`];
  if (shape.length === 3) {
    return [
      '',
      'flatten',
      `conv2d(${last}, kernel: 3)`,
      `conv2d(${last}, kernel: 3, stride: 2)`,
      `convTranspose2d(${last}, kernel: 4, stride: 2)`,
      'upsample(2)',
      'avgPool(2)',
      'maxPool(2)',
      'globalPool',
      `upsample(2) |> conv2d(${last}, kernel: 3)`,
      `conv2d(${last}, kernel: 3) |> avgPool(2)`,
      ...dense.map((one) => `flatten |> ${one}`),
      ...(sizes?.length === 0 ? ['mean', 'sum'] : []),
    ];
  }
  if (sizes?.length === 0) return ['', 'mean', 'sum'];
  return ['', ...dense];
}

/** Last stages whose values lie where they are needed. */
function activationsFor(need: Need | undefined): readonly string[] {
  if (!need?.range) return need?.sizes ? [] : ['relu', 'tanh', 'sigmoid'];
  const { range } = need;
  if (sameRange(range, unitRange)) return ['sigmoid'];
  if (sameRange(range, symmetricRange)) return ['tanh'];
  if (range.low === 0 && range.high === Infinity) return ['relu', 'softplus'];
  return isBounded(range)
    ? [`sigmoid |> rescale${formatRange(range).replace('[', '(').replace(']', ')')}`]
    : [];
}

/** The common distributions over an event, from the value that is piped in. */
function distributions({ shape }: TensorType, { sizes = [] }: Need, family: string): readonly string[] {
  const count = productOf(sizes);
  const reshape = sizes.length > 1 ? ` |> reshape(${sizes.join(', ')})` : '';
  const parameter = `_ |> ${shape.length > 1 ? 'flatten |> ' : ''}dense(${count})${reshape}`;
  switch (family) {
    case 'Normal':
      return [`Normal(mean: ${parameter}, logVariance: ${parameter})`];
    case 'Bernoulli':
    case 'Categorical':
      return [`${family}(logits: ${parameter})`];
    default:
      return [];
  }
}

/** Whole expressions: names in scope, and what the words of a place take. */
export function expressionsFor(need: Need | undefined, names: readonly string[]): readonly string[] {
  if (need?.text === 'an optimiser') return ['adam(1e-3)', 'sgd(1e-2, momentum: 0.9)', 'rmsprop(1e-4)'];
  return names;
}
