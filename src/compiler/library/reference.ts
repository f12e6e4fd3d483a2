/**
 * @file The tables of the language reference, as Markdown, from the library's own definitions: what docs/language.md says of a
 * function is what the compiler does. A test holds the page to them.
 */
import { sourceDefinitions } from './data/sources.ts';
import type { FunctionDefinition, FunctionGroup, ParameterDefinition } from './definition.ts';
import { families } from './distributions/registry.ts';
import { closedForms } from './objectives/divergences.ts';
import { gameLosses } from './objectives/games.ts';
import { libraryFunctions } from './registry.ts';

const groupTables: Readonly<Record<string, FunctionGroup>> = {
  layers: 'layer',
  activations: 'activation',
  math: 'math',
  reductions: 'reduction',
  form: 'form',
  'distribution-functions': 'distribution',
  objectives: 'objective',
  optimizers: 'optimizer',
  schedules: 'schedule',
  initializers: 'initializer',
  parametrizations: 'parametrization',
  measures: 'measure',
  figures: 'figure',
  lists: 'data',
};

/** Code in a table's cell: a bar would end the cell. */
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const plain = (text: string): string => text.replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `x`, `units`, `init: initializer`, `bias: none`, `values...`. */
function parameterText({ name, kind, optional, rest, symbols = [] }: ParameterDefinition): string {
  if (rest) return `${name}...`;
  if (!optional) return name;
  const kinds = kind === 'symbol' ? [] : [kind === 'tensor' ? 'value' : kind];
  return `${name}: ${[...kinds, ...symbols].join(' or ')}`;
}

/** How a call is written: `dropout(x, rate, mode: always or training)`. */
function callText(name: string, parameters: readonly ParameterDefinition[]): string {
  return `${name}(${parameters.map(parameterText).join(', ')})`;
}

function functionRow(one: FunctionDefinition): readonly string[] {
  return [
    code(callText(one.name, one.parameters)),
    plain(one.summary),
    one.formula === undefined ? '' : code(one.formula),
    plain(one.source ?? ''),
  ];
}

function functionTable(group: FunctionGroup): string {
  const rows = [...libraryFunctions.values()].filter((one) => one.group === group).map(functionRow);
  const isUsed = (column: number): boolean => rows.some((row) => row[column] !== '');
  const columns = [0, 1, 2, 3].filter((column) => column < 2 || isUsed(column));
  const head = ['Call', 'Meaning', 'Formula', 'Source'];
  return table(
    columns.map((column) => head[column]!),
    rows.map((row) => columns.map((column) => row[column]!)),
  );
}

function familyTable(): string {
  return table(
    ['Constructor', 'Meaning', 'log p(x)', 'Draws'],
    [...families.values()].map((one) => [
      code(callText(one.name, one.parameters)),
      plain(one.summary),
      code(one.logProbFormula),
      one.reparameterised ? 'reparameterised' : 'without a gradient',
    ]),
  );
}

function divergenceTable(): string {
  return table(
    ['Pair', 'KL(q, p)', 'Source'],
    [...closedForms].map(([pair, { formula, source }]) => [pair.replace(' ', ', '), code(formula), source]),
  );
}

function gameTable(): string {
  return table(
    ['Game', '`.discriminator` minimises', '`.generator` minimises', 'Source'],
    Object.entries(gameLosses).map(([name, { formulas, source }]) => [
      code(name),
      code(formulas.discriminator),
      code(formulas.generator),
      source,
    ]),
  );
}

function sourceTable(): string {
  return table(
    ['Source', 'What it is', 'Options', 'Fields'],
    [...sourceDefinitions.values()].map((one) => [
      code(one.name),
      one.summary,
      one.options.map((option) => code(`${option}:`)).join(' '),
      [
        ...one.columns.map(({ name, kind, shape, classes }) => {
          const sizes = shape ? `[${shape.join(', ')}]` : classes === undefined ? '' : `[${classes}]`;
          return `${code(name)} ${kind}${sizes}`;
        }),
        ...(one.openColumns ? [one.openColumns.summary] : []),
      ].join(', '),
    ]),
  );
}

/** Each generated table by its name in the page: between `<!-- table NAME -->` and `<!-- end -->`. */
export function referenceTables(): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(groupTables).map(([name, group]): [string, string] => [name, functionTable(group)]),
    ['distributions', familyTable()],
    ['divergences', divergenceTable()],
    ['games', gameTable()],
    ['sources', sourceTable()],
  ]);
}
