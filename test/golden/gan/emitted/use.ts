/**
 * Gan: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 8703202040dc3d8e9fd0bbdccfb9d82c9f0db2ddff98e2d35bb9a2393f129234.
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

/** A trained Gan. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Gan {
  /**
   * The generator G: Image[28, 28, 1] in [-1, 1].
   *
   * @param given.z Vector[64]: f32 [items, 64]
   * @returns Image[28, 28, 1] in [-1, 1], [items, 28, 28, 1]
   */
  G(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * The discriminator D: Logit.
   *
   * @param given.x Image[28, 28, 1]: f32 [items, 28, 28, 1]
   * @returns Logit, [items]
   */
  D(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * Draws from the prior through G.
   *
   * @returns Image[28, 28, 1] in [-1, 1], [items, 28, 28, 1]
   */
  sample(draws?: Draws): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Gan> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Gan = {
    async G(given) {
      const results = await run.infer('G', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async D(given) {
      const results = await run.infer('D', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
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
