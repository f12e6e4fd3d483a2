/**
 * @file Literals laid out in lines, as prettier lays them out: on one line where that is narrow enough, else a member or an item a line. A
 * plan of megabytes is written without being parsed again; a test holds that prettier leaves what is written here as it is.
 */
import { keyText, numberText, quoted } from './literals.ts';
import { inBraces } from './nested-text.ts';
import type { NestedText } from './nested-text.ts';
import { widthOf } from './text-width.ts';

/** Columns of a line. */
export const lineWidth = 110;

/** An expression: a leaf, an object or a list, with its text on one line where it may stand on one. */
export type Code = Leaf | ObjectCode | ListCode;

interface OnOneLine {
  /** Undefined where the text must be broken, or is wider than any line. */
  readonly flat: string | undefined;
  /** Columns of `flat`. */
  readonly width: number;
}

/** What has no parts to break between. */
interface Leaf extends OnOneLine {
  readonly kind: 'number' | 'boolean' | 'word' | 'text' | 'call';
  readonly flat: string;
}

interface ObjectCode extends OnOneLine {
  readonly kind: 'object';
  readonly members: readonly Member[];
}

interface ListCode extends OnOneLine {
  readonly kind: 'list';
  readonly items: readonly Code[];
}

/** `key: value`, or `key` alone where the value is that name; the key is code. */
interface Member {
  readonly key: string;
  readonly value: Code;
}

/** `{ key: value }`. */
function objectCode(members: readonly Member[]): Code {
  const parts = members.map(({ value }) => value);
  // Two for each key's colon, comma and space; one for what is shorter, by the name alone.
  const least = members.reduce((total, { key }) => total + key.length, 2 * members.length);
  const mayFit = least <= lineWidth && areNarrow(parts);
  const flat = mayFit ? inBraces(members.map(memberText)) : undefined;
  return { kind: 'object', members, ...narrow(flat) };
}

/** `[item, item]`. */
function listCode(items: readonly Code[]): Code {
  const mayFit = 3 * items.length <= lineWidth && areNarrow(items) && !isTable(items);
  return {
    kind: 'list',
    items,
    ...narrow(mayFit ? `[${items.map(({ flat }) => flat).join(', ')}]` : undefined),
  };
}

/** An object whose leaves are code. */
export function nestedCode(value: NestedText): Code {
  return objectCode(
    Object.entries(value).map(([name, part]) => ({
      key: keyText(name),
      value: typeof part === 'string' ? leaf(part.endsWith(')') ? 'call' : 'word', part) : nestedCode(part),
    })),
  );
}

/** A list of numbers. */
export function numbersCode(values: readonly number[]): Code {
  return listCode(values.map(numberCode));
}

/** What JSON can hold, as code. */
export function jsonCode(value: unknown): Code {
  if (typeof value === 'number') return numberCode(value);
  if (typeof value === 'boolean') return leaf('boolean', String(value));
  if (typeof value === 'string') return leaf('text', quoted(value));
  if (value === null) return leaf('text', 'null');
  if (Array.isArray(value)) return listCode(value.map(jsonCode));
  return objectCode(
    Object.entries(value as object).map(([key, part]) => ({ key: keyText(key), value: jsonCode(part) })),
  );
}

/** The lines of an expression behind `column` columns of text; `after` more follow it, and lines but the first have `indent`. */
export function laidOut(code: Code, indent: number, column: number, after: number): string {
  if (code.flat !== undefined && column + code.width + after <= lineWidth) return code.flat;
  const inner = indent + 2;
  const start = ' '.repeat(inner);
  const end = `\n${' '.repeat(indent)}`;
  if (code.kind === 'object')
    return `{\n${code.members.map((member) => `${start}${memberLines(member, inner)},`).join('\n')}${end}}`;
  if (code.kind !== 'list') return code.flat;
  const lines = code.items.every(({ kind }) => kind === 'number')
    ? filled(code.items, inner)
    : code.items.map((item) => `${start}${laidOut(item, inner, inner, 1)},`);
  return `[\n${lines.join('\n')}${end}]`;
}

function numberCode(value: number): Code {
  return leaf('number', numberText(value));
}

function leaf(kind: Leaf['kind'], flat: string): Leaf {
  return { kind, flat, width: widthOf(flat) };
}

function narrow(text: string | undefined): OnOneLine {
  const width = text === undefined ? Number.POSITIVE_INFINITY : widthOf(text);
  return { flat: width > lineWidth ? undefined : text, width };
}

function areNarrow(parts: readonly Code[]): boolean {
  return parts.every(({ width }) => width <= lineWidth);
}

function memberText(member: Member): string {
  const { key, value } = member;
  return isShorthand(member) ? key : `${key}: ${value.flat}`;
}

function isShorthand({ key, value }: Member): boolean {
  return value.kind === 'word' && value.flat === key;
}

/** What can stand alone goes to a line of its own where it would not fit, unless the key is so short that this gains nothing. */
function memberLines(member: Member, indent: number): string {
  const { key, value } = member;
  const column = indent + widthOf(key) + 2;
  if (value.kind === 'object' || value.kind === 'list') return `${key}: ${laidOut(value, indent, column, 1)}`;
  const stays =
    isShorthand(member) ||
    (value.kind === 'number' && !value.flat.startsWith('-')) ||
    value.kind === 'boolean' ||
    // It could be broken itself: a line that stays too wide is left to prettier.
    value.kind === 'call' ||
    widthOf(key) < 5 ||
    column + value.width < lineWidth;
  return stays ? memberText(member) : `${key}:\n${' '.repeat(indent + 2)}${value.flat}`;
}

/** Lists of several objects, or of several lists, of more than one part each are never on one line. */
function isTable(items: readonly Code[]): boolean {
  return (
    items.length > 1 &&
    (items.every((item) => item.kind === 'object' && item.members.length > 1) ||
      items.every((item) => item.kind === 'list' && item.items.length > 1))
  );
}

/** Numbers, as many to a line as there is room for. */
function filled(numbers: readonly Code[], indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const { flat } of numbers) {
    const text = `${flat},`;
    if (line !== '' && indent + line.length + 1 + text.length > lineWidth) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? text : ` ${text}`;
  }
  return [...lines, line].map((text) => ' '.repeat(indent) + text);
}
