/**
 * State: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 017b4f7f8717d58fc577b1be794699a05d8acf3b075246271df4cf713788ec09.
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
  infer_reconstruct: model.inferReconstruct,
  evaluate: model.evaluate,
};
