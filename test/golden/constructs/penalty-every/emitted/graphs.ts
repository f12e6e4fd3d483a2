/**
 * PenaltyEvery: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a0e39c054a80c744222c9b072c27e373688c2b0d6c55fc7a1f5dea66f39dee5c.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep_every4: steps.trainStepEvery4,
  trainStep_plain: steps.trainStep,
  trainHealth: health.trainHealth,
  D: model.D,
  evaluate: model.evaluate,
};
