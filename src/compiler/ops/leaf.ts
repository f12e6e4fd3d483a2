/** @file Leaves: their type is what the node declares. */
import { NO_COST, shapeText, type OpDefinition } from './definition.ts';
import { ndArray, sizeOf } from './nd-array.ts';
import { requireSizes } from './type-rules.ts';

const base = { arity: 0, kind: 'leaf', commutative: false, level: 'any', vjp: 'zero' } as const;

const input: OpDefinition<'input'> = {
  ...base,
  infer: (_, { name }, declared) =>
    declared
      ? (requireSizes(declared.shape) ?? declared)
      : `the input ${name} was made without a shape and a dtype`,
  evaluate: (_, { name }) => {
    throw new Error(`no value was given for the input ${name}`);
  },
  cost: () => NO_COST,
};

const constant: OpDefinition<'constant'> = {
  ...base,
  infer: (_, { values }, declared) => {
    if (!declared) return 'a constant was made without a shape and a dtype';
    const fits = values.length === 1 || values.length === sizeOf(declared.shape);
    return (
      requireSizes(declared.shape) ??
      (fits ? declared : `${values.length} values for a constant ${shapeText(declared.shape)}`)
    );
  },
  evaluate: (_, { values }, { shape }) => ndArray(shape, values),
  cost: () => NO_COST,
};

export const leaves = { input, constant };
