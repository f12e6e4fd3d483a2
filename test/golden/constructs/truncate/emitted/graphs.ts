/**
 * Truncate: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 3df9eae72b0e00537a1908e0f4f626ce026561a984d697c30171d86edd72829b.
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
  infer_draw: model.inferDraw,
  evaluate: model.evaluate,
};
