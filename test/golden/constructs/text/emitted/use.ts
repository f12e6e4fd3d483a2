/**
 * TextOfProgram: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 202a5e1ac99126fdb71cc70ee04cf9cd66ec07f72e6ab1ece692d9d3a2c7043c.
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

/** A trained TextOfProgram. Tensors have a leading axis of items, as many as are given or asked for. */
export interface TextOfProgram {
  /**
   * The generator G: Image[8, 8, 3] in [0, 1].
   *
   * @param given.t Vector[16]: f32 [items, 16]
   * @returns Image[8, 8, 3] in [0, 1], [items, 8, 8, 3]
   */
  G(given: { readonly t: HostTensor }): Promise<HostTensor>;
  /**
   * Runs paint.
   *
   * @param given.caption Text, for all items or for each, of words such as a, small, large, red, green
   * @returns Image[8, 8, 3] in [0, 1], [items, 8, 8, 3]
   */
  paint(given: { readonly caption: string | readonly string[] }, draws?: Draws): Promise<HostTensor>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<TextOfProgram> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: TextOfProgram = {
    async G(given) {
      const results = await run.infer('G', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async paint(given, draws) {
      const results = await run.infer('paint', {
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
