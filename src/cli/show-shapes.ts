/** @file The report of `genc check --shapes` as lines of text. */
import type { ShapeReport } from '../compiler/3-check/shapes.ts';
import { formatTable } from './table.ts';

/** The report's lines: signatures of blocks, networks as tables beside their source, the lines of everything else, then data, priors, learned values, states and terms. */
export function shapeLines({
  blocks,
  networks,
  lines,
  data,
  priors,
  values,
  terms,
}: ShapeReport): readonly string[] {
  const count = (parameters: number): string =>
    parameters === 0 ? '' : parameters.toLocaleString('en').replaceAll(',', ' ');
  const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
  const section = (title: string, rows: readonly (readonly string[])[]): readonly string[] =>
    rows.length === 0 ? [] : [...indented(formatTable([title, 'type'], rows, new Set())), ''];
  return [
    ...blocks,
    ...(blocks.length > 0 ? [''] : []),
    ...networks.flatMap(({ signature, parameters, lines }) => [
      signature,
      ...indented(
        formatTable(
          ['line', 'source', 'type', 'parameters'],
          [
            ...lines.map((one) => [String(one.line), one.text, one.type, count(one.parameters)]),
            ['', '', 'in all', count(parameters)],
          ],
          new Set([0, 3]),
        ),
      ),
      '',
    ]),
    ...(lines.length === 0
      ? []
      : [
          ...indented(
            formatTable(
              ['line', 'source', 'type'],
              lines.map((one) => [String(one.line), one.text, one.type]),
              new Set([0]),
            ),
          ),
          '',
        ]),
    ...section(
      'data',
      data.map(({ name, type }) => [name, type]),
    ),
    ...section(
      'prior',
      priors.map(({ name, type }) => [name, type]),
    ),
    ...(['learned', 'state'] as const).flatMap((kind) =>
      section(
        kind,
        values.filter((one) => one.kind === kind).map(({ name, type }) => [name, type]),
      ),
    ),
    ...indented(
      formatTable(
        ['phase', 'update', 'term', 'type', 'reaches'],
        terms.map(({ phase, update, name, type, reaches }) => [
          phase,
          update,
          name,
          type,
          reaches.join(', '),
        ]),
        new Set(),
      ),
    ),
  ];
}
