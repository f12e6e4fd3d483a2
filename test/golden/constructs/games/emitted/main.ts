/**
 * Games: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3f98755f602d00dd6d9bd8a85d4b31a350228582d12287aaa8da011cbda7279.
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
  runFolder: 'runs/Games',
});
