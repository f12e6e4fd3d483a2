/**
 * @file Reports that are measures of whole samples: what they compare, and for those that look through a classifier, which classes
 * of the data it is to learn.
 */
import type { ReportStatement } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import type { MeasureValue } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import type { TypedMeasure, TypedSource } from './typed.ts';

/** The typed report; undefined where something was reported. */
export function typedMeasure(
  evaluator: Evaluator,
  statement: ReportStatement,
  { measure }: MeasureValue,
  examples: number | undefined,
): TypedMeasure | undefined {
  const { form } = measure.data;
  const source = form.kind === 'field' ? evaluator.modules.sources.get(form.source) : undefined;
  if (form.kind !== 'field' || !source) return undefined;
  const common = {
    name: statement.name.name,
    data: { source: form.source, field: form.field },
    samples: measure.samples,
    examples,
    generated: measure.generated,
    span: statement.span,
  };
  if (measure.kind === 'parzenWindow')
    return { ...common, kind: 'parzenWindow', unit: 'nats', bandwidth: measure.bandwidth };
  const labels = labelsOf(source);
  const isImage = measure.data.type.shape.length === 3;
  if (labels && isImage) {
    return measure.kind === 'frechetDistance'
      ? { ...common, kind: 'frechetDistance', unit: '', labels }
      : { ...common, kind: 'classifierAccuracy', unit: '', labels, asked: measure.asked };
  }
  evaluator.session.report(
    diagnostic(
      'program/measure-classifier',
      statement.value.span,
      { name: measure.kind, source: source.name, isImage },
      {
        related: [{ span: source.span, label: `${source.name} is declared here` }],
        help: isImage
          ? 'declare the classes among its fields: label: Class[10]'
          : 'parzenWindow compares vectors as they are',
      },
    ),
  );
  return undefined;
}

/** The classes that a classifier of the source learns: a field of the declaration, else what the source is known to hold. */
function labelsOf(source: TypedSource): { readonly column: string; readonly classes: number } | undefined {
  const declared = source.fields.find((field) => field.classes !== undefined);
  if (declared?.classes !== undefined) return { column: declared.column, classes: declared.classes };
  const known = sourceDefinitions.get(source.loader)?.columns.find((column) => column.classes !== undefined);
  return known?.classes === undefined ? undefined : { column: known.name, classes: known.classes };
}
