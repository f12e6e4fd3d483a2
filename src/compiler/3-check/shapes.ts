/**
 * @file What `genc check --shapes` shows: each line of each network with the type that it gives and the parameters that its layers
 * own; each line elsewhere that gives a value; data, priors, and what each term reaches. Check tells a `ValueObserver` what expressions are worth.
 */
import type { Expression, ModelMember, NetworkDeclaration } from '../ast/ast.ts';
import { formatDistribution } from '../library/distributions/format.ts';
import { describe } from '../library/describe.ts';
import { lineStarts, positionAt } from '../source/source.ts';
import type { SourceSet, Span } from '../source/source.ts';
import { formatType } from '../types/type.ts';
import type { Value } from '../types/value.ts';
import { networksReached } from './reach.ts';
import type { Frame } from './session.ts';
import type { TypedModule, TypedNetwork, TypedWeight } from './typed.ts';

/** Told what check finds, as it finds it. */
export interface ValueObserver {
  /** An expression's value, and the weights that its evaluation has made. */
  value(expression: Expression, value: Value, frame: Frame, weights: readonly TypedWeight[]): void;
  network(declaration: NetworkDeclaration): void;
  /** A member whose lines give values outside of networks: a phase, an infer, a figure. */
  member(declaration: ModelMember): void;
  prior(name: string, value: Value): void;
  /** The printed signature of a block, with what it needs. */
  block(signature: string): void;
}

export interface ShapeLine {
  readonly line: number;
  readonly text: string;
  /** `Vector[400] in [0, inf)`; '' where the line gives no value. */
  readonly type: string;
  readonly parameters: number;
}

export interface ShapeReport {
  readonly model: string;
  /** Signatures of the blocks, with what each needs of its sizes. */
  readonly blocks: readonly string[];
  readonly networks: readonly {
    readonly signature: string;
    readonly parameters: number;
    readonly lines: readonly ShapeLine[];
  }[];
  /** Lines with a value outside of networks: of phases, infers, reports, figures and `let`s of the model. */
  readonly lines: readonly ShapeLine[];
  readonly data: readonly { readonly name: string; readonly type: string }[];
  readonly priors: readonly { readonly name: string; readonly type: string }[];
  /** Learned values and states of the model. */
  readonly values: readonly {
    readonly name: string;
    readonly type: string;
    readonly kind: 'learned' | 'state';
  }[];
  readonly terms: readonly {
    readonly phase: string;
    readonly update: string;
    readonly name: string;
    readonly type: string;
    /** The networks that the term's gradient reaches. */
    readonly reaches: readonly string[];
  }[];
}

interface Seen {
  readonly expression: Expression;
  readonly value: Value;
  readonly weights: Set<TypedWeight>;
}

/** Collects values during a check. */
export class ShapeRecorder implements ValueObserver {
  private readonly seen = new Map<Expression, Seen>();
  private readonly declarations: NetworkDeclaration[] = [];
  private readonly members: ModelMember[] = [];
  private readonly blocks: string[] = [];
  private readonly priors: { name: string; type: string }[] = [];

  value(expression: Expression, value: Value, frame: Frame, weights: readonly TypedWeight[]): void {
    // A block's own lines have other types at each call.
    if (frame.depth > 0) return;
    const before = this.seen.get(expression)?.weights ?? [];
    this.seen.set(expression, { expression, value, weights: new Set([...before, ...weights]) });
  }

  network(declaration: NetworkDeclaration): void {
    this.declarations.push(declaration);
  }

  member(declaration: ModelMember): void {
    this.members.push(declaration);
  }

  block(signature: string): void {
    this.blocks.push(signature);
  }

  prior(name: string, value: Value): void {
    this.priors.push({ name, type: typeText(value) });
  }

  /** The report of a module that was checked with this observer. */
  report(typed: TypedModule, sources: SourceSet): ShapeReport {
    const declarations = this.declarations.toSorted((a, b) => a.span.start - b.span.start);
    return {
      model: typed.model,
      blocks: this.blocks,
      networks: declarations.flatMap((declaration) => {
        const network = typed.networks.get(declaration.name.name);
        return network ? [this.networkReport(declaration, network, sources)] : [];
      }),
      lines: this.members
        .toSorted((a, b) => a.span.start - b.span.start)
        .flatMap(({ span }) => this.linesOf(span, sources).filter(({ isValue }) => isValue))
        .map(({ line, text, type, parameters }) => ({ line, text, type, parameters })),
      data: [...typed.sources.values()].flatMap((source) =>
        source.fields.map((field) => ({
          name: `${source.name}.${field.name}`,
          type:
            field.classes === undefined
              ? formatType({
                  shape: field.shape,
                  element: 'real',
                  range: { low: field.range?.[0] ?? -Infinity, high: field.range?.[1] ?? Infinity },
                })
              : `Class[${field.classes}]`,
        })),
      ),
      priors: this.priors,
      values: [
        ...[...typed.networks.values()]
          .filter(({ role }) => role === 'learned')
          .map(({ name, signature }) => ({ name, type: signature, kind: 'learned' as const })),
        ...typed.states.map(({ name, signature }) => ({ name, type: signature, kind: 'state' as const })),
      ],
      terms: typed.phases.flatMap((phase) =>
        phase.updates.flatMap((update) =>
          update.terms.map((term) => ({
            phase: phase.name,
            update: update.networks.join(', '),
            name: term.name,
            type: formatType(term.value.type),
            reaches: [...networksReached(term.loss, true)],
          })),
        ),
      ),
    };
  }

