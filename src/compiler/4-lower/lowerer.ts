/**
 * @file Lowers typed nodes to IR in one graph. Each node is computed once for each call path and reused while it is valid: the
 * rules of a step (docs/language.md, "A step") decide when a value that depends on weights is computed again.
 */
import { knownShape } from '../types/dims.ts';
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { NodeId, Origin } from '../ir/graph.ts';
import { assertNever, invariant } from '../invariant.ts';
import type { Plate } from '../types/plate.ts';
import { batchPlate } from '../types/plate.ts';
import type { LayerBuffer, Lowered, Mode } from '../types/lower-rule.ts';
import { inputsFirst } from '../types/node-order.ts';
import type { NetworkCall, TypedNode } from '../types/value.ts';
import { NetworkReach } from '../3-check/reach.ts';
import type { CallFrame } from './call-frame.ts';
import { throughPool } from './history.ts';
import { LeafInputs } from './leaf-inputs.ts';
import type { AddInput, Part } from './leaf-inputs.ts';
import type { LoweringObserver } from './observer.ts';
import { recompute } from './recompute.ts';
import { RuleContext } from './rule-context.ts';
import { StepState } from './step-state.ts';

interface Memo {
  readonly lowered: Lowered;
  readonly versions: ReadonlyMap<string, number>;
  /** The updates' run that it was computed for. */
  readonly run: number;
}

export interface BufferMove extends LayerBuffer {
  readonly network: string;
  readonly next: (current: Value) => Value;
  /** What a running statistic is a mean of. */
  readonly statistic: (() => Value) | undefined;
}

/** What the graph's surroundings decide. */
export interface LowererOptions {
  /** The size of the batch plate; undefined where nothing has one unless a value brings it. */
  readonly batch: number;
  /** The part of the batch that `batch` is, where it is done in parts. */
  readonly part?: Part;
  /** The state, where several lowerers share it; else one of its own. */
  readonly state?: StepState;
  /** Networks whose layers run in training mode: an average of one runs in evaluation mode. */
  readonly training: ReadonlySet<string>;
  /** The network (or average) whose statistics are taken. */
  readonly calibrated?: string;
  /** Adds an input to the graph's plan and the graph. */
  readonly input: AddInput;
  /** True for figures: draws stay the same at every step. */
  readonly fixedDraws: boolean;
  /** Values that nodes have from outside the graph: arguments, results of earlier graphs. */
  readonly bindings?: ReadonlyMap<TypedNode, Lowered>;
  /** Told what is computed and what is reused; values beside the step are left out. */
  readonly observer?: LoweringObserver | undefined;
}

export class Lowerer {
  readonly b: GraphBuilder;
  readonly options: LowererOptions;
  private memo = new Map<string, Map<TypedNode, Memo>>();
  private frames = new Map<string, CallFrame>();
  readonly state: StepState;
  private readonly reach = new NetworkReach(false);
  private updating: ReadonlySet<string> = new Set();
  /** What the present run of an update has computed again. */
  private again = new Map<NodeId, Value>();
  private readonly leaves: LeafInputs;
  /** Buffer moves of each call path, in order of evaluation, and the paths that the current update has used. */
  private moves = new Map<string, BufferMove[]>();
  private used = new Set<string>();
  /** By call path, the nodes that the current update has used, with all that is behind them. */
  private usedNodes = new Map<string, Set<TypedNode>>();
  private observer: LoweringObserver | undefined;
  readonly top: CallFrame;

  constructor(b: GraphBuilder, options: LowererOptions, scope: readonly string[] = []) {
    this.b = b;
    this.options = options;
    this.leaves = new LeafInputs(b, options);
    this.state = options.state ?? new StepState(b, options.input);
    this.observer = options.observer;
    const plates = [{ name: batchPlate, size: options.batch }];
    this.top = {
      path: '',
      scope,
      bindings: options.bindings ?? new Map(),
      network: '',
      state: '',
      detached: false,
      mode: 'evaluation',
      plates,
    };
  }

