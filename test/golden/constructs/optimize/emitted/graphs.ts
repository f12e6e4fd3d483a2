/**
 * Optimize: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 36fc31460baf5396654dc288fe26c65bee888634097d547bbd7e58064cc3819f.
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
  infer_invert_z_start: model.inferInvertZStart,
  infer_invert_z_step: model.inferInvertZStep,
  infer_invert: model.inferInvert,
  infer_reconstruct: model.inferReconstruct,
  evaluate: model.evaluate,
};
