/**
 * Records: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0b8a33e95fb0e1fe81bebfb67cda4886baab823b75095f158bba56cac0c9b8e6.
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
  evaluate: model.evaluate,
};
