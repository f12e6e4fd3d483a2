/**
 * @file Lowers a `train` phase to step graphs, one for each set of terms that fire together: data and draws in; each update's
 * terms, their gradients for its own networks, and its optimiser; buffers, metrics and state out. The rules are those of
 * docs/language.md, "A step".
 */
import { GraphBuilder } from '../ir/build.ts';
import type { Value } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { visit } from '../3-check/reach.ts';
import type { TypedModule, TypedPhase, TypedTerm, TypedUpdate } from '../3-check/typed.ts';
import type { SourceSet, Span } from '../source/source.ts';
import type { Lowered } from '../types/lower-rule.ts';
import type { TypedNode } from '../types/value.ts';
import type { PhasePlan, StatePlan } from '../../runtime/plan.ts';
import { moveAverage } from './averages.ts';
import type { AverageTools } from './averages.ts';
import { GraphEnds } from './graph-inputs.ts';
import { poolState } from './history.ts';
import { Lowerer } from './lowerer.ts';
import type { LoweringObserver, StepObserver } from './observer.ts';
import type { ScalarTools } from './moving-average.ts';
import { clipGradients, nextWeight, slotNames } from './optimizers.ts';
import { placeOf } from './places.ts';
import type { TermNote } from './program.ts';
import { scalar } from './schedules.ts';

export interface LoweredPhase {
  readonly plan: PhasePlan;
  readonly graphs: readonly Graph[];
  /** What the phase carries on beside weights and averages: optimisers' slots, pools. */
  readonly state: readonly StatePlan[];
  readonly terms: ReadonlyMap<string, TermNote>;
}

/** `adam1`: the update's place in its phase, in state names. */
const slotPrefix = (phase: TypedPhase, update: TypedUpdate, index: number): string =>
  `${phase.name}/${update.optimizer.name}${index + 1}`;

/** The outermost scope of an update's nodes. */
export const updateScope = (networks: readonly string[]): string => `update ${networks.join(', ')}`;

/** The mean over the batch and any other plate that is left: of the shape of one example's value. */
export function batchMean(b: GraphBuilder, { value, plates }: Lowered): Value {
  const axes = plates.map((_, axis) => axis);
  return axes.length === 0 ? value : b.mean(value, axes);
}

export function lowerPhase(
  typed: TypedModule,
  phase: TypedPhase,
  sources: SourceSet,
  observe?: StepObserver,
): LoweredPhase {
  const periods = [...new Set(phase.updates.flatMap((update) => update.terms.map((term) => term.every)))]
    .filter((one) => one > 1)
    .sort((a, b) => a - b);
  const sets = firingSets(periods);
  const terms = new Map<string, TermNote>();
  const variants = sets.map((fires) => {
    const suffix = sets.length === 1 ? '' : fires.length === 0 ? '_plain' : `_every${fires.join('_')}`;
    const lowering = new StepLowering(
      typed,
      phase,
      sources,
      new Set(fires),
      `${phase.name}Step${suffix}`,
      terms,
      observe?.(phase.name, fires),
    );
    return { fires, lowering: lowering.run() };
  });
  const slots = phase.updates.flatMap((update, index) =>
    update.networks.flatMap((network) =>
      typed.networks.get(network)!.weights.flatMap((weight) =>
        slotNames(update.optimizer).map((slot): StatePlan => ({
          name: `${slotPrefix(phase, update, index)}/${slot}/${network}/${weight.path}`,
          kind: 'slot',
          network,
          shape: weight.shape,
          dtype: 'f32',
          init: { kind: 'constant', value: 0 },
          convolutionKernel: weight.convolutionKernel,
          phase: phase.name,
        })),
      ),
    ),
  );
  return {
    plan: {
      name: phase.name,
      batch: phase.batch,
      duration: phase.duration,
      sources: sourcesOf(phase),
      periods,
      variants: variants.map(({ fires, lowering }) => ({ fires, graph: lowering.ends.plan() })),
      updates: phase.updates.map((update) => ({
        name: update.networks.join(', '),
        networks: update.networks,
        flops: 0,
        kernels: 0,
        peakBytes: 0,
        place: placeOf(sources, update.span),
      })),
      repetitions: phase.updates.map((update) => update.times),
    },
    graphs: variants.map(({ lowering }) => lowering.b.finish()),
    state: [...slots, ...nodesOf(phase).flatMap(poolState)],
    terms,
  };
}

