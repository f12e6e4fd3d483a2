/**
 * Phases: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3dbfc50dabd6f3ab0aece6de0fae32a9b53e1d675580843b18f494d65e1b17c.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  seeStep: steps.seeStep,
  nameStep: steps.nameStep,
  seeHealth: health.seeHealth,
  nameHealth: health.nameHealth,
  E: model.E,
  C: model.C,
  evaluate: model.evaluate,
};
