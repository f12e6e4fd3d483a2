/**
 * AverageOfNetwork: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b1869138846a91258ab1cea350ee6a2edb7b1bb808eea802e8e6f5f2462d6e83.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained AverageOfNetwork. Tensors have a leading axis of items, as many as are given or asked for. */
export interface AverageOfNetwork {
  /**
   * The network student: Vector[2].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Vector[2] in [-1, 1], [items, 2]
   */
  student(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * The network student, by its average teacher: Vector[2].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Vector[2] in [-1, 1], [items, 2]
   */
  teacher(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * Runs answer.
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Vector[2] in [-1, 1], [items, 2]
   */
  answer(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<AverageOfNetwork> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: AverageOfNetwork = {
    async student(given) {
      const results = await run.infer('student', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async teacher(given) {
      const results = await run.infer('teacher', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async answer(given) {
      const results = await run.infer('answer', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
