/**
 * @file Lowers one step graph of a phase: the updates with the terms that fire, their gradients and optimisers, then buffers, averages,
 * metrics and state. A batch in parts goes through each update part after part, and its gradients are averaged. The rules are those of
 * docs/language.md, "A step".
 */
import { GraphBuilder } from '../ir/build.ts';
import type { Value } from '../ir/build.ts';
import type { TypedModule, TypedPhase, TypedTerm, TypedUpdate } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import type { Lowered } from '../types/lower-rule.ts';
import type { TypedNode } from '../types/value.ts';
import { moveAverage } from './averages.ts';
import type { AverageTools } from './averages.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';
import type { BufferMove } from './lowerer.ts';
import type { ScalarTools } from './moving-average.ts';
import type { LoweringObserver } from './observer.ts';
import { clipGradients, nextWeight } from './optimizers.ts';
import type { TermNote } from './program.ts';
import { scalar } from './schedules.ts';
import { StepMetrics, loggedScope, updateScope } from './step-metrics.ts';
import type { Logged } from './step-metrics.ts';
import { StepState } from './step-state.ts';

/** `adam1`: the update's place in its phase, in state names. */
export const slotPrefix = (phase: TypedPhase, update: TypedUpdate, index: number): string =>
  `${phase.name}/${update.optimizer.name}${index + 1}`;

/** The mean over the batch and any other plate that is left: of the shape of one example's value. */
export function batchMean(b: GraphBuilder, { value, plates }: Lowered): Value {
  const axes = plates.map((_, axis) => axis);
  return axes.length === 0 ? value : b.mean(value, axes);
}

/** One run of an update over one part of the batch. */
interface PartRun {
  readonly total: Value | undefined;
  /** The values of what is logged. */
  readonly shown: readonly Value[];
  readonly moves: readonly BufferMove[];
  /** By the update's weights; undefined where no term fires. */
  readonly gradients: readonly Value[] | undefined;
}

interface UpdateWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface StepOptions {
  readonly name: string;
  /** The periods whose terms fire. */
  readonly fires: ReadonlySet<number>;
  readonly sources: SourceSet;
  /** Filled in: what each term means, by the name of its metric. */
  readonly terms: Map<string, TermNote>;
  readonly observer: LoweringObserver | undefined;
}

export class StepLowering {
  readonly b: GraphBuilder;
  readonly ends: GraphEnds;
  private readonly typed: TypedModule;
  private readonly phase: TypedPhase;
  private readonly fires: ReadonlySet<number>;
  private readonly observer: LoweringObserver | undefined;
  private readonly metrics: StepMetrics;
  private readonly state: StepState;
  /** One for each part of the batch. */
  private readonly lowerers: readonly Lowerer[];
  /** With the batch in parts: a number that the last run has computed last. */
  private last: Value | undefined;
  /** The means of games and tracks as they are before the updates, over each part. */
  private readonly read = new Map<Lowerer, ReadonlyMap<TypedNode, Value>>();

  constructor(typed: TypedModule, phase: TypedPhase, options: StepOptions) {
    const { name, fires, sources, terms, observer } = options;
    this.typed = typed;
    this.phase = phase;
    this.fires = fires;
    this.observer = observer;
    this.b = new GraphBuilder(name);
    this.ends = new GraphEnds(this.b);
    this.metrics = new StepMetrics(this.ends, phase, sources, terms);
    this.state = new StepState(this.b, this.ends.input);
    const training = new Set(phase.updates.flatMap((update) => update.networks));
    const count = phase.parts;
    this.lowerers = Array.from(
      { length: count },
      (_, index) =>
        new Lowerer(this.b, {
          batch: phase.batch / count,
          ...(count === 1 ? {} : { part: { index, count } }),
          state: this.state,
          training,
          input: this.ends.input,
          fixedDraws: false,
          // What one part computes and reuses, the others do too.
          observer: index === 0 ? observer : undefined,
        }),
    );
  }

