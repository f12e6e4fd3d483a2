/**
 * Chosen: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 fc72cdb16067ebdf79e5da8dd50d1c51750c937f390115461e3eba758c31fb42.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Chosen. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Chosen {
  /**
   * The discriminator D: Logit.
   *
   * @param given.x Image[8, 8, 1]: f32 [items, 8, 8, 1]
   * @returns Logit, [items]
   */
  D(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Chosen> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Chosen = {
    async D(given) {
      const results = await run.infer('D', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
