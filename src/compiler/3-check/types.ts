/**
 * @file Types as written in signatures: evaluated to shapes, with free sizes where a name is not known yet. match.ts matches
 * values with them.
 */
import type { Expression, TypeExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { families } from '../library/distributions/registry.ts';
import { countFault, limits } from '../library/limits.ts';
import type { Span } from '../source/source.ts';
import { formatRange, unbounded } from '../types/range.ts';
import type { Range } from '../types/range.ts';
import { formatDim } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { classType } from '../types/type.ts';
import type { ElementKind, TensorType } from '../types/type.ts';
import { isUndecided } from '../types/value.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';

/** A size that a call decides: `h` in `Image[h, w, c]`. */
export interface FreeSize {
  readonly kind: 'free';
  readonly name: string;
}
export type Size = Dim | FreeSize;

export function isFree(size: Size): size is FreeSize {
  return typeof size !== 'number' && size.kind === 'free';
}

export type DeclaredType =
  | {
      readonly kind: 'tensor';
      readonly name: string;
      readonly shape: readonly Size[];
      /** The sizes that are written as a name alone. */
      readonly names: readonly (string | undefined)[];
      readonly element: ElementKind;
      readonly range: Range | undefined;
      readonly classes: Size | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'distribution';
      readonly family: string;
      readonly event: readonly Size[];
      readonly span: Span;
    }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, DeclaredType>; readonly span: Span }
  | { readonly kind: 'list'; readonly item: DeclaredType; readonly span: Span }
  | { readonly kind: 'static'; readonly name: 'Int' | 'Bool' | 'Text'; readonly span: Span };

const ranks: ReadonlyMap<string, number> = new Map([
  ['Image', 3],
  ['Vector', 1],
  ['Real', 0],
  ['Class', 1],
]);
const forms: Readonly<Record<string, string>> = {
  Image: 'Image[height, width, channels]; a grey image has one channel',
  Vector: 'Vector[size]',
  Class: 'Class[number of classes]',
  Real: 'Real alone: it is one number',
};
const typeNames = ['Image', 'Vector', 'Tensor', 'Real', 'Int', 'Bool', 'Class', 'Logit', 'Text'];

/** The declared type, or undefined (reported). Names that are not in scope are free sizes. */
export function declaredType(
  evaluator: Evaluator,
  written: TypeExpression,
  scope: Scope,
  frame: Frame,
): DeclaredType | undefined {
  const { session } = evaluator;
  if (written.kind === 'errorType') return undefined;
  if (written.kind === 'listType') {
    const item = declaredType(evaluator, written.item, scope, frame);
    return item && { kind: 'list', item, span: written.span };
  }
  if (written.kind === 'recordType') {
    const fields = new Map<string, DeclaredType>();
    for (const field of written.fields) {
      const type = declaredType(evaluator, field.type, scope, frame);
      if (!type) return undefined;
      fields.set(field.name.name, type);
    }
    return { kind: 'record', fields, span: written.span };
  }
  const name = written.name.name;
  const sizes: Size[] = [];
  for (const dimension of written.dimensions) {
    const size = sizeOf(evaluator, dimension, scope, frame);
    if (size === undefined) return undefined;
    const fault = isFree(size)
      ? undefined
      : countFault(dimension.span, `a size of ${name}`, size, name === 'Class' ? limits.items : limits.size);
    if (fault) {
      session.report(fault);
      return undefined;
    }
    sizes.push(size);
  }
  const rank = ranks.get(name);
  if (rank !== undefined && sizes.length !== rank) {
    session.report(
      diagnostic(
        'type/dimension-count',
        written.span,
        { name, wanted: rank, found: sizes.length },
        { help: `write ${forms[name] ?? name}` },
      ),
    );
    return undefined;
  }
  if (families.has(name)) return { kind: 'distribution', family: name, event: sizes, span: written.span };
  if ((name === 'Int' || name === 'Bool' || name === 'Text') && sizes.length === 0)
    return { kind: 'static', name, span: written.span };
  const range = written.range
    ? interval(evaluator, written.range.low, written.range.high, scope, frame)
    : undefined;
  if (range === null) return undefined;
  const base = {
    kind: 'tensor',
    name,
    names: written.dimensions.map((one) => (one.kind === 'name' ? one.name : undefined)),
    range: range ?? undefined,
    classes: undefined,
    span: written.span,
  } as const;
  switch (name) {
    case 'Class':
      return { ...base, shape: [], element: 'class', classes: sizes[0] };
    case 'Logit':
      return { ...base, shape: sizes, element: 'logit' };
    case 'Image':
    case 'Vector':
    case 'Tensor':
    case 'Real':
      return { ...base, shape: sizes, element: 'real' };
    case 'Bool':
      return { ...base, shape: sizes, element: 'bool' };
    default: {
      const near = suggest(name, [...typeNames, ...families.keys()]);
      session.report(
        diagnostic(
          'name/unknown-type',
          written.name.span,
          { name },
          near === undefined
            ? {}
            : { help: `did you mean \`${near}\`?`, fix: { span: written.name.span, replacement: near } },
        ),
      );
      return undefined;
    }
  }
}

