/**
 * WeightSpectral: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b345fb725570b12f354d4cbda42581873ed5c024e532b6b4db3e5541d29cb2b6.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  D: model.D,
  evaluate: model.evaluate,
};
