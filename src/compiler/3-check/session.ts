/**
 * @file What one check of one model carries along: findings, node numbers, unique names, and the elaborated networks. A
 * `Frame` is the place that an expression is evaluated for: a network's body, a phase, a figure.
 */
import type { Argument, HoleExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BufferRequest, NodeRequest, WeightRequest } from '../library/definition.ts';
import { limits } from '../library/limits.ts';
import type { SourceSet, Span } from '../source/source.ts';
import { isKnown, sameDim } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { batchPlate } from '../types/plate.ts';
import { scheduleRange } from '../types/schedule.ts';
import type { TypedNode, NodeForm, Schedule, Value } from '../types/value.ts';
import { unknownRange } from '../types/range.ts';
import { realType } from '../types/type.ts';
import type { Meaning } from '../types/meaning.ts';
import type { TensorType } from '../types/type.ts';
import type { BlockState } from './block-check.ts';
import type { Contract } from './contract.ts';
import { knownInit } from './initial-values.ts';
import type { ValueObserver } from './shapes.ts';
import type { TypedBuffer, TypedNetwork, TypedWeight } from './typed.ts';

/** Ends a check whose loops come to too much. */
class TooMuch extends Error {}

export class Session {
  readonly sources: SourceSet;
  readonly diagnostics: Diagnostic[] = [];
  readonly remarks: string[] = [];
  readonly networks = new Map<string, TypedNetwork | 'pending' | 'failed'>();
  /** Infers that something calls. */
  readonly calledInfers = new Set<string>();
  /** Holes met, and what is piped into each. */
  readonly holes = new Map<HoleExpression, Value | undefined>();
  /** What nodes stand for, as the library told. */
  readonly meanings = new Map<TypedNode, Meaning>();
  /** Blocks that have been checked by themselves, or are being checked. */
  readonly blocks = new Map<string, BlockState>();
  /** Blocks found to call themselves without end. */
  readonly endless = new Set<string>();
  /** What the block needs that is being checked by itself; undefined in elaborated networks and everywhere else. */
  contract: Contract | undefined;
  private nextId = 0;
  private evaluations = 0;
  private readonly plates = new Map<string, number>();

  readonly observer: ValueObserver | undefined;
  /** Names that nothing declares have been reported: those met again are passed over. */
  readonly hasNameErrors: boolean;

  constructor(sources: SourceSet, hasNameErrors = false, observer?: ValueObserver) {
    this.sources = sources;
    this.hasNameErrors = hasNameErrors;
    this.observer = observer;
  }

  /** The plates of the `for`s around what is being checked, by what each runs over. */
  readonly loops = new Map<string, Span>();

  /** The calls of blocks around what is being checked, outermost first. */
  readonly calls: { readonly block: string; readonly span: Span }[] = [];

  /** Adds a diagnostic, once for each code and place; inside of a block with the calls that led there. */
  report(told: Diagnostic): void {
    const outside = this.calls.filter(
      ({ span }) => span.start !== told.span.start || span.path !== told.span.path,
    );
    const trace = outside.slice(-2).map(({ block, span }) => ({ span, label: `in this call of ${block}` }));
    const found = { ...told, related: [...told.related, ...trace] };
    const again = this.diagnostics.some(
      (one) =>
        one.code === found.code && one.span.start === found.span.start && one.span.path === found.span.path,
    );
    if (!again) this.diagnostics.push(found);
  }

  /** Called for each expression that is evaluated: a spec whose loops come to too much is not followed to its end. */
  evaluates(span: Span): void {
    if (++this.evaluations <= limits.evaluations) return;
    this.report(
      diagnostic(
        'type/unrolled',
        span,
        { limit: limits.evaluations },
        { help: 'make the numbers of the loops and repeats around it smaller' },
      ),
    );
    throw new TooMuch();
  }

