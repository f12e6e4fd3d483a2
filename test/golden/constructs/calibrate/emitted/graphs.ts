/**
 * Calibrate: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4fd52bf8d3900958d2a4a092a2e3ea6407a4583341d8f3ab00d5ea3021ad7b13.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainCalibrate: steps.trainCalibrate,
  trainHealth: health.trainHealth,
  F: model.F,
  infer_answer: model.inferAnswer,
  evaluate: model.evaluate,
};
