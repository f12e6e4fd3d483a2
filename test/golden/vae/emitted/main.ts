/**
 * Vae: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4c302103c0689e81d206d6aed5c561efa786a8dc9819a12a36b664bd46ac4205.
 * Change the spec and compile again instead of editing this file.
 */
import { createNodeHost, createTfjsEngine, emittedArtifacts, train } from 'genc/runtime';
import * as model from './model.js';
import { plan } from './plan.js';
import * as steps from './steps.js';

/** The functions that the plan names. */
const graphs = {
  trainStep: steps.trainStep,
  posterior: model.posterior,
  likelihood: model.likelihood,
  infer_sample: model.inferSample,
  infer_reconstruct: model.inferReconstruct,
  figure_reconstructions: model.figureReconstructions,
  figure_samples: model.figureSamples,
  figure_latentSpace: model.figureLatentSpace,
  evaluate: model.evaluate,
  evaluate2: model.evaluate2,
};

await train({
  plan,
  artifacts: emittedArtifacts(plan, graphs),
  engine: await createTfjsEngine('wasm'),
  host: createNodeHost(),
  runFolder: 'runs/Vae',
});
