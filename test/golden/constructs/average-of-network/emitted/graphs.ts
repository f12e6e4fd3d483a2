/**
 * AverageOfNetwork: graphs.ts
 *
 * The functions of the other files by the names that the plan gives them.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b1869138846a91258ab1cea350ee6a2edb7b1bb808eea802e8e6f5f2462d6e83.
 * Change the spec and compile again instead of editing this file.
 */
import * as model from './model.js';
import * as steps from './steps.js';
import * as health from './health.js';

/** The functions that the plan names. */
export const graphs = {
  trainStep: steps.trainStep,
  trainHealth: health.trainHealth,
  student: model.student,
  teacher: model.teacher,
  infer_answer: model.inferAnswer,
  evaluate: model.evaluate,
};
