/**
 * PenaltyEvery: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a0e39c054a80c744222c9b072c27e373688c2b0d6c55fc7a1f5dea66f39dee5c.
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
  runFolder: 'runs/PenaltyEvery',
});
