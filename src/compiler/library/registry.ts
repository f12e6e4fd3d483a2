/**
 * @file All library functions by name, and the words that arguments may be. What the language can do is listed here; the
 * distribution families have their own registry.
 */
import type { FunctionDefinition } from './definition.ts';
import { truncate } from './distributions/truncated-normal.ts';
import { activations, slopedActivations } from './functions/activations.ts';
import { bagOfWords } from './functions/bag-of-words.ts';
import { concat, oneHot, split, stopGradient, tile } from './functions/form.ts';
import { logit } from './functions/logit.ts';
import { flatten, reshape } from './functions/reshape.ts';
import { mathFunctions } from './functions/math.ts';
import { reductions } from './functions/reductions.ts';
import { stack } from './functions/stack.ts';
import { bias } from './layers/bias.ts';
import { blur } from './layers/blur.ts';
import { batchNorm } from './layers/batch-norm.ts';
import { conv2d, convTranspose2d } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import { dropout } from './layers/dropout.ts';
import { embed } from './layers/embed.ts';
import { groupNorm, instanceNorm, layerNorm, pixelNorm } from './layers/example-norm.ts';
import { maxout } from './layers/maxout.ts';
import { minibatchStddev } from './layers/minibatch-stddev.ts';
import { parametrizations } from './layers/parametrization.ts';
import { patch } from './layers/patch.ts';
import { avgPool, globalPool, maxPool, upsample } from './layers/resampling.ts';
import { selfAttention } from './layers/self-attention.ts';
import { accuracy } from './objectives/accuracy.ts';
import { elbo, importanceWeightedBound } from './objectives/bounds.ts';
import { distances } from './objectives/distances.ts';
import { games } from './objectives/games.ts';
import { gradients } from './objectives/gradients.ts';
import { history } from './objectives/history.ts';
import { huber } from './objectives/huber.ts';
import { likelihoods } from './objectives/likelihood.ts';
import { measures } from './objectives/measures.ts';
import { orthogonal } from './objectives/orthogonal.ts';
import { figureFunctions } from './programs/figures.ts';
import { interpolation } from './programs/interpolation.ts';
import { listFunctions } from './programs/lists.ts';
import { trainingFunctions } from './programs/training.ts';

const all: readonly FunctionDefinition[] = [
  dense,
  maxout,
  embed,
  bias,
  conv2d,
  convTranspose2d,
  batchNorm,
  layerNorm,
  instanceNorm,
  groupNorm,
  pixelNorm,
  minibatchStddev,
  selfAttention,
  dropout,
  upsample,
  avgPool,
  maxPool,
  globalPool,
  blur,
  patch,
  ...parametrizations,
  ...activations,
  ...slopedActivations,
  logit,
  ...mathFunctions,
  ...reductions,
  flatten,
  reshape,
  concat,
  stack,
  split,
  tile,
  oneHot,
  bagOfWords,
  stopGradient,
  ...likelihoods,
  truncate,
  elbo,
  importanceWeightedBound,
  ...distances,
  huber,
  accuracy,
  ...games,
  history,
  ...gradients,
  orthogonal,
  ...measures,
  ...trainingFunctions,
  ...listFunctions,
  ...figureFunctions,
  interpolation,
];

export const libraryFunctions: ReadonlyMap<string, FunctionDefinition> = new Map(
  all.map((one) => [one.name, one]),
);

/** Names that functions stand under as members, `gradientPenalty.r1`: the name and its members. */
export const functionFamilies: ReadonlyMap<string, readonly string[]> = familiesOf([
  ...libraryFunctions.keys(),
]);

function familiesOf(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const [family = '', member] = name.split('.');
    if (member !== undefined) families.set(family, [...(families.get(family) ?? []), member]);
  }
  return families;
}

/** Words that stand for themselves where a parameter allows them. */
export const initializerWords: readonly string[] = [
  'zeros',
  'ones',
  'orthogonal',
  'glorot',
  'he',
  'normal',
  'uniform',
];

export const symbolWords: ReadonlySet<string> = new Set([
  ...all.flatMap((one) => one.parameters.flatMap((parameter) => parameter.symbols ?? [])),
  ...initializerWords,
  'event',
  'pixels',
  'channels',
  'batch',
  'data',
]);
