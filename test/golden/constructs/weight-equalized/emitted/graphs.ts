/**
 * WeightEqualized: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 935f70f364346599e0aea06309ffbe3b988185077c31c0cdd636c4abbdfc5cec.
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
