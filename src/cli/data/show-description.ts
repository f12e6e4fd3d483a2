/** @file What a source holds, in lines for people. */
import type { SourceDescription, ValueSummary } from '../../runtime/data/describe.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { Inspected } from './inspect.ts';

const count = (value: number): string => value.toLocaleString('en');
const number = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '';
const rangeText = ({ low, high }: ValueSummary): string =>
  low > high ? '' : `${number(low)} to ${number(high)}`;

/** Counts, columns, fields, classes, pictures and findings. */
export function descriptionLines(
  { description, survey, unreadable, phases }: Inspected,
  { dataColors: colors }: Terminal,
): readonly string[] {
  const { name, loader, train, test, columns, fields, classes, notes, findings } = description;
  // The mean of class numbers says nothing.
  const isCounted = (column: string): boolean => classes.some((one) => one.column === column);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
  return [
    `${colors.bold(name)} from ${loader}: ${count(train)} examples for training, ${count(test)} for testing`,
    ...phases.map(
      ({ phase, batch, stepsPerEpoch }) =>
        `  ${phase}: ${count(stepsPerEpoch)} steps of ${count(batch)} show every example once`,
    ),
    ...section(
      'columns, as they are read',
      formatTable(
        ['', 'shape', 'values', 'mean', ''],
        columns.map((column) => [
          column.name,
          shapeText(column.shape),
          rangeText(column),
          isCounted(column.name) || column.words ? '' : number(column.mean),
          column.words ? `${column.words.length} words: ${column.words.join(' ')}` : column.kind,
        ]),
        new Set(),
      ),
    ),
    ...section(
      'fields, as the spec gets them',
      fields.length === 0
        ? []
        : formatTable(
            ['', 'type', 'values', 'mean', 'made of'],
            fields.map((field) => fieldRow(field)),
            new Set(),
          ),
    ),
    ...classes.flatMap(({ column, counts }) => section(`classes of ${column}`, classLines(counts))),
    ...(survey
      ? section('pictures on disk', [
          `${count(survey.files)} files: ${Object.entries(survey.formats)
            .map(([format, many]) => `${count(many)} ${format}`)
            .join(', ')}${survey.looked < survey.files ? ` (of ${count(survey.looked)} looked at)` : ''}`,
          `${spanText(survey.height)} high, ${spanText(survey.width)} wide`,
          ...survey.treated,
        ])
      : []),
    ...section(
      `files that cannot be read: ${count(unreadable.length)}`,
      unreadable.map(({ path, reason }) => `${path} (${reason})`),
    ),
    ...section('notes', notes),
    ...section(colors.yellow('look at this before training'), findings),
  ];
}

function fieldRow(field: SourceDescription['fields'][number]): readonly string[] {
  const { name, shape, classes, range, column, transforms } = field;
  const type =
    classes === undefined
      ? `${shapeText(shape)}${range ? ` in [${range.join(', ')}]` : ''}`
      : `Class[${classes}]`;
  return [
    name,
    type,
    rangeText(field),
    classes === undefined ? number(field.mean) : '',
    [column, ...transforms].join(', then '),
  ];
}

const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'a number' : `[${shape.join(', ')}]`;
const spanText = ([least, most]: readonly [number, number]): string =>
  least === most ? `${least}` : `${least} to ${most}`;

const MOST = 40;

function classLines(counts: SourceDescription['classes'][number]['counts']): readonly string[] {
  const rows = counts
    .slice(0, MOST)
    .map(({ name, train, test }, place) => [
      `${place}`,
      name === `${place}` ? '' : name,
      count(train),
      count(test),
    ]);
  const isNamed = rows.some(([, name]) => name !== '');
  const heading = ['', ...(isNamed ? ['name'] : []), 'training', 'test'];
  const lines = formatTable(
    heading,
    isNamed ? rows : rows.map(([place = '', , ...rest]) => [place, ...rest]),
    new Set(isNamed ? [2, 3] : [1, 2]),
  );
  return counts.length > MOST ? [...lines, `and ${counts.length - MOST} more`] : lines;
}
