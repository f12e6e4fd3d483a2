/**
 * GanTheory: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 30a330c19bf73f48b082e35d8df5edef020f7b8270639519a680f8428f2d3c5a.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  D: model.D,
  figure_best: model.figureBest,
  evaluate: model.evaluate,
};
