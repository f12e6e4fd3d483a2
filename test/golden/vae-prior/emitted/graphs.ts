/**
 * VaePrior: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77b65c397f9cfda30736db66a046f643cdb77306fc8f3c7aecf1352477beff1e.
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
  figure_samples: model.figureSamples,
  figure_reconstructions: model.figureReconstructions,
  figure_latentSpace: model.figureLatentSpace,
  evaluate: model.evaluate,
};
