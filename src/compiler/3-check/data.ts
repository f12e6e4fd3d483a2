/**
 * @file `data` declarations: the source and its options, each field's type, the column it is read from and its transforms. What
 * is known of the source is checked here; the rest when the data is opened.
 */
import type { DataDeclaration, DataField, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { columnShape, sourceDefinitions } from '../library/data/sources.ts';
import type { ColumnDefinition, SourceDefinition } from '../library/data/sources.ts';
import {
  formatDim,
  formatShape,
  isKnown,
  isUnknown,
  known,
  knownShape,
  sameDim,
  sameShape,
} from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { isBounded } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { ParamValue } from '../../runtime/plan.ts';
import type { SymbolValue, Value } from '../types/value.ts';
import { augmentations } from './augment.ts';
import { derivationOf, shapeAfter } from './derived-fields.ts';
import type { Derivation } from './derived-fields.ts';
import type { Evaluator } from './evaluator.ts';
import type { Overrides } from './params.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { OpenedSource } from './source-overrides.ts';
import { givenOptions, givenSource } from './source-overrides.ts';
import type { TypedSource } from './typed.ts';
import { sourceText } from './source-values.ts';
import { presentFields, staticChoice } from './static-choice.ts';
import { concreteType, declaredType, formatDeclared } from './types.ts';

/** The typed source; undefined where it can't be used (reported). */
export function typedSource(
  evaluator: Evaluator,
  written: DataDeclaration,
  overrides: Overrides,
  scope: Scope,
  frame: Frame,
): TypedSource | undefined {
  const { session } = evaluator;
  const declaration = presentFields(evaluator, written, scope, frame);
  const given = givenSource(session, declaration, overrides);
  const source = given ? given.source : declaredSource(evaluator, declaration.source, scope, frame);
  if (!source) return undefined;
  const { definition } = source;
  const options = { ...source.options, ...givenOptions(session, declaration, definition, overrides) };
  const fields: TypedSource['fields'][number][] = [];
  const spans: TypedSource['fieldSpans'][number][] = [];
  const faulty: string[] = [];
  for (const field of declaration.fields) {
    const typed = typedField(evaluator, declaration, { definition, options }, field, scope, frame);
    if (!typed) {
      faulty.push(field.name.name);
      continue;
    }
    fields.push(typed);
    spans.push(field.span);
  }
  return {
    name: declaration.name.name,
    loader: definition.name,
    options,
    fields,
    augment: augmentations(evaluator, declaration, fields, faulty.length === 0, scope, frame),
    fieldSpans: spans,
    faultyFields: faulty,
    span: declaration.name.span,
  };
}

/** The source that a declaration writes after `from`; undefined where it is none (reported). */
function declaredSource(
  evaluator: Evaluator,
  written: Expression,
  scope: Scope,
  frame: Frame,
): OpenedSource | undefined {
  const { session } = evaluator;
  const chosen = staticChoice(evaluator, written, scope, frame);
  if (!chosen) return undefined;
  const callee = chosen.kind === 'call' ? chosen.callee : chosen;
  const word = callee.kind === 'name' ? callee.name : '';
  // `param dataset = mnist` and `from dataset`: the source that a param holds.
  const held = scope.find(word);
  if (held?.kind === 'error') return undefined;
  const name = held?.kind === 'symbol' ? held.name : word;
  const definition = sourceDefinitions.get(name);
  if (!definition) {
    const near = suggest(name, [...sourceDefinitions.keys()]);
    session.report(
      diagnostic(
        'data/unknown-source',
        callee.span,
        { name, known: [...sourceDefinitions.keys()] },
        near === undefined
          ? { help: 'for data of your own take images("folder", size: 64), npy("file.npz") or idx("folder")' }
          : { help: `did you mean \`${near}\`?`, fix: { span: callee.span, replacement: near } },
      ),
    );
    return undefined;
  }
  const options = {
    ...(held?.kind === 'symbol' ? held.options : {}),
    ...sourceOptions(evaluator, definition, chosen, scope, frame),
  };
  return { definition, options };
}

/** What to do for a column to have the size that a field declares, where that is an option of the source. */
function ownSize(
  { square }: ColumnDefinition,
  { name }: SourceDefinition,
  has: readonly Dim[],
  declared: readonly Dim[],
): string | undefined {
  const [height, width, channels] = declared;
  if (!square || !height || !width || !channels) return undefined;
  const isOther = sameDim(height, width) && !sameDim(height, has[0]!) && sameDim(channels, has[2]!);
  return isOther ? `or give ${name} the size: ${formatDim(height)}` : undefined;
}

/** A source with options as the value of a param; undefined where the expression is no call of a source. */
export function calledSource(
  evaluator: Evaluator,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): SymbolValue | undefined {
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return undefined;
  const definition = sourceDefinitions.get(expression.callee.name);
  if (!definition || scope.find(definition.name)) return undefined;
  const options = sourceOptions(evaluator, definition, expression, scope, frame);
  return { kind: 'symbol', name: definition.name, options };
}

function sourceOptions(
  evaluator: Evaluator,
  definition: SourceDefinition,
  source: Expression,
  scope: Scope,
  frame: Frame,
): Readonly<Record<string, ParamValue>> {
  const { session } = evaluator;
  const options: Record<string, ParamValue> = {};
  if (source.kind !== 'call') return options;
  source.arguments.forEach((argument, i) => {
    const name = argument.name?.name ?? (i === 0 ? definition.positional : undefined);
    const place = argument.name?.span ?? argument.span;
    if (name === undefined || !definition.options.includes(name)) {
      const near = name === undefined ? undefined : suggest(name, definition.options);
      session.report(
        diagnostic(
          'name/unknown-argument',
          place,
          { name: name ?? session.textOf(argument.span), of: definition.name, known: definition.options },
          near === undefined ? {} : { help: `did you mean \`${near}:\`?` },
        ),
      );
      return;
    }
    // `half: first` is a word that only the loader knows.
    const isWord = argument.value.kind === 'name' && scope.find(argument.value.name) === undefined;
    const given = isWord ? undefined : evaluator.evaluate(argument.value, scope, frame);
    const value = given ? plainValue(given) : session.textOf(argument.value.span);
    if (given?.kind === 'error') return;
    if (value === undefined)
      session.report(
        diagnostic('type/not-static', argument.value.span, {
          what: 'an option',
          found: session.textOf(argument.value.span),
        }),
      );
    else options[name] = value;
  });
  return options;
}

/** A static value as plan data; undefined where it is none. */
export function plainValue(value: Value): ParamValue | undefined {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'string':
      return value.value;
    case 'symbol':
      return sourceText(value);
    case 'list': {
      const items = value.items.map(plainValue);
      return items.some((item) => item === undefined) ? undefined : items.map((item) => item!);
    }
    default:
      return undefined;
  }
}