/** The sets of periods that some step is divisible by, exactly: at most one per subset. */
function firingSets(periods: readonly number[]): readonly (readonly number[])[] {
  const sets = new Map<string, readonly number[]>();
  const cycle = periods.reduce((a, b) => (a * b) / greatestCommonDivisor(a, b), 1);
  for (let step = 0; step < Math.min(cycle, 100_000); step++) {
    const fires = periods.filter((period) => step % period === 0);
    sets.set(fires.join(), fires);
  }
  return [...sets.values()];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The sources that the phase's terms and tracks read, in order of appearance. */
function sourcesOf(phase: TypedPhase): readonly string[] {
  const found = nodesOf(phase).flatMap(({ form }) => (form.kind === 'field' ? [form.source] : []));
  return [...new Set(found)];
}

/** Every node of the phase outside of networks, in order of appearance. */
function nodesOf(phase: TypedPhase): readonly TypedNode[] {
  const found: TypedNode[] = [];
  const roots = [
    ...phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
    ...phase.tracks.map((one) => one.node),
    ...phase.games.map((one) => one.node),
    ...phase.averages.flatMap(({ of }) => (of.kind === 'value' ? [of.node] : [])),
  ];
  const seen = new Set<TypedNode>();
  for (const root of roots) {
    visit(root, seen, (node) => {
      found.push(node);
      return true;
    });
  }
  return found;
}

class StepLowering {
  readonly b: GraphBuilder;
  readonly ends: GraphEnds;
  private readonly typed: TypedModule;
  private readonly phase: TypedPhase;
  private readonly sources: SourceSet;
  private readonly fires: ReadonlySet<number>;
  private readonly terms: Map<string, TermNote>;
  private readonly observer: LoweringObserver | undefined;
  /** The batch means of games and tracks as they are before the updates. */
  private readonly read = new Map<TypedNode, Value>();
  private readonly lowerer: Lowerer;

  constructor(
    typed: TypedModule,
    phase: TypedPhase,
    sources: SourceSet,
    fires: ReadonlySet<number>,
    name: string,
    terms: Map<string, TermNote>,
    observer: LoweringObserver | undefined,
  ) {
    this.typed = typed;
    this.phase = phase;
    this.sources = sources;
    this.fires = fires;
    this.terms = terms;
    this.observer = observer;
    this.b = new GraphBuilder(name);
    this.ends = new GraphEnds(this.b);
    this.lowerer = new Lowerer(this.b, {
      batch: phase.batch,
      training: new Set(phase.updates.flatMap((update) => update.networks)),
      input: this.ends.input,
      fixedDraws: false,
      observer,
    });
  }

  run(): this {
    // Read before the first update, so that what is logged is of one version of every network.
    for (const { node, name, span } of [...this.phase.games, ...this.phase.tracks]) {
      this.b.withOrigin({ span, scope: ['metrics'], label: name }, () =>
        this.lowerer.aside(() => this.read.set(node, batchMean(this.b, this.lowerer.lower(node)))),
      );
    }
    for (const [index, update] of this.phase.updates.entries()) {
      for (let repetition = 0; repetition < update.times; repetition++) {
        this.observer?.beginUpdate(update, repetition);
        this.lowerer.duringUpdate(update.networks, repetition, () => this.update(update, index, repetition));
        this.lowerer.changed(update.networks);
      }
    }
    this.averages();
    for (const game of this.phase.games) this.metric({ ...game, kind: 'game' });
    for (const track of this.phase.tracks) this.metric({ ...track, kind: 'track', unit: '' });
    for (const [state, value] of this.lowerer.advanced())
      this.ends.output(`${state}:next`, value, { role: 'state', state });
    return this;
  }

  /** After all updates, so that they follow what the step has left; a term of the step saw them as they were. */
  private averages(): void {
    const { b, lowerer, ends, observer } = this;
    const tools: AverageTools = {
      b,
      state: (name, shape) => lowerer.state(name, shape),
      advance: (name, value) => lowerer.advance(name, value),
      scalar: (name, value) => ends.input(name, [], 'f32', { role: 'scalar', value }),
      mean: ({ of }) => (of.kind === 'value' ? batchMean(b, lowerer.lower(of.node)) : b.constant(0)),
    };
    if (this.phase.averages.length > 0) observer?.beginAverages();
    for (const average of this.phase.averages) {
      observer?.average(average);
      b.withOrigin({ span: average.span, scope: ['averages'], label: average.name }, () =>
        moveAverage(tools, this.typed, this.phase, average),
      );
    }
  }

  private update(update: TypedUpdate, index: number, repetition: number): void {
    const { b, lowerer } = this;
    const scope = [updateScope(update.networks)];
    const isLast = repetition === update.times - 1;
    const fired = update.terms.filter((term) => term.every === 1 || this.fires.has(term.every));
    const losses = fired.map((term) => {
      const mean = b.withOrigin({ span: term.span, scope, label: term.name }, () =>
        batchMean(b, lowerer.lower(term.loss)),
      );
      // A term that fires every k steps counts k times, so that its coefficient keeps its meaning.
      return term.every === 1 ? mean : b.multiply(mean, term.every);
    });
    if (isLast) this.termMetrics(update, index, fired, losses);
    const moves = lowerer.bufferMoves(new Set(update.networks));
    b.withOrigin({ span: update.span, scope: [...scope, update.optimizer.name] }, () => {
      const total = losses.length > 0 ? losses.reduce((sum, one) => b.add(sum, one)) : undefined;
      if (total) this.optimise(update, index, repetition, total);
      for (const move of moves) {
        const name = `${move.network}/${move.path}`;
        lowerer.advance(name, move.next(lowerer.state(name, move.shape)));
      }
    });
  }

  private optimise(update: TypedUpdate, index: number, repetition: number, total: Value): void {
    const { b, lowerer } = this;
    const weights = update.networks.flatMap((network) =>
      this.typed.networks
        .get(network)!
        .weights.map((weight) => ({ name: `${network}/${weight.path}`, shape: weight.shape })),
    );
    const values = weights.map((weight) => lowerer.state(weight.name, weight.shape));
    const raw = values.map((value) => b.op('gradient', [total, value], {}));
    const prefix = slotPrefix(this.phase, update, index);
    const suffix = repetition === 0 ? '' : `#${repetition}`;
    const tools: ScalarTools = {
      b,
      scalar: (name, value) =>
        this.ends.input(`${prefix}.${name}${suffix}`, [], 'f32', { role: 'scalar', value }),
    };
    const gradients = clipGradients(tools, update.optimizer, raw);
    const time = scalar('add', scalar('multiply', { op: 'step' }, update.times), repetition + 1);
    const next = weights.map((weight, i) =>
      nextWeight(
        {
          ...tools,
          time,
          slot: (slot) => lowerer.state(`${prefix}/${slot}/${weight.name}`, weight.shape),
          setSlot: (slot, value) => lowerer.advance(`${prefix}/${slot}/${weight.name}`, value),
        },
        update.optimizer,
        values[i]!,
        gradients[i]!,
      ),
    );
    weights.forEach((weight, i) => lowerer.advance(weight.name, next[i]!));
  }

  private termMetrics(
    update: TypedUpdate,
    index: number,
    fired: readonly TypedTerm[],
    losses: readonly Value[],
  ): void {
    const { b } = this;
    for (const term of fired) {
      const unit = term.note?.unit ?? '';
      const name = this.metric({
        name: term.name,
        node: term.value,
        kind: 'term',
        unit,
        span: term.span,
        update,
      });
      if (name !== undefined && term.note) this.terms.set(name, term.note);
      for (const part of term.parts) this.metric({ ...part, kind: 'term', unit, span: term.span, update });
    }
    if (losses.length > 1) {
      const name = this.phase.updates.length === 1 ? 'loss' : `loss.${update.networks.join('+')}`;
      const total = losses.reduce((sum, one) => b.add(sum, one));
      const units = new Set(fired.map((term) => term.note?.unit ?? ''));
      if (!this.ends.hasOutput(name)) {
        this.ends.output(name, total, {
          role: 'metric',
          metric: name,
          kind: 'loss',
          unit: units.size === 1 ? [...units][0]! : '',
          place: placeOf(this.sources, this.phase.updates[index]!.span),
        });
      }
    }
  }

  /** Logs the batch mean of a node under its name (or the update's, where the name is taken); its name, or undefined. */
  private metric(logged: Logged): string | undefined {
    const { node, kind, unit, span, update } = logged;
    const isTaken = this.ends.hasOutput(logged.name);
    const name = isTaken && update ? `${update.networks.join('+')}.${logged.name}` : logged.name;
    if (this.ends.hasOutput(name)) return undefined;
    const scope = [...(update ? [updateScope(update.networks)] : []), 'metrics'];
    const value = this.b.withOrigin(
      { span, scope, label: name },
      () => this.read.get(node) ?? batchMean(this.b, this.lowerer.lower(node)),
    );
    // A term that is a game's value is that game's curve.
    const game = this.phase.games.find((one) => one.name === logged.name);
    this.ends.output(name, value, {
      role: 'metric',
      metric: name,
      kind: game ? 'game' : kind,
      unit,
      ...(game ? { equilibrium: game.equilibrium } : {}),
      place: placeOf(this.sources, span),
    });
    return name;
  }
}

/** A number to log. */
interface Logged {
  readonly name: string;
  readonly node: TypedNode;
  readonly kind: 'term' | 'game' | 'track';
  readonly unit: string;
  readonly span: Span;
  readonly update?: TypedUpdate;
}
