/**
 * HistoryOfPairs: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77d2f8236885b33bc3f9d73efcd2d6f04fca426574f929032357315e4eea804b.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained HistoryOfPairs. Tensors have a leading axis of items, as many as are given or asked for. */
export interface HistoryOfPairs {
  /**
   * The generator G: Vector[2].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @param given.y Class[8]: i32 [items]
   * @returns Vector[2], [items, 2]
   */
  G(given: { readonly z: HostTensor; readonly y: HostTensor }): Promise<HostTensor>;
  /**
   * The discriminator D: Logit.
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @param given.y Class[8]: i32 [items]
   * @returns Logit, [items]
   */
  D(given: { readonly x: HostTensor; readonly y: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<HistoryOfPairs> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: HistoryOfPairs = {
    async G(given) {
      const results = await run.infer('G', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async D(given) {
      const results = await run.infer('D', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
