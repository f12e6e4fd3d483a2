/**
 * Records: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0b8a33e95fb0e1fe81bebfb67cda4886baab823b75095f158bba56cac0c9b8e6.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Records. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Records {
  /**
   * The network F: { code: Vector[2], class: Categorical[8] }.
   *
   * @param given.x Vector[2]: f32 [items, 2]
   * @returns code: Vector[2], [items, 2]; class.logits: Vector[8], [items, 8]
   */
  F(given: {
    readonly x: HostTensor;
  }): Promise<{ readonly code: HostTensor; readonly 'class.logits': HostTensor }>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Records> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Records = {
    async F(given) {
      const results = await run.infer('F', { arguments: new Map(Object.entries(given)), seed: 0 });
      return { code: results.get('code')!, 'class.logits': results.get('class.logits')! };
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
