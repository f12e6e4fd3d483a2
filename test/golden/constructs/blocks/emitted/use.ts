/**
 * Blocks: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 2b09f2f905022069de178c38d1c3de98727ce60437efc4f29edecb42e21e6175.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Blocks. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Blocks {
  /**
   * The network F: Categorical[6].
   *
   * @param given.x Image[8, 8, 1] in [0, 1]: f32 [items, 8, 8, 1]
   * @returns Vector[6], [items, 6]
   */
  F(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Blocks> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Blocks = {
    async F(given) {
      const results = await run.infer('F', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('logits')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
