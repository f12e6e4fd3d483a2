/**
 * StopGradient: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 9a611754bf54a9842af1480d854d9f760e083698ca77b39284ce6dcf7c8d8bb8.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  E: model.E,
  P: model.P,
  infer_reconstruct: model.inferReconstruct,
  evaluate: model.evaluate,
};
