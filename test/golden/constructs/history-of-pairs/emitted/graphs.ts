/**
 * HistoryOfPairs: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77d2f8236885b33bc3f9d73efcd2d6f04fca426574f929032357315e4eea804b.
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