  // ------------------------------------------------------------------------------------------------------------ updates

  /** Evaluates `body` as part of an update of these networks, its `repetition`-th run in this step. */
  duringUpdate<T>(networks: readonly string[], repetition: number, body: () => T): T {
    this.updating = new Set(networks);
    this.leaves.run += 1;
    this.again = new Map();
    this.leaves.repetition = repetition;
    // A later repetition draws everything that it uses again.
    if (repetition > 0) this.memo = new Map();
    this.used.clear();
    this.usedNodes.clear();
    try {
      return body();
    } finally {
      this.updating = new Set();
      this.leaves.repetition = 0;
    }
  }

  /** What is read from here on follows the computation of this number. */
  follow(number: Value | undefined): void {
    this.leaves.follows = number;
  }

  /**
   * Evaluates `body` beside the step: what it computes is not what a later update would reuse, and pools stay as they were, so that
   * logging a value changes nothing. Equal values are equal nodes all the same.
   */
  aside<T>(body: () => T): T {
    const { memo, frames, moves, used, usedNodes, observer } = this;
    this.observer = undefined;
    this.memo = new Map();
    this.frames = new Map();
    this.moves = new Map();
    this.used = new Set();
    this.usedNodes = new Map();
    try {
      return this.state.aside(body);
    } finally {
      Object.assign(this, { memo, frames, moves, used, usedNodes, observer });
    }
  }

  /** Buffer moves of the calls that the update has used, of its own networks, in source order. */
  bufferMoves(networks: ReadonlySet<string>): readonly BufferMove[] {
    return [...this.used]
      .flatMap((path) => this.moves.get(path) ?? [])
      .filter((move) => networks.has(move.network));
  }

  // -------------------------------------------------------------------------------------------------------------- nodes

  lower(node: TypedNode, frame: CallFrame = this.top): Lowered {
    const memo = this.memoOf(frame.path);
    const isKnown = (one: TypedNode): boolean => {
      const known = memo.get(one);
      return frame.bindings.has(one) || (known !== undefined && this.isValid(one, known));
    };
    // What is missing comes first, from the bottom up: a deep network must not be a deep recursion.
    if (!isKnown(node)) for (const one of inputsFirst(node, isKnown).slice(0, -1)) this.lowerOne(one, frame);
    return this.lowerOne(node, frame);
  }

  /** A node whose inputs are there. */
  private lowerOne(node: TypedNode, frame: CallFrame): Lowered {
    const bound = frame.bindings.get(node);
    if (bound) return bound;
    const memo = this.memoOf(frame.path);
    const known = memo.get(node);
    const isReused = known !== undefined && this.isValid(node, known);
    this.observer?.decide({
      node,
      path: frame.path,
      isReused,
      isRecomputed: isReused && !this.isKept(known),
      versions: this.state.versions,
    });
    if (isReused) {
      this.markUsed(node, frame);
      const lowered = this.readAgain(known);
      memo.set(node, { ...known, lowered, run: this.leaves.run });
      return lowered;
    }
    if (known && node.form.kind === 'call') this.forget(this.pathOf(node.form.call, frame));
    const lowered = this.b.withOrigin(this.originOf(node, frame), () => this.compute(node, frame));
    memo.set(node, { lowered, versions: new Map(this.state.versions), run: this.leaves.run });
    this.usedAt(frame).add(node);
    return lowered;
  }

  /** The value as the step leaves it: what the step has computed of an expression, but state as it is now. */
  left(node: TypedNode): Lowered {
    if (node.form.kind === 'state' || node.form.kind === 'carried') this.memoOf('').delete(node);
    return this.lower(node);
  }

  /** What a node outside of networks is the sum of, one number for each unit of its event. */
  units(node: TypedNode): Lowered {
    const { form } = node;
    invariant(form.kind === 'apply' && form.units, 'a value that is no sum of units', node.span);
    return this.lower({ ...node, form: { ...form, lower: form.units } });
  }

