/**
 * ConvVae: use.ts
 *
 * A trained model for your own program: load it, then call its networks and what it infers.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7ba698741ba709050f1a97b4ac7af041072747b73d06975b79ec294360a97961.
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

/** A trained ConvVae. Tensors have a leading axis of items, as many as are given or asked for. */
export interface ConvVae {
  /**
   * The encoder posterior: Normal[2].
   *
   * @param given.x Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @returns mean: Vector[2], [items, 2]; logVariance: Vector[2], [items, 2]
   */
  posterior(given: {
    readonly x: HostTensor;
  }): Promise<{ readonly mean: HostTensor; readonly logVariance: HostTensor }>;
  /**
   * The decoder likelihood: Bernoulli[28, 28, 1].
   *
   * @param given.z Vector[2]: f32 [items, 2]
   * @returns Image[28, 28, 1], [items, 28, 28, 1]
   */
  likelihood(given: { readonly z: HostTensor }): Promise<HostTensor>;
  /**
   * Draws from the prior through likelihood.
   *
   * @returns Image[28, 28, 1] in [0, 1], [items, 28, 28, 1]
   */
  sample(draws?: Draws): Promise<HostTensor>;
  /**
   * posterior, then likelihood.
   *
   * @param given.x Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @returns Image[28, 28, 1] in [0, 1], [items, 28, 28, 1]
   */
  reconstruct(given: { readonly x: HostTensor }): Promise<HostTensor>;
  /**
   * The encoder posterior: Normal[2].
   *
   * @param given.x Image[28, 28, 1] in [0, 1]: f32 [items, 28, 28, 1]
   * @returns mean: Vector[2], [items, 2]; logVariance: Vector[2], [items, 2]
   */
  encode(given: {
    readonly x: HostTensor;
  }): Promise<{ readonly mean: HostTensor; readonly logVariance: HostTensor }>;
  /** What the spec reports, on the test split. */
  evaluate(): Promise<MetricValues>;
  /** Frees the weights. */
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run of this model, as `genc train` and main.ts leave it; on `wasm` where no engine is given. */
export async function load(runFolder: string, engine?: Engine): Promise<ConvVae> {
  const run = await openTrainedRun({
    plan,
    artifacts: emittedArtifacts(plan, graphs),
    engine: engine ?? (await createTfjsEngine('wasm')),
    host: createNodeHost(),
    runFolder,
  });
  const model: ConvVae = {
    async posterior(given) {
      const results = await run.infer('posterior', { arguments: new Map(Object.entries(given)), seed: 0 });
      return { mean: results.get('mean')!, logVariance: results.get('logVariance')! };
    },
    async likelihood(given) {
      const results = await run.infer('likelihood', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('logits')!;
    },
    async sample(draws) {
      const results = await run.infer('sample', { arguments: new Map(), seed: 0, ...draws });
      return results.get('result')!;
    },
    async reconstruct(given) {
      const results = await run.infer('reconstruct', { arguments: new Map(Object.entries(given)), seed: 0 });
      return results.get('result')!;
    },
    async encode(given) {
      const results = await run.infer('posterior', { arguments: new Map(Object.entries(given)), seed: 0 });
      return { mean: results.get('mean')!, logVariance: results.get('logVariance')! };
    },
    evaluate: () => run.evaluate(),
    dispose: () => run.dispose(),
  };
  return model;
}
