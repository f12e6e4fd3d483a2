/**
 * @file Statements in lines of limited width, as prettier breaks them. What is not broken here by a plain rule is left to prettier itself:
 * all such statements of a file at once, since each run of it costs a start.
 */
import { assertNever } from '../../invariant.ts';
import { argumentText } from './calls.ts';
import { formatTypeScript } from './format.ts';
import { laidOut, lineWidth, nestedCode } from './layout.ts';
import { statementText } from './statements.ts';
import type { Statement } from './statements.ts';
import { widthOf } from './text-width.ts';

/** Lines of code, or a statement that prettier has to break. */
export type Piece = string | { readonly statement: string };

/** Columns in front of the statements of a function. */
const indent = 2;

/** The lines of a function's statements. No two blank lines stand together, and none first or last. */
export function linesOf(statements: readonly Statement[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const statement of statements)
    if (statement.kind !== 'blank') pieces.push(pieceOf(statement));
    else if (pieces.length > 0 && pieces.at(-1) !== '') pieces.push('');
  return pieces.at(-1) === '' ? pieces.slice(0, -1) : pieces;
}

/** The text of pieces, with all that prettier breaks. */
export async function joinPieces(pieces: readonly Piece[]): Promise<string> {
  const left = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.statement]));
  const formatted = left.length === 0 ? [] : await formatStatements(left);
  let next = 0;
  return pieces.map((piece) => (typeof piece === 'string' ? piece : formatted[next++])).join('\n');
}

/** Statements as they are formatted inside of a function, each by itself. */
async function formatStatements(statements: readonly string[]): Promise<readonly string[]> {
  const mark = '//#';
  const text = await formatTypeScript(`function f() {\n${statements.join(`\n${mark}\n`)}\n}`);
  const lines = text.split('\n').slice(1, -2);
  return lines.join('\n').split(`\n${' '.repeat(indent)}${mark}\n`);
}

function pieceOf(statement: Statement): Piece {
  const flat = `${' '.repeat(indent)}${statementText(statement)}`;
  if (statement.kind === 'comment' || widthOf(flat) <= lineWidth) return flat;
  const broken = brokenText(statement);
  const isNarrow = broken?.split('\n').every((line) => widthOf(line) <= lineWidth);
  return broken !== undefined && isNarrow ? broken : { statement: statementText(statement) };
}

/** A statement in several lines; undefined where no rule here says how. */
function brokenText(statement: Statement): string | undefined {
  const start = ' '.repeat(indent);
  switch (statement.kind) {
    case 'const':
      return statement.call.arguments.length > 1 ? `${start}${brokenCall(statement)};` : undefined;
    case 'free':
      return `${start}${callInLines('k.free', statement.names)};`;
    case 'return':
      return `${start}return ${laidOut(nestedCode(statement.value), indent, indent + 'return '.length, 1)};`;
    case 'blank':
    case 'comment':
    case 'other':
      return undefined;
    default:
      return assertNever(statement, 'statement');
  }
}

/** Options at the end are broken alone where the rest fits in front of them; else each argument has a line. */
function brokenCall({ name, call }: Statement & { readonly kind: 'const' }): string {
  const callee = `const ${name} = k.${call.op}`;
  const texts = call.arguments.map(argumentText);
  const options = call.arguments.at(-1);
  const head = `${callee}(${texts.slice(0, -1).join(', ')}, {`;
  if (typeof options !== 'object' || indent + widthOf(head) > lineWidth) return callInLines(callee, texts);
  const members = Object.entries(options).map(
    ([key, value]) => `${' '.repeat(indent + 2)}${key}: ${argumentText(value)},`,
  );
  return `${head}\n${members.join('\n')}\n${' '.repeat(indent)}})`;
}

function callInLines(callee: string, given: readonly string[]): string {
  return `${callee}(\n${given.map((text) => `${' '.repeat(indent + 2)}${text},\n`).join('')}${' '.repeat(indent)})`;
}
