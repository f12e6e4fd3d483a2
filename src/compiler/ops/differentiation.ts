/** @file The two ops that speak about derivatives. Both are gone after the pass `differentiate`. */
import { NO_COST, shapeText, type OpDefinition } from './definition.ts';
import { requireDTypes } from './type-rules.ts';

const stopGradient: OpDefinition<'stopGradient'> = {
  arity: 1,
  kind: 'view',
  commutative: false,
  level: 'beforeDifferentiate',
  infer: ([x]) => x!,
  evaluate: ([x]) => x!,
  vjp: 'zero',
  cost: () => NO_COST,
};

const gradient: OpDefinition<'gradient'> = {
  arity: 2,
  kind: 'other',
  commutative: false,
  level: 'beforeDifferentiate',
  infer: (inputs) => requireDTypes(inputs, ['f32']) ?? inputs[1]!,
  evaluate: (_, __, { shape }) => {
    throw new Error(`a gradient of shape ${shapeText(shape)} has no value before it is expanded`);
  },
  vjp: 'expanded',
  cost: () => NO_COST,
};

export const differentiation = { stopGradient, gradient };
