/** @file The values of data sources in expressions: fields of a minibatch, independent minibatches, the number of examples. */
import { sourceDefinitions } from '../library/data/sources.ts';
import type { Span } from '../source/source.ts';
import { errorValue } from '../types/value.ts';
import type { SourceValue, TypedNode, Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import { Names } from './session.ts';
import type { Frame } from './session.ts';
import type { TypedSource } from './typed.ts';

/** Above the numbers of minibatches that a place draws for itself, below those of repetitions (4-lower/lowerer.ts). */
const firstSharedDraw = 500;

export class DataValues {
  private readonly sources: ReadonlyMap<string, TypedSource>;
  private readonly fieldNodes = new Map<string, TypedNode>();
  /** Minibatches drawn by the model itself or its networks, which all places share. */
  private readonly sharedDraws = new Names();

  constructor(sources: ReadonlyMap<string, TypedSource>) {
    this.sources = sources;
  }

  /** A field of a minibatch; the same field of the same draw is the same node. */
  member(evaluator: Evaluator, source: SourceValue, member: string, span: Span): Value {
    const declared = this.sources.get(source.source);
    if (!declared) return errorValue;
    const at = declared.fields.findIndex((one) => one.name === member);
    const field = declared.fields[at];
    if (declared.faultyFields.includes(member)) return errorValue;
    if (!field && member === 'count') return countOf(evaluator, source.source, span);
    if (!field)
      return evaluator.unknownMember(
        member,
        [...declared.fields.map((one) => one.name), 'count'],
        `the data source ${source.source}`,
        span,
      );
    const key = `${source.source}.${member}#${source.draw}`;
    const known = this.fieldNodes.get(key);
    if (known) return { kind: 'tensor', node: known };
    const [low, high] = field.range ?? [-Infinity, Infinity];
    const type =
      field.classes === undefined
        ? ({ shape: field.shape, element: 'real', range: { low, high } } as const)
        : ({
            shape: [],
            element: 'class',
            classes: field.classes,
            range: { low: 0, high: field.classes - 1 },
          } as const);
    const node = evaluator.session.node(
      { kind: 'field', source: source.source, field: member, draw: source.draw },
      [],
      type,
      declared.fieldSpans[at]!,
      [],
    );
    node.label = `${source.source}.${member}${source.draw === 0 ? '' : `#${source.draw}`}`;
    this.fieldNodes.set(key, node);
    return { kind: 'tensor', node };
  }

  /**
   * `sample other ~ shapes`, an independent minibatch, or `sample y ~ objects.label`, a field of one; undefined of anything else.
   * Minibatches are numbered where they are drawn, so that one more in a figure or another phase changes none here.
   */
  freshDraw(evaluator: Evaluator, value: Value, frame: Frame): Value | undefined {
    const field = value.kind === 'tensor' && value.node.form.kind === 'field' ? value.node.form : undefined;
    const source = value.kind === 'source' ? value.source : field?.source;
    if (source === undefined) return undefined;
    const isLocal = frame.store === undefined && frame.path !== '';
    const draw = isLocal
      ? frame.names.numbered(`data ${source}`)
      : firstSharedDraw + this.sharedDraws.numbered(source);
    const fresh: SourceValue = { kind: 'source', source, draw };
    return value.kind === 'tensor' && field
      ? this.member(evaluator, fresh, field.field, value.node.span)
      : fresh;
  }
}

/** `digits.count`: the number of training examples, which is known when the data is opened. */
function countOf({ session }: Evaluator, source: string, span: Span): Value {
  const type = { shape: [], element: 'real', range: { low: 1, high: Infinity } } as const;
  const form = { kind: 'statistic', statistic: 'count', source, field: undefined } as const;
  const node = session.node(form, [], type, span, []);
  node.label = `${source}.count`;
  return { kind: 'tensor', node };
}

/** The words of the model's texts: those of the first source that has any. */
export function textWords(sources: ReadonlyMap<string, TypedSource>): readonly string[] | undefined {
  const columns = [...sources.values()].flatMap(({ loader }) => sourceDefinitions.get(loader)?.columns ?? []);
  return columns.find((column) => column.vocabulary)?.vocabulary;
}
