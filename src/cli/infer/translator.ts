/** @file Which program of a trained model `genc translate` runs: one that makes a picture of a picture. */
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { CommandFailure } from '../failure.ts';
import type { Signature } from './signature.ts';
import { unknownName } from './run-named.ts';

/** A program that takes a picture and gives one, and the parameter that the picture fills. */
export interface Translator {
  readonly infer: InferPlan;
  readonly picture: InferPlan['arguments'][number];
}

/**
 * The one named `by`; else the infer `translate`; else the first that needs nothing but a picture, of the declared infers, then of generators,
 * then of what every model has. Throws `CommandFailure` where there is none.
 */
export function translatorOf(
  plan: Plan,
  declared: readonly Signature[],
  signatures: readonly Signature[],
  by: string | undefined,
): Translator {
  const translators = plan.infers.flatMap((infer) => {
    const picture = infer.arguments.find(({ shape, dtype }) => dtype === 'f32' && isPicture(shape));
    const [result, ...others] = infer.results;
    const output = infer.graph.outputs.find(({ name }) => name === result?.output);
    return picture && others.length === 0 && output && isPicture(output.shape.slice(1))
      ? [{ infer, picture }]
      : [];
  });
  if (by !== undefined) {
    const found = translators.find(({ infer }) => infer.name === by);
    if (found) return found;
    const known = signatures.find(({ name }) => name === by);
    if (!known) throw unknownName(plan.model, by, signatures);
    throw new CommandFailure(
      `${known.text} does not make one picture of a picture`,
      translators.length === 0
        ? 'genc infer RUN lists what the model has'
        : `these do: ${translators.map(({ infer }) => infer.name).join(', ')}`,
    );
  }
  const alone = translators.filter(({ infer, picture }) =>
    infer.arguments.every((one) => one === picture || (one.defaultValue ?? one.defaultText) !== undefined),
  );
  const isDeclared = ({ infer }: Translator): boolean => declared.some(({ name }) => name === infer.name);
  const networks = new Map(plan.networks.map(({ name, role }) => [name, role]));
  const ranked = [
    ...alone.filter(({ infer }) => infer.name === 'translate'),
    ...alone.filter(isDeclared),
    ...alone.filter(({ infer }) => networks.get(infer.name) === 'generator'),
    ...alone.filter((one) => !isDeclared(one) && !networks.has(one.infer.name)),
  ];
  const [first] = ranked;
  if (first) return first;
  throw new CommandFailure(
    `the model ${plan.model} has nothing that makes a picture of a picture alone`,
    translators.length === 0
      ? 'that takes an infer or a generator of an Image[h, w, c] that gives one'
      : `name one with its arguments: ${translators.map(({ infer }) => `--by ${infer.name}`).join(', ')}`,
  );
}

/** An image that a file can hold. */
const isPicture = (shape: readonly number[]): boolean =>
  shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
