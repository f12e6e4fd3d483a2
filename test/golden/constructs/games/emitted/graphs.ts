/**
 * Games: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3f98755f602d00dd6d9bd8a85d4b31a350228582d12287aaa8da011cbda7279.
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
  infer_sample: model.inferSample,
  evaluate: model.evaluate,
  evaluate2: model.evaluate2,
};
