/**
 * StopGradient: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 9a611754bf54a9842af1480d854d9f760e083698ca77b39284ce6dcf7c8d8bb8.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained StopGradient. Tensors have a leading axis of items, as many as are given or asked for. */
export interface StopGradient {
  /**
   * The encoder E: Vector[1].
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns Vector[1], [items, 1]
   */
  E(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The decoder P: Vector[2].
   *
   * @param given.z Vector[1]: f32 [items, 1]
   * @returns Vector[2], [items, 2]
   */
  P(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * E, then P.
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns Vector[2], [items, 2]
   */
  reconstruct(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The encoder E: Vector[1].
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns Vector[1], [items, 1]
   */
  encode(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<StopGradient> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: StopGradient = {
    async E(given) {
      const results = await run.infer('E', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async P(given) {
      const results = await run.infer('P', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async reconstruct(given) {
      const results = await run.infer('reconstruct', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async encode(given) {
      const results = await run.infer('E', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
