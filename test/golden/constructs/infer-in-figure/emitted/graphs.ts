/**
 * InferInFigure: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 81f287274fd4508eaa6cbad646ffc44c90da2e1a2b3757078ea70f1a15bfc95f.
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
  infer_rewrite: model.inferRewrite,
  figure_rewritten: model.figureRewritten,
  evaluate: model.evaluate,
};
