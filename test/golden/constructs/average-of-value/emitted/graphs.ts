/**
 * AverageOfValue: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 ba1a5b2dc1558712a31480804e0d3470078486939888dbbcd159f4980384df78.
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
  infer_shifted: model.inferShifted,
  evaluate: model.evaluate,
};
