/**
 * UpdateTimes: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6d4b89caebb834af84268e23831b3efff913a64385ee697b6083ec391ea2a411.
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
  runFolder: 'runs/UpdateTimes',
});
