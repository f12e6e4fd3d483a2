/**
 * UniformIntegers: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7298b6d8eb5bbc8ac0dd94fa4068c7e78724c000ca1696951c3377628126f774.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  F: model.F,
  evaluate: model.evaluate,
};
