/** @file Every op's definition, by name. The type makes a forgotten op a compile error. */
import { arithmetic } from './arithmetic.ts';
import type { OpAttributes, OpName } from './attributes.ts';
import { comparisons } from './comparison.ts';
import { convolutions } from './convolution.ts';
import type { Cost, OpDefinition, TensorType } from './definition.ts';
import { differentiation } from './differentiation.ts';
import { elementwise } from './elementwise.ts';
import { forms } from './form.ts';
import { fused } from './fused.ts';
import { indexing } from './indexing.ts';
import { leaves } from './leaf.ts';
import { linear } from './linear.ts';
import { optimizers } from './optimizer.ts';
import { reductions } from './reduction.ts';

export const registry: { readonly [K in OpName]: OpDefinition<K> } = {
  ...leaves,
  ...elementwise,
  ...arithmetic,
  ...comparisons,
  ...reductions,
  ...forms,
  ...indexing,
  ...linear,
  ...convolutions,
  ...differentiation,
  ...fused,
  ...optimizers,
};

/** Whether a word is the name of an op. */
export function isOpName(name: string): name is OpName {
  return Object.hasOwn(registry, name);
}

/** The type that an op's rule gives, arity checked first; a message where the inputs or attributes don't fit. */
export function inferType<K extends OpName>(
  op: K,
  inputs: readonly TensorType[],
  attributes: OpAttributes[K],
  declared?: TensorType,
): TensorType | string {
  const { arity, infer } = registry[op];
  const enough = arity === 'some' ? inputs.length >= 1 : inputs.length === arity;
  if (!enough) return `${inputs.length} inputs, expected ${arity === 'some' ? 'one or more' : arity}`;
  return infer(inputs, attributes, declared);
}

/** What one run of an op costs. */
export function costOf<K extends OpName>(
  op: K,
  inputs: readonly TensorType[],
  attributes: OpAttributes[K],
  result: TensorType,
): Cost {
  return registry[op].cost(inputs, attributes, result);
}
