/**
 * DataStatistics: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 468167eea16c07d3093b839d5da9691c8ade46edf15f07451cd1c6f4e8690494.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  start: model.start,
  P: model.P,
  infer_sample: model.inferSample,
  figure_samples: model.figureSamples,
  evaluate: model.evaluate,
};