  run(): this {
    for (const [index, update] of this.phase.updates.entries()) {
      this.advances(index);
      for (let repetition = 0; repetition < update.times; repetition++) {
        this.update(update, index, repetition);
        this.state.changed(update.networks);
      }
    }
    this.advances(this.phase.updates.length);
    this.averages();
    for (const game of this.phase.games) this.beside({ ...game, kind: 'game' });
    for (const track of this.phase.tracks) this.beside({ ...track, kind: 'track', unit: '' });
    for (const [state, value] of this.state.advanced())
      this.ends.output(`${state}:next`, value, { role: 'state', state });
    return this;
  }

  /** Games and tracks, read before the first update, so that what is logged is of one version of every network. */
  private before(lowerer: Lowerer): ReadonlyMap<TypedNode, Value> {
    const known = this.read.get(lowerer);
    if (known) return known;
    const read = new Map<TypedNode, Value>();
    lowerer.aside(() => {
      for (const { node, name, span } of [...this.phase.games, ...this.phase.tracks]) {
        this.b.withOrigin({ span, scope: ['metrics'], label: name }, () =>
          read.set(node, batchMean(this.b, lowerer.lower(node))),
        );
      }
    });
    this.read.set(lowerer, read);
    return read;
  }

  private beside(logged: Logged): void {
    const named = this.metrics.named(logged);
    if (named)
      this.metrics.put(
        named,
        this.meanOf(this.lowerers.map((lowerer) => this.before(lowerer).get(logged.node)!)),
      );
  }

  private update(update: TypedUpdate, index: number, repetition: number): void {
    const { b, state, metrics } = this;
    const isLast = repetition === update.times - 1;
    const fired = update.terms.filter((term) => term.every === 1 || this.fires.has(term.every));
    const logged = isLast ? metrics.ofTerms(update, fired) : [];
    const weights = update.networks.flatMap((network) =>
      this.typed.networks
        .get(network)!
        .weights.map(({ path, shape }): UpdateWeight => ({ name: `${network}/${path}`, shape })),
    );
    const runs = this.lowerers.map((lowerer, part) => {
      lowerer.follow(this.last);
      this.before(lowerer);
      if (part === 0) this.observer?.beginUpdate(update, repetition);
      const run = lowerer.duringUpdate(update.networks, repetition, () =>
        this.part(lowerer, update, fired, logged, weights),
      );
      if (this.lowerers.length > 1 && run.gradients) this.last = this.lastOf(run.gradients);
      return run;
    });
    logged.forEach((one, i) => metrics.put(one, this.meanOf(runs.map((run) => run.shown[i]!))));
    if (isLast && fired.length > 1)
      metrics.putTotal(update, fired, this.meanOf(runs.map((run) => run.total!)));
    b.withOrigin({ span: update.span, scope: [updateScope(update.networks), update.optimizer.name] }, () => {
      if (fired.length > 0) {
        const gradients = weights.map((_, i) => this.meanOf(runs.map((run) => run.gradients![i]!)));
        this.optimise(update, index, repetition, weights, gradients);
      }
      for (const { network, path, shape, next } of runs.flatMap((run) => run.moves)) {
        const name = `${network}/${path}`;
        state.advance(name, next(state.value(name, shape)));
      }
    });
  }

  /** An update's terms and gradients over one part of the batch. */
  private part(
    lowerer: Lowerer,
    update: TypedUpdate,
    fired: readonly TypedTerm[],
    logged: readonly Logged[],
    weights: readonly UpdateWeight[],
  ): PartRun {
    const { b, state } = this;
    const scope = [updateScope(update.networks)];
    const losses = fired.map((term) => {
      const mean = b.withOrigin({ span: term.span, scope, label: term.name }, () =>
        batchMean(b, lowerer.lower(term.loss)),
      );
      // A term that fires every k steps counts k times, so that its coefficient keeps its meaning.
      return term.every === 1 ? mean : b.multiply(mean, term.every);
    });
    const shown = logged.map((one) =>
      b.withOrigin(
        { span: one.span, scope: loggedScope(one), label: one.name },
        () => this.before(lowerer).get(one.node) ?? batchMean(b, lowerer.lower(one.node)),
      ),
    );
    const total = losses.length > 0 ? losses.reduce((sum, one) => b.add(sum, one)) : undefined;
    const moves = lowerer.bufferMoves(new Set(update.networks));
    const gradients = b.withOrigin({ span: update.span, scope: [...scope, update.optimizer.name] }, () =>
      total === undefined
        ? undefined
        : weights
            .map(({ name, shape }) => state.value(name, shape))
            .map((weight) => b.op('gradient', [total, weight], {})),
    );
    return { total, shown, moves, gradients };
  }

