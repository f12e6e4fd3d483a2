/**
 * InferInFigure: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 81f287274fd4508eaa6cbad646ffc44c90da2e1a2b3757078ea70f1a15bfc95f.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained InferInFigure. Tensors have a leading axis of items, as many as are given or asked for. */
export interface InferInFigure {
  /**
   * The encoder E: Vector[2].
   *
   * @param given.x Image[8, 8, 1] in [0, 1]: f32 [items, 8, 8, 1]
   * @returns Vector[2], [items, 2]
   */
  E(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The decoder P: Image[8, 8, 1] in [0, 1].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @param given.y Class[10]: i32 [items]
   * @returns Image[8, 8, 1] in [0, 1], [items, 8, 8, 1]
   */
  P(given: { readonly z: HostTensor; readonly y: HostTensor }): Promise<HostTensor>;
  /**
   * Runs rewrite.
   *
   * @param given.x Image[8, 8, 1] in [0, 1]: f32 [items, 8, 8, 1]
   * @param given.y Class[10]: i32 [items]
   * @returns Image[8, 8, 1] in [0, 1], [items, 8, 8, 1]
   */
  rewrite(given: { readonly x: HostTensor; readonly y: HostTensor }): Promise<HostTensor>;
  /**
   * The encoder E: Vector[2].
   *
   * @param given.x Image[8, 8, 1] in [0, 1]: f32 [items, 8, 8, 1]
   * @returns Vector[2], [items, 2]
   */
  encode(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<InferInFigure> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: InferInFigure = {
    async E(given) {
      const results = await run.infer('E', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async P(given) {
      const results = await run.infer('P', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async rewrite(given) {
      const results = await run.infer('rewrite', { arguments: new Map(Object.entries(given)), seed: 0 });
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
