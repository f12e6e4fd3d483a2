/**
 * History: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 5466f9f78cfd51bea019f7ed4ecc6eb8bb3837df8ebb2632c72d2f42d0582793.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  G: model.G,
  D: model.D,
  infer_sample: model.inferSample,
  evaluate: model.evaluate,
};