  private optimise(
    update: TypedUpdate,
    index: number,
    repetition: number,
    weights: readonly UpdateWeight[],
    averaged: readonly Value[],
  ): void {
    const { b, state } = this;
    const prefix = slotPrefix(this.phase, update, index);
    const suffix = repetition === 0 ? '' : `#${repetition}`;
    const tools: ScalarTools = {
      b,
      scalar: (name, value) =>
        this.ends.input(`${prefix}.${name}${suffix}`, [], 'f32', { role: 'scalar', value }),
    };
    const gradients = clipGradients(tools, update.optimizer, averaged);
    const time = scalar('add', scalar('multiply', { op: 'step' }, update.times), repetition + 1);
    const next = weights.map((weight, i) =>
      nextWeight(
        {
          ...tools,
          time,
          slot: (slot) => state.value(`${prefix}/${slot}/${weight.name}`, weight.shape),
          setSlot: (slot, value) => state.advance(`${prefix}/${slot}/${weight.name}`, value),
        },
        update.optimizer,
        state.value(weight.name, weight.shape),
        gradients[i]!,
      ),
    );
    weights.forEach((weight, i) => state.advance(weight.name, next[i]!));
  }

  /** The states that move here, after so many updates: in source order, each seeing those before it. */
  private advances(after: number): void {
    const { b, state } = this;
    for (const advance of this.phase.advances.filter((one) => one.after === after)) {
      const { state: name, node, span } = advance;
      const scope = [`advance ${name}`];
      b.withOrigin({ span, scope, label: name }, () => {
        const values = this.lowerers.map((lowerer, part) => {
          this.before(lowerer);
          if (part === 0) this.observer?.beginAdvance(advance);
          return lowerer.duringUpdate([name], 0, () => lowerer.lower(node, { ...lowerer.top, scope }).value);
        });
        state.advance(name, this.meanOf(values));
      });
      state.changedByRule(name);
    }
  }

  /** After all updates, so that they follow what the step has left; a term of the step saw them as they were. */
  private averages(): void {
    const { b, state, ends, observer } = this;
    const tools: AverageTools = {
      b,
      state: (name, shape) => state.value(name, shape),
      advance: (name, value) => state.advance(name, value),
      scalar: (name, value) => ends.input(name, [], 'f32', { role: 'scalar', value }),
      mean: (node) => this.meanOf(this.lowerers.map((lowerer) => batchMean(b, lowerer.left(node)))),
    };
    if (this.phase.averages.length > 0) observer?.beginAverages();
    for (const average of this.phase.averages) {
      observer?.average(average);
      b.withOrigin({ span: average.span, scope: ['averages'], label: average.name }, () =>
        moveAverage(tools, this.typed, this.phase, average),
      );
    }
  }

  /** A number that is known only when all of these are. */
  private lastOf(values: readonly Value[]): Value {
    const { b } = this;
    const firsts = values.map((one) => {
      const corner =
        one.shape.length === 0
          ? one
          : b.slice(
              one,
              one.shape.map(() => 0),
              one.shape.map(() => 1),
            );
      return b.reshape(corner, [1]);
    });
    return b.sum(firsts.length === 1 ? firsts[0]! : b.concat(firsts, 0));
  }

  /** The mean over the parts of the batch. */
  private meanOf(values: readonly Value[]): Value {
    const sum = values.reduce((total, one) => this.b.add(total, one));
    return values.length === 1 ? sum : this.b.multiply(sum, 1 / values.length);
  }
}
