/**
 * WeightEqualized: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 935f70f364346599e0aea06309ffbe3b988185077c31c0cdd636c4abbdfc5cec.
 * Change the spec and compile again instead of editing this file.
 */
import { createNodeHost, createTfjsEngine, emittedArtifacts, train } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

await train({
  plan,
  artifacts: emittedArtifacts(plan, graphs),
  engine: await createTfjsEngine('wasm'),
  host: createNodeHost(),
  runFolder: 'runs/WeightEqualized',
});
