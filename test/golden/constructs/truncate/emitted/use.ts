/**
 * Truncate: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 3df9eae72b0e00537a1908e0f4f626ce026561a984d697c30171d86edd72829b.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** How many items are drawn, and by which seed (0): the n-th item of a seed is the same whatever the count. */
export interface Draws {
  readonly count?: number;
  readonly seed?: number;
}

/** A trained Truncate. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Truncate {
  /**
   * The network F: Vector[2].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Vector[2], [items, 2]
   */
  F(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * Runs draw.
   *
   * @param given.threshold Real: f32 [items]; 0.5 where it is left out
   * @returns Vector[2], [items, 2]
   */
  draw(given: { readonly threshold?: HostTensor }, draws?: Draws): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Truncate> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Truncate = {
    async F(given) {
      const results = await run.infer('F', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async draw(given, draws) {
      const results = await run.infer('draw', {
        arguments: new Map(Object.entries(given)),
        seed: 0,
        ...draws,
      });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
