/**
 * TextOfProgram: main.ts
 *
 * Trains the model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 202a5e1ac99126fdb71cc70ee04cf9cd66ec07f72e6ab1ece692d9d3a2c7043c.
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
  runFolder: 'runs/TextOfProgram',
});
