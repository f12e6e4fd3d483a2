/**
 * DataStatistics: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 468167eea16c07d3093b839d5da9691c8ade46edf15f07451cd1c6f4e8690494.
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

/** A trained DataStatistics. Tensors have a leading axis of items, as many as are given or asked for. */
export interface DataStatistics {
  /**
   * The decoder P: Bernoulli[8, 8, 1].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Image[8, 8, 1], [items, 8, 8, 1]
   */
  P(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * Draws from the prior through P.
   *
   * @returns Image[8, 8, 1] in [0, 1], [items, 8, 8, 1]
   */
  sample(draws?: Draws): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<DataStatistics> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: DataStatistics = {
    async P(given) {
      const results = await run.infer('P', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('logits')!;
    },
    async sample(draws) {
      const results = await run.infer('sample', { arguments: new Map(), seed: 0, ...draws });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
