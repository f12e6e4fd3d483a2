/**
 * Classifier: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 72e9a537efa8f1cb327e4dff63ef93c5b32beea511990cd28fa3fd4a98c5e7ef.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  C: model.C,
  evaluate: model.evaluate,
};
