/** @file The state entries of one graph: their values as the graph goes on, and which networks its updates have changed. */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { NodeId } from '../ir/graph.ts';
import type { AddInput } from './leaf-inputs.ts';

export class StepState {
  private readonly b: GraphBuilder;
  private readonly input: AddInput;
  private current = new Map<string, Value>();
  /** The values that what is computed beside the step sees: of pools that it has moved for itself. */
  private beside: Map<string, Value> | undefined;
  private readonly given = new Set<NodeId>();
  private readonly byRule = new Set<string>();
  /** How often each network's weights have moved. */
  readonly versions = new Map<string, number>();

  constructor(b: GraphBuilder, input: AddInput) {
    this.b = b;
    this.input = input;
  }

  /** The current value of an entry: `posterior/dense1/kernel`. */
  value(name: string, shape: readonly number[]): Value {
    let value = this.current.get(name);
    if (!value) {
      value = this.input(name, shape, 'f32', { role: 'state', state: name });
      this.current.set(name, value);
    }
    return value;
  }

  /**
   * Gives an entry its next value; later evaluations see it as data: a later update's gradient does not run back through
   * the step that an earlier one made.
   */
  advance(name: string, value: Value): void {
    const next = this.b.stopGradient(value);
    this.given.add(next.id);
    this.current.set(name, next);
  }

  /** Entries whose value this graph has changed, in order. */
  advanced(): readonly (readonly [string, Value])[] {
    return [...this.current].filter(([, value]) => this.b.nodeOf(value).op !== 'input');
  }

  /** Whether a node is the value that an entry was given. */
  isGiven(id: NodeId): boolean {
    return this.given.has(id);
  }

  /** The weights of these networks have moved: what used them is out of date. */
  changed(networks: Iterable<string>): void {
    for (const name of networks) this.versions.set(name, (this.versions.get(name) ?? 0) + 1);
  }

  /** A state has been advanced: whatever reads it from here on is computed again. */
  changedByRule(name: string): void {
    this.byRule.add(name);
    this.changed([name]);
  }

  /** Whether a name is that of a state which this step has advanced. */
  isByRule(name: string): boolean {
    return this.byRule.has(name);
  }

  /** Evaluates `body` beside the step: entries that it moves stay as they were for the step, and go on from there the next time. */
  aside<T>(body: () => T): T {
    const { current } = this;
    this.current = this.beside ??= new Map(current);
    try {
      return body();
    } finally {
      for (const [name, value] of this.current)
        if (!current.has(name) && this.b.nodeOf(value).op === 'input') current.set(name, value);
      this.beside = this.current;
      this.current = current;
    }
  }
}