  private usedAt(frame: CallFrame): Set<TypedNode> {
    let nodes = this.usedNodes.get(frame.path);
    if (!nodes) this.usedNodes.set(frame.path, (nodes = new Set()));
    return nodes;
  }

  private memoOf(path: string): Map<TypedNode, Memo> {
    let memo = this.memo.get(path);
    if (!memo) this.memo.set(path, (memo = new Map()));
    return memo;
  }

  /**
   * A value that depends on weights being updated is good only if none of the networks that it uses has changed since; any other
   * value is data in this update and is reused as it is, unless it reads a state that was advanced since.
   */
  private isValid(node: TypedNode, memo: Memo): boolean {
    // A pool runs once in a repetition, at first use, whatever has changed since.
    if (node.form.kind === 'history') return true;
    const reached = this.reach.of(node);
    const { state } = this;
    const isCurrent = (name: string): boolean =>
      (memo.versions.get(name) ?? 0) === (state.versions.get(name) ?? 0);
    const isUpdated = [...reached].some((name) => this.updating.has(name));
    return [...reached].every((name) => (isUpdated || state.isByRule(name) ? isCurrent(name) : true));
  }

  /**
   * A value of an earlier run of updates. With the batch in parts it is computed again from the same numbers, not kept: all parts at once
   * would have to be.
   */
  private readAgain(memo: Memo): Lowered {
    const { lowered } = memo;
    if (this.isKept(memo)) return lowered;
    const { leaves, state } = this;
    const twin = (id: NodeId): Value | undefined => leaves.twin(id);
    const value = recompute(this.b, lowered.value, this.again, { twin, isKept: (id) => state.isGiven(id) });
    return { ...lowered, value };
  }

  private isKept({ run }: Memo): boolean {
    return this.options.part === undefined || run === this.leaves.run || this.updating.size === 0;
  }

  /** A reused value still counts as a use of the calls behind it: their running statistics move with this update. */
  private markUsed(node: TypedNode, frame: CallFrame): void {
    const marked = this.usedAt(frame);
    if (marked.has(node)) return;
    for (const one of inputsFirst(node, (input) => frame.bindings.has(input) || marked.has(input))) {
      marked.add(one);
      if (one.form.kind === 'call') this.used.add(this.pathOf(one.form.call, frame));
    }
  }

  private pathOf(call: NetworkCall, frame: CallFrame): string {
    return frame.path === '' ? call.name : `${frame.path}/${call.name}`;
  }

  private originOf(node: TypedNode, frame: CallFrame): Origin {
    const { form } = node;
    const scope =
      form.kind === 'apply' && form.layer !== undefined ? [...frame.scope, form.layer] : frame.scope;
    return { span: node.span, scope, ...(node.label === undefined ? {} : { label: node.label }) };
  }

  private compute(node: TypedNode, frame: CallFrame): Lowered {
    const { form } = node;
    switch (form.kind) {
      case 'constant':
        return {
          value: this.b.constant(
            form.values,
            knownShape(node.type.shape),
            node.type.element === 'class' ? 'i32' : 'f32',
          ),
          plates: [],
        };
      case 'parameter':
        invariant(false, `the parameter ${form.name} has no value here`, node.span);
        break;
      case 'state': {
        // A learned value of the model is read in a network's body too, but belongs to itself.
        const owner = form.network === frame.network ? frame.state : form.network;
        const value = this.state.value(`${owner}/${form.path}`, knownShape(node.type.shape));
        return { value: frame.detached ? this.b.stopGradient(value) : value, plates: [] };
      }
      case 'schedule':
        return { value: this.leaves.schedule(form.schedule, node.label), plates: [] };
      case 'history':
        return this.history(node, form, frame);
      case 'carried':
        return { value: this.state.value(form.state, knownShape(node.type.shape)), plates: [] };
      case 'field':
        return this.leaves.field(form, node);
      case 'statistic':
        return this.leaves.statistic(form, node);
      case 'random':
        return this.leaves.random(form, node, frame.path, frame.plates);
      case 'unroll': {
        const input = this.lower(node.inputs[0]!, frame);
        // The list's axis comes first; plates that the input already has stay before it.
        return { value: input.value, plates: [...input.plates, form.plate] };
      }
      case 'optimized':
        invariant(false, 'a loop of optimisation was not lowered before what reads it', node.span);
        break;
      case 'call':
        return this.lower(form.result, this.frameOf(form.call, node, frame));
      case 'apply': {
        const inputs = node.inputs.map((input) => this.lower(input, frame));
        const context = new RuleContext(this.b, inputs, node, frame.mode, {
          buffer: ({ path, shape }) => this.state.value(`${frame.state}/${path}`, shape),
          moveBuffer: (buffer, next, statistic) => this.recordMove(frame, { ...buffer, next, statistic }),
        });
        const result = form.lower(context, inputs);
        return 'plates' in result ? result : { value: result, plates: context.plates };
      }
      default:
        return assertNever(form, 'node form');
    }
    return invariant(false, 'unreachable', node.span) as never;
  }