function sizeOf(evaluator: Evaluator, expression: Expression, scope: Scope, frame: Frame): Size | undefined {
  if (expression.kind === 'name' && scope.find(expression.name) === undefined)
    return { kind: 'free', name: expression.name };
  return evaluator.size(expression, scope, frame);
}

function interval(
  evaluator: Evaluator,
  low: Expression,
  high: Expression,
  scope: Scope,
  frame: Frame,
): Range | null {
  const ends = [low, high].map((end) => evaluator.evaluate(end, scope, frame));
  const [from, to] = ends;
  if (from?.kind === 'number' && to?.kind === 'number') {
    if (from.value < to.value) return { low: from.value, high: to.value };
    evaluator.session.report(
      diagnostic(
        'range/empty-interval',
        low.span,
        { low: from.value, high: to.value },
        { help: `write the smaller number first: in [${to.value}, ${from.value}]` },
      ),
    );
  } else if (!ends.some(isUndecided)) {
    evaluator.session.report(
      diagnostic('type/not-static', low.span, {
        what: 'a range',
        found: describe(ends.find((end) => end.kind !== 'number') ?? ends[0]!),
      }),
    );
  }
  return null;
}

/** `Image[28, 28, 1] in [0, 1]`, free sizes by name. */
export function formatDeclared(type: DeclaredType): string {
  const sizes = (list: readonly Size[]): string =>
    list.map((one) => (isFree(one) ? one.name : formatDim(one))).join(', ');
  switch (type.kind) {
    case 'tensor': {
      const dims = type.classes !== undefined ? sizes([type.classes]) : sizes(type.shape);
      return `${type.name}${dims === '' ? '' : `[${dims}]`}${type.range ? ` in ${formatRange(type.range)}` : ''}`;
    }
    case 'distribution':
      return `${type.family}[${sizes(type.event)}]`;
    case 'record':
      return `{ ${[...type.fields].map(([name, field]) => `${name}: ${formatDeclared(field)}`).join(', ')} }`;
    case 'list':
      return `[${formatDeclared(type.item)}]`;
    case 'static':
      return type.name;
  }
}

/** The type with sizes in the place of free ones. */
export function withSizes(type: DeclaredType, sizeOfName: (name: string) => Dim): DeclaredType {
  const put = (size: Size): Size => (isFree(size) ? sizeOfName(size.name) : size);
  switch (type.kind) {
    case 'tensor':
      return {
        ...type,
        shape: type.shape.map(put),
        classes: type.classes === undefined ? undefined : put(type.classes),
      };
    case 'distribution':
      return { ...type, event: type.event.map(put) };
    case 'record':
      return {
        ...type,
        fields: new Map([...type.fields].map(([name, field]) => [name, withSizes(field, sizeOfName)])),
      };
    case 'list':
      return { ...type, item: withSizes(type.item, sizeOfName) };
    case 'static':
      return type;
  }
}

/** A declared tensor type with all sizes known, or undefined where one is free. */
export function concreteType(type: DeclaredType): TensorType | undefined {
  if (type.kind !== 'tensor') return undefined;
  const shape: Dim[] = [];
  for (const size of type.shape) {
    if (isFree(size)) return undefined;
    shape.push(size);
  }
  if (type.classes !== undefined)
    return isFree(type.classes) ? undefined : { ...classType(type.classes), shape };
  return { shape, element: type.element, range: type.range ?? unbounded };
}

/** What to write for a parameter of a network or an infer whose type has free sizes or is no tensor's. */
export const networkParameterHelp = (type: DeclaredType): string =>
  type.kind === 'tensor'
    ? 'write a number or a param; free sizes belong to blocks'
    : type.kind === 'distribution'
      ? 'take its parameters or a draw of it: Vector[n]'
      : 'take its parts one by one';
