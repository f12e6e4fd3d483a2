/**
 * @file `data` declarations: the source and its options, each field's type, the column it is read from and its transforms. What
 * is known of the source is checked here; the rest when the data is opened.
 */
import type { DataDeclaration, DataField, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { sourceDefinitions, transformDefinitions } from '../library/data/sources.ts';
import type { ColumnDefinition, SourceDefinition } from '../library/data/sources.ts';
import { formatShape, known, knownShape, sameShape } from '../types/dims.ts';
import { isBounded } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { ParamValue, TransformPlan } from '../../runtime/plan.ts';
import type { Value } from '../types/value.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedSource } from './typed.ts';
import { concreteType, declaredType, formatDeclared } from './types.ts';

/** The typed source; undefined where it can't be used (reported). */
export function typedSource(
  evaluator: Evaluator,
  declaration: DataDeclaration,
  scope: Scope,
  frame: Frame,
): TypedSource | undefined {
  const { session } = evaluator;
  const callee = declaration.source.kind === 'call' ? declaration.source.callee : declaration.source;
  const written = callee.kind === 'name' ? callee.name : '';
  // `param dataset = mnist` and `from dataset`: the word that a param holds.
  const held = scope.find(written);
  const name = held?.kind === 'symbol' ? held.name : written;
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
  if (declaration.augment.length > 0) {
    session.report(diagnostic('type/unsupported', declaration.augment[0]!.span, { what: 'augment' }));
  }
  const options = sourceOptions(evaluator, definition, declaration.source, scope, frame);
  const fields: TypedSource['fields'][number][] = [];
  const spans: TypedSource['fieldSpans'][number][] = [];
  const faulty: string[] = [];
  for (const field of declaration.fields) {
    const typed = typedField(evaluator, definition, field, scope, frame);
    if (!typed) {
      faulty.push(field.name.name);
      continue;
    }
    fields.push(typed);
    spans.push(field.span);
  }
  return {
    name: declaration.name.name,
    loader: name,
    options,
    fields,
    fieldSpans: spans,
    faultyFields: faulty,
    span: declaration.name.span,
  };
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
    const value =
      argument.value.kind === 'name' && scope.find(argument.value.name) === undefined
        ? argument.value.name
        : plainValue(evaluator.evaluate(argument.value, scope, frame));
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
      return value.name;
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
  definition: SourceDefinition,
  field: DataField,
  scope: Scope,
  frame: Frame,
): TypedSource['fields'][number] | undefined {
  const { session } = evaluator;
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
  const derivation = field.value
    ? transformsOf(evaluator, field, field.value, scope, frame)
    : { column: field.name.name, transforms: [] };
  if (!derivation) return undefined;
  const column = definition.columns.find((one) => one.name === derivation.column);
  if (!column && !definition.openColumns) {
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
  if (column && !fieldFits(evaluator, definition, field, column, type, derivation.transforms))
    return undefined;
  return {
    name: field.name.name,
    column: derivation.column,
    transforms: derivation.transforms,
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
  definition: SourceDefinition,
  field: DataField,
  column: ColumnDefinition,
  type: NonNullable<ReturnType<typeof concreteType>>,
  transforms: readonly TransformPlan[],
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
  if (!column.shape) return true;
  const shape = transforms.reduce<readonly number[]>((current, one) => {
    const transform = transformDefinitions.get(one.kind);
    const argument = transform?.option === undefined ? 0 : Number(one.options[transform.option] ?? 0);
    return transform ? transform.shape(current, argument) : current;
  }, column.shape);
  if (sameShape(shape, type.shape)) return true;
  const known = shape.length === 3 ? `Image[${formatShape(shape)}]` : `Vector[${formatShape(shape)}]`;
  session.report(
    diagnostic(
      'data/field-shape',
      field.type.span,
      { field: field.name.name, source: definition.name, has: known, found },
      {
        label: found,
        help: `write ${known}, or derive another size with pad(...) or resize(..., size)`,
      },
    ),
  );
  return false;
}

/** `= rotate(invert(image), 90)`: the column and the transforms, innermost first; a bare `pad(2)` is of the field's own column. */
function transformsOf(
  evaluator: Evaluator,
  field: DataField,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): { readonly column: string; readonly transforms: readonly TransformPlan[] } | undefined {
  const { session } = evaluator;
  if (expression.kind === 'name') return { column: expression.name, transforms: [] };
  if (expression.kind === 'call' && expression.callee.kind === 'name') {
    const kind = expression.callee.name;
    const transform = transformDefinitions.get(kind);
    if (transform) {
      const [first] = expression.arguments;
      const isInner =
        first &&
        !first.name &&
        (first.value.kind === 'call' ||
          (first.value.kind === 'name' && scope.find(first.value.name) === undefined));
      const inner = isInner
        ? transformsOf(evaluator, field, first.value, scope, frame)
        : { column: field.name.name, transforms: [] };
      const given = expression.arguments[isInner ? 1 : 0];
      const value = given ? evaluator.evaluate(given.value, scope, frame) : undefined;
      if (!inner) return undefined;
      if (transform.option === undefined)
        return { ...inner, transforms: [...inner.transforms, { kind, options: {} }] };
      if (value?.kind === 'number')
        return {
          ...inner,
          transforms: [...inner.transforms, { kind, options: { [transform.option]: value.value } }],
        };
      if (value?.kind !== 'error') {
        session.report(
          diagnostic(
            'type/missing-argument',
            expression.span,
            { of: kind, missing: [transform.option] },
            value ? { notes: [`found ${describe(value)}`] } : {},
          ),
        );
      }
      return undefined;
    }
  }
  session.report(
    diagnostic(
      'data/transform',
      expression.span,
      { known: [...transformDefinitions.keys()] },
      {
        label: 'is none of them',
        help: `write ${field.name.name}: ... = pad(image, 2), and compute anything else in the train block`,
      },
    ),
  );
  return undefined;
}