  private networkReport(
    { body }: NetworkDeclaration,
    network: TypedNetwork,
    sources: SourceSet,
  ): ShapeReport['networks'][number] {
    const parameters = network.parameters.map(
      (node) => `${node.form.kind === 'parameter' ? node.form.name : ''}: ${formatType(node.type)}`,
    );
    // The lines between the braces.
    const inner = { ...body.span, start: body.span.start + 1, end: body.span.end - 1 };
    return {
      signature: `${network.role} ${network.name}(${parameters.join(', ')}) -> ${network.signature}`,
      parameters: countOf(network.weights),
      lines: this.linesOf(inner, sources).map(({ line, text, type, parameters }) => ({
        line,
        text,
        type,
        parameters,
      })),
    };
  }

  /** The lines of a span, each with the value of the widest expression that ends on it. */
  private linesOf(within: Span, sources: SourceSet): readonly (ShapeLine & { readonly isValue: boolean })[] {
    const file = sources.get(within.path);
    if (!file) return [];
    const inside = [...this.seen.values()].filter(
      ({ expression: { span } }) =>
        span.path === within.path && span.start >= within.start && span.end <= within.end,
    );
    const owners = ownersOf(inside);
    const starts = lineStarts(file);
    const last = positionAt(file, within.end).line;
    const lines: (ShapeLine & { readonly isValue: boolean })[] = [];
    for (let line = positionAt(file, within.start).line; line <= last; line++) {
      const start = Math.max(starts[line - 1] ?? 0, within.start);
      const end = Math.min((starts[line] ?? file.text.length + 1) - 1, within.end);
      const text = file.text.slice(start, end).trim();
      if (text === '' || text === '}' || text.startsWith('//')) continue;
      const ending = inside.filter(({ expression: { span } }) => span.end > start && span.end <= end);
      const [whole] = ending.toSorted(
        ({ expression: { span: a } }, { expression: { span: b } }) => b.end - a.end || a.start - b.start,
      );
      const own = ending.flatMap((one) => [...one.weights].filter((weight) => owners.get(weight) === one));
      lines.push({
        line,
        text,
        type: whole ? typeText(whole.value) : '',
        parameters: countOf(own),
        isValue: whole !== undefined && computed.has(whole.value.kind),
      });
    }
    return lines;
  }
}

/** Kinds of values that are computed when the model runs; the others are settings. */
const computed: ReadonlySet<Value['kind']> = new Set([
  'tensor',
  'distribution',
  'record',
  'list',
  'plateList',
  'game',
  'figure',
  'measure',
]);

/** The smallest expression that made each weight: the stage of its layer or block. */
function ownersOf(seen: readonly Seen[]): ReadonlyMap<TypedWeight, Seen> {
  const length = ({ expression: { span } }: Seen): number => span.end - span.start;
  const owners = new Map<TypedWeight, Seen>();
  for (const one of seen.toSorted((a, b) => length(b) - length(a)))
    for (const weight of one.weights) owners.set(weight, one);
  return owners;
}

const countOf = (weights: readonly TypedWeight[]): number =>
  weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);

function typeText(value: Value): string {
  switch (value.kind) {
    case 'distribution':
      return formatDistribution(value);
    case 'record':
      return `{ ${[...value.fields].map(([name, part]) => `${name}: ${typeText(part)}`).join(', ')} }`;
    case 'list':
      return `[${typesOf(value.items)}]`;
    case 'game':
      return `game of ${[...new Set([...value.real, ...value.fake].map(({ type }) => formatType(type)))].join(', ')}`;
    case 'plateList':
      return `[${typeText(value.item)}]`;
    case 'figure':
      return value.figure.kind === 'grid'
        ? `grid of ${typesOf(value.figure.parts.map((part) => part.value))}`
        : describe(value);
    default:
      return describe(value);
  }
}

/** The different types among values. */
const typesOf = (values: readonly Value[]): string => [...new Set(values.map(typeText))].join(', ');