  private recordMove(frame: CallFrame, move: Omit<BufferMove, 'network'>): void {
    if (frame.mode === 'evaluation') return;
    const moves = this.moves.get(frame.path) ?? [];
    if (!moves.some(({ path }) => path === move.path)) moves.push({ ...move, network: frame.state });
    this.moves.set(frame.path, moves);
  }

  private frameOf(call: NetworkCall, node: TypedNode, frame: CallFrame): CallFrame {
    const path = this.pathOf(call, frame);
    const inputs = node.inputs.map((input) => this.lower(input, frame));
    const plates = new Map<string, Plate>();
    for (const plate of inputs.flatMap((one) => one.plates)) plates.set(plate.name, plate);
    this.used.add(path);
    const inner: CallFrame = {
      path,
      scope: [...frame.scope, call.name.replace(/^.*\//, '')],
      bindings: new Map(call.parameters.map((parameter, i) => [parameter, inputs[i]!])),
      network: call.network,
      state: call.state,
      detached: call.detached || frame.detached,
      mode: this.modeOf(call.state),
      plates: plates.size > 0 ? [...plates.values()] : frame.plates,
    };
    const before = this.frames.get(path);
    // Arguments that were computed again make what is inside out of date.
    if (before && inputs.some((input, i) => before.bindings.get(call.parameters[i]!)?.value !== input.value))
      this.forget(path);
    this.frames.set(path, inner);
    return inner;
  }

  private modeOf(state: string): Mode {
    if (this.options.training.has(state)) return 'training';
    return this.options.calibrated === state ? 'calibration' : 'evaluation';
  }

  /** Drops what a call computed, and the calls inside it: all is computed again. */
  private forget(path: string): void {
    for (const known of [...this.memo.keys(), ...this.moves.keys()]) {
      if (known !== path && !known.startsWith(`${path}/`)) continue;
      this.memo.delete(known);
      this.moves.delete(known);
    }
  }

  /** Runs a pool's batch and moves the pool. */
  private history(
    node: TypedNode,
    { pool, size }: Extract<TypedNode['form'], { kind: 'history' }>,
    frame: CallFrame,
  ): Lowered {
    const shape = knownShape(node.type.shape);
    const [x, draws] = node.inputs.map((input) => this.lower(input, frame).value);
    const [poolName, filledName] = [`${pool}/pool`, `${pool}/filled`];
    const next = throughPool(this.b, {
      x: this.b.spread(x!, [this.options.batch, ...shape]),
      draws: draws!,
      pool: this.state.value(poolName, [size, ...shape]),
      filled: this.state.value(filledName, []),
    });
    this.state.advance(poolName, next.pool);
    this.state.advance(filledName, next.filled);
    return {
      value: this.b.stopGradient(next.shown),
      plates: [{ name: batchPlate, size: this.options.batch }],
    };
  }
}
