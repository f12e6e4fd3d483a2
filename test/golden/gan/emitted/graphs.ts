/**
 * Gan: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 8703202040dc3d8e9fd0bbdccfb9d82c9f0db2ddff98e2d35bb9a2393f129234.
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
  figure_samples: model.figureSamples,
  evaluate: model.evaluate,
  evaluate2: model.evaluate2,
};
