/** @file Which numbers are black and white in a picture of a model. */
import type { Plan, Shape } from '../../runtime/plan.ts';
import { sameShape } from '../../runtime/tensors.ts';

/** The declared range, else the one that all data of this shape have; undefined where there is no such. */
export function pictureRange(
  { sources }: Plan,
  shape: Shape,
  declared: readonly [number, number] | undefined,
): readonly [number, number] | undefined {
  if (declared) return declared;
  const fields = sources.flatMap((source) => source.fields.filter((field) => sameShape(field.shape, shape)));
  const [first] = fields;
  const isSame = fields.every(({ range }) => range?.join() === first?.range?.join());
  return isSame ? first?.range : undefined;
}
