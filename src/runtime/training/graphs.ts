/** @file Prepares a run's graphs on the engine, each once and at its first use. */
import type { Engine, GraphArtifacts, PreparedGraph } from '../engine.ts';
import { invariant } from '../invariant.ts';
import type { GraphPlan } from '../plan.ts';

/** The prepared graphs of a run by name. */
export class RunGraphs {
  readonly engine: Engine;
  readonly #artifacts: ReadonlyMap<string, GraphArtifacts>;
  readonly #prepared = new Map<string, Promise<PreparedGraph>>();

  constructor(engine: Engine, artifacts: ReadonlyMap<string, GraphArtifacts>) {
    this.engine = engine;
    this.#artifacts = artifacts;
  }

  prepare(graph: GraphPlan): Promise<PreparedGraph> {
    let prepared = this.#prepared.get(graph.name);
    if (prepared === undefined) {
      const artifacts = this.#artifacts.get(graph.name);
      invariant(artifacts, `there is no artefact for the graph ${graph.name}`);
      prepared = this.engine.prepare(artifacts);
      this.#prepared.set(graph.name, prepared);
    }
    return prepared;
  }

  async dispose(): Promise<void> {
    for (const prepared of this.#prepared.values()) await (await prepared).dispose();
    this.#prepared.clear();
  }
}
