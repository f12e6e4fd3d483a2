/**
 * Classifier: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 72e9a537efa8f1cb327e4dff63ef93c5b32beea511990cd28fa3fd4a98c5e7ef.
 * Change the spec and compile again instead of editing this file.
 */
import type { Engine, HostTensor, MetricValues } from 'genc/runtime';
import { createNodeHost, createTfjsEngine, emittedArtifacts, openTrainedRun } from 'genc/runtime';
import { graphs } from './graphs.js';
import { plan } from './plan.js';

/** A trained Classifier. Tensors have a leading axis of items, as many as are given or asked for. */
export interface Classifier {
  /**
   * The network C: { features: Vector[64], label: Categorical[10] }.
   *
   * @param given.x Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @returns features: Vector[64] in [0, inf), [items, 64]; label.logits: Vector[10], [items, 10]
   */
  C(given: {
    readonly x: HostTensor;
  }): Promise<{ readonly features: HostTensor; readonly 'label.logits': HostTensor }>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<Classifier> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: Classifier = {
    async C(given) {
      const results = await run.infer('C', { arguments: new Map(Object.entries(given)), seed: 0 });
      return { features: results.get('features')!, 'label.logits': results.get('label.logits')! };
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
