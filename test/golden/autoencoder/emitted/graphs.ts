/**
 * Autoencoder: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6104d0d2a59a1572776cbba7690d53b2bcbac64aa892e81547d4bfc47dc1e194.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  encode: model.encode,
  decode: model.decode,
  infer_interpolate: model.inferInterpolate,
  infer_reconstruct: model.inferReconstruct,
  figure_reconstructions: model.figureReconstructions,
  evaluate: model.evaluate,
};
