/**
 * @file What the parser reads: the tokens of one file with their place in the layout. The language has no statement
 * terminator; where a line break matters (see gen.ebnf) the parser asks these facts, and so does recovery.
 */
import type { IToken } from 'chevrotain';
import {
  Allow, Augment, Average, Batch, Block, Calibrate, Data, Defaults, Epochs, Evaluate, Advance, Figure, Frozen, Game,
  Identifier, Import, Infer, Learned, LeftBrace, LeftParenthesis, Let, Maximize, Minimize, Minus, Model, NumberToken,
  Optimize, Param, Prior, Report, Role, Sample, State, Steps, StringToken, Track, Train, Update,
} from './tokens.ts'; // prettier-ignore
import { foreignWords } from './faults/words.ts';
import { tokenMatcher, type TokenType } from 'chevrotain';

/** Facts about one token, kept in its `payload`. */
export interface Layout {
  /** Its place in the stream. */
  index: number;
  /** True for the first token of a line. */
  readonly firstOnLine: boolean;
  /** Columns of white space before the first token of its line. */
  readonly indent: number;
  /** True where brackets.ts put it in for a missing closing bracket. */
  readonly isVirtual: boolean;
  /** The index of the partner of a bracket, else -1. */
  match: number;
  /** The index of the innermost bracket that is open here, else -1. A bracket is owned by what is around it. */
  owner: number;
}

/** The layout of a token of a stream; every token has one. */
export function layoutOf(token: IToken): Layout {
  return token.payload as Layout;
}

/** True where `token` is a name, be it also a contextual keyword. */
export function isName(token: IToken | undefined): boolean {
  return token !== undefined && tokenMatcher(token, Identifier);
}

type Follow = (next: IToken | undefined, afterNext: IToken | undefined) => boolean;
const name: Follow = (next) => isName(next);
const brace: Follow = (next) => next?.tokenType === LeftBrace;
const amount: Follow = (next) =>
  next !== undefined &&
  (isName(next) || tokenMatcher(next, NumberToken) || next.tokenType === LeftParenthesis);
const value: Follow = (next) => amount(next, undefined) || next?.tokenType === Minus;

/** What must follow a contextual keyword for it to begin a declaration or statement. */
const itemFollow = new Map<TokenType, Follow>([
  ...[Model, Block, Param, Data, Prior, Learned, State, Figure, Track, Infer, Sample, Game, Update].map(
    (type): [TokenType, Follow] => [type, name],
  ),
  ...[Average, Advance, Calibrate, Optimize, Report, Allow].map((type): [TokenType, Follow] => [type, name]),
  ...[Import, Augment, Defaults, Evaluate].map((type): [TokenType, Follow] => [type, brace]),
  ...[Batch, Epochs, Steps].map((type): [TokenType, Follow] => [type, amount]),
  ...[Minimize, Maximize].map((type): [TokenType, Follow] => [type, value]),
  [Let, () => true],
  [Train, (next, afterNext) => brace(next, afterNext) || name(next, afterNext)],
  [Frozen, (next) => next !== undefined && tokenMatcher(next, Role)],
]);

/** True where the token at `index` looks like the first word of a declaration or statement. */
export function beginsItem(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  const next = tokens[index + 1];
  // `class Vae`: no item of ours, and yet meant as one.
  if (foreignWords.has(token.image) && layoutOf(token).firstOnLine) return isName(next);
  const follow = itemFollow.get(token.tokenType) ?? (tokenMatcher(token, Role) ? name : undefined);
  if (!follow?.(next, tokens[index + 2])) return false;
  // `let` and the goal of a term stand out anywhere; other words only where a line or block begins.
  if ([Let, Minimize, Maximize].includes(token.tokenType)) return true;
  const before = tokens[index - 1];
  return layoutOf(token).firstOnLine || before === undefined || ['{', '}'].includes(before.image);
}

/** True where a value may begin with this token; used to tell a call's or clause's argument from what follows it. */
export function beginsOperand(token: IToken): boolean {
  return isName(token) || tokenMatcher(token, NumberToken) || tokenMatcher(token, StringToken);
}