function typedField(
  evaluator: Evaluator,
  declaration: DataDeclaration,
  source: OpenedSource,
  field: DataField,
  scope: Scope,
  frame: Frame,
): TypedSource['fields'][number] | undefined {
  const { session } = evaluator;
  const { definition } = source;
  const declared = declaredType(evaluator, field.type, scope, frame);
  if (!declared) return undefined;
  const type = concreteType(declared);
  if (!type || type.element === 'logit' || type.element === 'bool') {
    session.report(
      diagnostic(
        'data/field-type',
        field.type.span,
        { type: formatDeclared(declared) },
        { help: 'a field is an Image[h, w, c], a Vector[n], a Class[n] or a Text' },
      ),
    );
    return undefined;
  }
  // A size that nothing is known of was reported where it was made.
  if ([...type.shape, type.classes ?? 0].some(isUnknown)) return undefined;
  const derivation = derivationOf(evaluator, declaration, field, scope, frame);
  if (!derivation) return undefined;
  const column = definition.columns.find((one) => one.name === derivation.column);
  const { openColumns } = definition;
  const mayBeThere = openColumns && (openColumns.kind === 'array' || type.shape.length === 0);
  if (!column && !mayBeThere) {
    const known = definition.columns.map((one) => one.name);
    const near = suggest(derivation.column, known);
    session.report(
      diagnostic(
        'data/unknown-field',
        field.name.span,
        { name: derivation.column, source: definition.name, known },
        {
          help: near === undefined ? `it has: ${known.join(', ')}` : `did you mean \`${near}\`?`,
        },
      ),
    );
    return undefined;
  }
  if (column && !fieldFits(evaluator, source, field, column, type, derivation)) return undefined;
  return {
    name: field.name.name,
    column: derivation.column,
    transforms: derivation.transforms,
    ...(derivation.from === undefined ? {} : { own: derivation.own }),
    shape: knownShape(type.shape),
    dtype: type.element === 'class' || type.element === 'int' ? 'i32' : 'f32',
    ...(type.element === 'real' && isBounded(type.range)
      ? { range: [type.range.low, type.range.high] as const }
      : {}),
    ...(type.classes === undefined ? {} : { classes: known(type.classes) }),
  };
}

function fieldFits(
  evaluator: Evaluator,
  { definition, options }: OpenedSource,
  field: DataField,
  column: ColumnDefinition,
  type: NonNullable<ReturnType<typeof concreteType>>,
  { transforms, own, from }: Derivation,
): boolean {
  const { session } = evaluator;
  const found = formatType(type);
  if ((column.kind === 'class') !== (type.element === 'class')) {
    session.report(
      diagnostic(
        'data/field-kind',
        field.type.span,
        {
          field: field.name.name,
          source: definition.name,
          kind: column.kind,
          found,
        },
        {
          label: found,
          help:
            column.kind === 'class'
              ? `write Class[${column.classes ?? 'n'}]; oneHot(...) makes a vector of it where one is needed`
              : 'write Image[h, w, c] or Vector[n]',
        },
      ),
    );
    return false;
  }
  if (column.classes !== undefined && type.classes !== column.classes) {
    session.report(
      diagnostic(
        'data/field-shape',
        field.type.span,
        { field: field.name.name, source: definition.name, has: `Class[${column.classes}]`, found },
        {
          help: `write Class[${column.classes}]`,
        },
      ),
    );
    return false;
  }
  // What another field is declared as decides, right or wrong: its own faults are told there.
  const start =
    from ??
    columnShape(
      column,
      options['size'],
      type.shape.map((size) => (isKnown(size) ? size : undefined)),
    );
  if (!start) return true;
  const shape = transforms.slice(from ? own : 0).reduce(shapeAfter, start);
  if (sameShape(shape, type.shape)) return true;
  const known = shape.length === 3 ? `Image[${formatShape(shape)}]` : `Vector[${formatShape(shape)}]`;
  const option = transforms.length === 0 ? ownSize(column, definition, shape, type.shape) : undefined;
  session.report(
    diagnostic(
      'data/field-shape',
      field.type.span,
      { field: field.name.name, source: definition.name, has: known, found },
      {
        label: found,
        help: `write ${known}, ${option ?? 'or derive another size with pad(...) or resize(..., size)'}`,
      },
    ),
  );
  return false;
}
