/** @file What a step logs: terms, totals, games and tracks, under names that are unique in the step. */
import type { Value } from '../ir/build.ts';
import type { TypedPhase, TypedTerm, TypedUpdate } from '../3-check/typed.ts';
import type { SourceSet, Span } from '../source/source.ts';
import type { TypedNode } from '../types/value.ts';
import type { GraphEnds } from './graph-inputs.ts';
import { placeOf } from './places.ts';
import type { TermNote } from './program.ts';

/** The outermost scope of an update's nodes. */
export const updateScope = (networks: readonly string[]): string => `update ${networks.join(', ')}`;

/** A number to log: the batch mean of a node. */
export interface Logged {
  readonly name: string;
  readonly node: TypedNode;
  readonly kind: 'term' | 'game' | 'track';
  readonly unit: string;
  readonly span: Span;
  readonly update?: TypedUpdate;
}

/** The scope of the nodes that compute it. */
export const loggedScope = ({ update }: Logged): readonly string[] => [
  ...(update ? [updateScope(update.networks)] : []),
  'metrics',
];

export class StepMetrics {
  private readonly ends: GraphEnds;
  private readonly phase: TypedPhase;
  private readonly sources: SourceSet;
  /** What each term means, by the name of its metric. */
  private readonly terms: Map<string, TermNote>;
  private readonly taken = new Set<string>();

  constructor(ends: GraphEnds, phase: TypedPhase, sources: SourceSet, terms: Map<string, TermNote>) {
    this.ends = ends;
    this.phase = phase;
    this.sources = sources;
    this.terms = terms;
  }

  /** What an update logs of the terms that fire: each, and its parts. */
  ofTerms(update: TypedUpdate, fired: readonly TypedTerm[]): readonly Logged[] {
    return fired.flatMap((term) => {
      const unit = term.note?.unit ?? '';
      const common = { kind: 'term', unit, span: term.span, update } as const;
      const whole = this.named({ ...common, name: term.name, node: term.value });
      if (whole && term.note) this.terms.set(whole.name, term.note);
      return [whole, ...term.parts.map((part) => this.named({ ...common, ...part }))].flatMap(
        (one) => one ?? [],
      );
    });
  }

  /** Under its name, or the update's where the name is taken; undefined where both are. */
  named(logged: Logged): Logged | undefined {
    const { update } = logged;
    const name =
      this.isTaken(logged.name) && update ? `${update.networks.join('+')}.${logged.name}` : logged.name;
    if (this.isTaken(name)) return undefined;
    this.taken.add(name);
    return { ...logged, name };
  }

  put({ name, kind, unit, span }: Logged, value: Value): void {
    // A term that is a game's value is that game's curve.
    const game = this.phase.games.find((one) => one.name === name);
    this.ends.output(name, value, {
      role: 'metric',
      metric: name,
      kind: game ? 'game' : kind,
      unit,
      ...(game ? { equilibrium: game.equilibrium } : {}),
      place: placeOf(this.sources, span),
    });
  }

  /** The sum of an update's terms. */
  putTotal(update: TypedUpdate, fired: readonly TypedTerm[], total: Value): void {
    const name = this.phase.updates.length === 1 ? 'loss' : `loss.${update.networks.join('+')}`;
    if (this.isTaken(name)) return;
    this.taken.add(name);
    const units = new Set(fired.map((term) => term.note?.unit ?? ''));
    this.ends.output(name, total, {
      role: 'metric',
      metric: name,
      kind: 'loss',
      unit: units.size === 1 ? [...units][0]! : '',
      place: placeOf(this.sources, update.span),
    });
  }

  private isTaken(name: string): boolean {
    return this.taken.has(name) || this.ends.hasOutput(name);
  }
}
