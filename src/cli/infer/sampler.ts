/** @file Which program of a trained model `genc sample` draws with. */
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { programGraphs } from '../../runtime/program-graphs.ts';
import { CommandFailure } from '../failure.ts';
import type { Signature } from './signature.ts';
import { unknownName } from './run-named.ts';

export interface Sampler {
  readonly infer: InferPlan;
  readonly signature: Signature;
  /** What is shown: of several results the last image, the finest of what is made in stages. */
  readonly result: InferPlan['results'][number];
}

export interface SamplerRequest {
  /** Its name. */
  readonly by: string | undefined;
  /** The arguments that are given. */
  readonly named: readonly string[];
}

/**
 * The one named `by`; else of the model's sampler and the infers that draw and give images the first with all of the named arguments, or
 * just the first. Throws `CommandFailure` where there is none.
 */
export function samplerOf(
  plan: Plan,
  signatures: readonly Signature[],
  { by, named }: SamplerRequest,
): Sampler {
  const networks = new Set(plan.networks.map(({ name }) => name));
  const samplers = signatures.flatMap((signature) => {
    const infer = plan.infers.find(({ name }) => name === signature.name);
    const result = infer && (infer.results.findLast((one) => isImage(infer, one.output)) ?? infer.results[0]);
    return result ? [{ infer, signature, result }] : [];
  });
  const able = [
    ...samplers.filter(({ infer }) => infer.name === plan.sampler),
    ...samplers.filter(
      ({ infer, result }) => !networks.has(infer.name) && draws(infer) && isImage(infer, result.output),
    ),
  ];
  const takesAll = ({ signature }: Sampler): boolean =>
    named.every((argument) => signature.parameters.some(({ name }) => name === argument));
  const found =
    by === undefined ? (able.find(takesAll) ?? able[0]) : samplers.find(({ infer }) => infer.name === by);
  if (found) return found;
  if (by !== undefined) throw unknownName(plan.model, by, signatures);
  throw new CommandFailure(
    `the model ${plan.model} has nothing to sample from`,
    'declare a prior and a generator or decoder of it, or an infer that draws and gives an image',
  );
}

const draws = (infer: InferPlan): boolean =>
  programGraphs(infer).some(({ inputs }) => inputs.some(({ role }) => role === 'random'));

/** [items, h, w, c] with 1 or 3 channels. */
function isImage({ graph }: InferPlan, output: string): boolean {
  const shape = graph.outputs.find(({ name }) => name === output)?.shape ?? [];
  return shape.length === 4 && (shape[3] === 1 || shape[3] === 3);
}