  /** What `body` gives, or `otherwise` where it was given up for coming to too much, which has been reported. */
  untilTooMuch<T>(body: () => T, otherwise: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof TooMuch) return otherwise();
      throw error;
    }
  }

  /** The source text of a span, on one line. */
  textOf(span: Span): string {
    return (this.sources.get(span.path)?.text.slice(span.start, span.end) ?? '').replace(/\s+/g, ' ').trim();
  }

  plateName(base: string): string {
    const count = (this.plates.get(base) ?? 0) + 1;
    this.plates.set(base, count);
    return count === 1 ? base : `${base}${count}`;
  }

  node(
    form: NodeForm,
    inputs: readonly TypedNode[],
    type: TensorType,
    span: Span,
    plates: readonly string[],
  ): TypedNode {
    for (const size of type.shape) if (!isKnown(size)) this.contract?.size(size, span);
    return { id: this.nextId++, form, inputs, type, span, plates };
  }

  /** False where two sizes differ; where they agree for some callers of a block only, that they do is noted in its contract. */
  agree(a: Dim, b: Dim, span: Span): boolean {
    if (!sameDim(a, b)) return false;
    this.contract?.equal(a, b, span);
    return true;
  }

  /** Checks what stands by itself, whatever is being checked around it: a network, another block. */
  alone<T>(body: () => T, contract?: Contract): T {
    const [outer, calls] = [this.contract, this.calls.splice(0)];
    this.contract = contract;
    try {
      return body();
    } finally {
      this.contract = outer;
      this.calls.splice(0, Infinity, ...calls);
    }
  }

  /** A number that a block's caller decides, as a tensor. */
  unknownNumber(name: string, span: Span): TypedNode {
    return this.node({ kind: 'parameter', name }, [], realType([], unknownRange), span, []);
  }

  /** A node of a library function; its plates are those of its inputs less the ones it takes away. */
  apply(request: NodeRequest, span: Span): TypedNode {
    const plates = unionOf(request.inputs).filter((name) => !request.reduces?.includes(name));
    const form: NodeForm = {
      kind: 'apply',
      name: request.name,
      detail: request.detail ?? request.name,
      attributes: request.attributes ?? {},
      lower: request.lower,
      ...(request.units === undefined ? {} : { units: request.units }),
      ...(request.layer === undefined ? {} : { layer: request.layer }),
      ...(request.reduces?.includes(batchPlate) ? { reducesBatch: true } : {}),
    };
    return this.node(form, request.inputs, request.type, request.span ?? span, plates);
  }

  /** A schedule as a value of the step, under the name that it is written by. */
  scheduled(schedule: Schedule, span: Span): TypedNode {
    const node = this.node(
      { kind: 'schedule', schedule },
      [],
      realType([], scheduleRange(schedule)),
      span,
      [],
    );
    const text = this.textOf(span);
    if (/^\w+$/.test(text)) node.label = text;
    return node;
  }

  constant(values: readonly number[], shape: readonly number[], span: Span): TypedNode {
    // One at a time: a list may be longer than arguments can be.
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const type: TensorType = { shape, element: 'real', range: { low, high } };
    return this.node({ kind: 'constant', values }, [], type, span, []);
  }
}

/** The plates of several nodes together, in order of appearance. */
export function unionOf(nodes: readonly TypedNode[]): readonly string[] {
  return [...new Set(nodes.flatMap((node) => node.plates))];
}

/** Names that must be unique in one place: layers, random sites, calls. */
export class Names {
  private readonly counts = new Map<string, number>();

  /** `base`, then `base#2`, ... */
  unique(base: string): string {
    const count = this.numbered(base);
    return count === 1 ? base : `${base}#${count}`;
  }

  /** 1, 2, ... for each use of `base`. */
  numbered(base: string): number {
    const count = (this.counts.get(base) ?? 0) + 1;
    this.counts.set(base, count);
    return count;
  }
}

/** Numbers; none where a size is unknown: why has been reported, and the network is not lowered. */
const shapeOf = (shape: readonly Dim[]): readonly number[] => (shape.every(isKnown) ? shape : []);

/** The weights and buffers that a network's body asks for. */
export class NetworkStore {
  readonly name: string;
  readonly weights: TypedWeight[] = [];
  readonly buffers: TypedBuffer[] = [];
  protected readonly session: Session;

  constructor(session: Session, name: string) {
    this.session = session;
    this.name = name;
  }

  weight(layer: string, request: WeightRequest, span: Span): TypedNode {
    const path = layer === '' ? request.path : `${layer}/${request.path}`;
    const shape = shapeOf(request.shape);
    this.weights.push({
      path,
      shape,
      init: knownInit(this.session, request.init, shape),
      convolutionKernel: request.convolutionKernel ?? false,
      isKernel: request.isKernel ?? false,
      span,
    });
    const type: TensorType = {
      shape: request.shape,
      element: 'real',
      range: { low: -Infinity, high: Infinity },
    };
    return this.session.node({ kind: 'state', network: this.name, path }, [], type, span, []);
  }

  buffer(layer: string, { path, shape, init }: BufferRequest): TypedBuffer {
    const buffer = { path: `${layer}/${path}`, shape: shapeOf(shape), init };
    this.buffers.push(buffer);
    return buffer;
  }
}

/** In the place of a store in a block that is checked by itself: its weights are typed and not kept. */
export class ScratchStore extends NetworkStore {
  override weight(_layer: string, request: WeightRequest, span: Span): TypedNode {
    const form = { kind: 'state', network: this.name, path: request.path } as const;
    return this.session.node(form, [], realType(request.shape), span, []);
  }

  override buffer(_layer: string, { path, init }: BufferRequest): TypedBuffer {
    return { path, shape: [], init };
  }
}

/** Arguments that `defaults { ... }` gives to calls of a function, the nearest first. */
export interface Defaults {
  readonly entries: ReadonlyMap<string, readonly Argument[]>;
  readonly parent: Defaults | undefined;
}

/** The place that an expression is evaluated for. */
export interface Frame {
  /** Where weights go; undefined outside of networks. */
  readonly store: NetworkStore | undefined;
  /** Blocks around, as a path prefix: `up1/`. */
  readonly path: string;
  /** Layer, site and call names of this place. */
  readonly names: Names;
  readonly defaults: Defaults | undefined;
  /** Depth of block calls, against recursion without end. */
  readonly depth: number;
  /** The infers around, outermost first; undefined in networks and in training, where no program runs. */
  readonly programs?: readonly string[];
  /** True in the body of an `optimize`. */
  readonly isLoop?: boolean;
}
