/**
 * Autoencoder: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6104d0d2a59a1572776cbba7690d53b2bcbac64aa892e81547d4bfc47dc1e194.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Autoencoder. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Autoencoder {
  /**
   * The encoder encode: Vector[20].
   *
   * @param given.x Image[28, 28, 1]: f32 [items, 28, 28, 1]
   * @returns Vector[20] in [0, inf), [items, 20]
   */
  encode(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The decoder decode: Image[28, 28, 1] in [0, 1].
   *
   * @param given.z Vector[20]: f32 [items, 20]
   * @returns Image[28, 28, 1] in [0, 1], [items, 28, 28, 1]
   */
  decode(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * The way from one picture to another, through the code.
   *
   * @param given.a Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @param given.b Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @returns Image[28, 28, 1] in [0, 1], [items, 8, 28, 28, 1]
   */
  interpolate(given: { readonly a: HostTensor; readonly b: HostTensor }): Promise<HostTensor>;
  /**
   * encode, then decode.
   *
   * @param given.x Image[28, 28, 1]: f32 [items, 28, 28, 1]
   * @returns Image[28, 28, 1] in [0, 1], [items, 28, 28, 1]
   */
  reconstruct(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Autoencoder> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Autoencoder = {
    async encode(given) {
      const results = await run.infer('encode', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async decode(given) {
      const results = await run.infer('decode', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async interpolate(given) {
      const results = await run.infer('interpolate', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async reconstruct(given) {
      const results = await run.infer('reconstruct', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
