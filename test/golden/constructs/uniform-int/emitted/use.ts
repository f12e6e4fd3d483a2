/**
 * UniformIntegers: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7298b6d8eb5bbc8ac0dd94fa4068c7e78724c000ca1696951c3377628126f774.
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

/** A trained UniformIntegers. Tensors have a leading axis of items, as many as are given or asked for. */
export interface UniformIntegers {
  /**
   * The network F: Vector[2].
   *
   * @param given.a Vector[2]: f32 [items, 2]
   * @param given.b Vector[2]: f32 [items, 2]
   * @returns Vector[2], [items, 2]
   */
  F(given: { readonly a: HostTensor; readonly b: HostTensor }, draws?: Draws): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<UniformIntegers> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: UniformIntegers = {
    async F(given, draws) {
      const results = await run.infer('F', { arguments: new Map(Object.entries(given)), seed: 0, ...draws });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
