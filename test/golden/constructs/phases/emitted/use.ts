/**
 * Phases: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3dbfc50dabd6f3ab0aece6de0fae32a9b53e1d675580843b18f494d65e1b17c.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Phases. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Phases {
  /**
   * The encoder E: Vector[2].
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns Vector[2], [items, 2]
   */
  E(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The network C: Categorical[8].
   *
   * @param given.h Vector[2]: f32 [items, 2]
   * @returns Vector[8], [items, 8]
   */
  C(given: { readonly h: HostTensor }): Promise<HostTensor>;
  /**
   * The encoder E: Vector[2].
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns Vector[2], [items, 2]
   */
  encode(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Phases> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Phases = {
    async E(given) {
      const results = await run.infer('E', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async C(given) {
      const results = await run.infer('C', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('logits')!;
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
