/**
 * Vae: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4c302103c0689e81d206d6aed5c561efa786a8dc9819a12a36b664bd46ac4205.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  posterior: model.posterior,
  likelihood: model.likelihood,
  infer_sample: model.inferSample,
  infer_reconstruct: model.inferReconstruct,
  figure_reconstructions: model.figureReconstructions,
  figure_samples: model.figureSamples,
  figure_latentSpace: model.figureLatentSpace,
  evaluate: model.evaluate,
  evaluate2: model.evaluate2,
};
