/**
 * TextOfProgram: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 202a5e1ac99126fdb71cc70ee04cf9cd66ec07f72e6ab1ece692d9d3a2c7043c.
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
  infer_paint: model.inferPaint,
  figure_painted: model.figurePainted,
  evaluate: model.evaluate,
};
