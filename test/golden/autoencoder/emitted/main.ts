/**
 * Autoencoder: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 89471a17ff428186c152760ff19eb66a108a78c9df89e3198aeb00af0f2b766c.
 * Change the spec and compile again instead of editing this file.
 */
import { createNodeHost, createTfjsEngine, emittedArtifacts, train } from 'genc/runtime';
import * as model from './model.js';
import { plan } from './plan.js';
import * as steps from './steps.js';

/** The functions that the plan names. */
const graphs = {
  trainStep: steps.trainStep,
  infer_interpolate: model.inferInterpolate,
  infer_reconstruct: model.inferReconstruct,
  figure_reconstructions: model.figureReconstructions,
  evaluate: model.evaluate,
};

await train({
  plan,
  artifacts: emittedArtifacts(plan, graphs),
  engine: await createTfjsEngine('wasm'),
  host: createNodeHost(),
  runFolder: 'runs/Autoencoder',
});
