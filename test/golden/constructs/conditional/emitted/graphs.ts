/**
 * Conditional: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0cc5fabc6354a6759bb8d444b10c801ed8fe1790f26c2f3aaede5ab7f6354e6a.
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
  evaluate: model.evaluate,
};
