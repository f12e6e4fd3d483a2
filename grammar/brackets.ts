/**
 * @file Pairs the brackets of a file and mends them, before parsing: a missing closing bracket is put in as a virtual
 * token, a closing bracket too many is dropped, and each such fault is reported once, with both ends. So the parser only
 * meets balanced brackets, and its recovery can trust blocks. Which bracket is at fault is read off the indentation.
 */
import { createTokenInstance, EOF, type IToken, type TokenType } from 'chevrotain';
import { beginsItem, layoutOf, type Layout } from './token-stream.ts';
import {
  LeftBrace, LeftParenthesis, LeftSquare, RightBrace, RightParenthesis, RightSquare,
} from './tokens.ts'; // prettier-ignore

export type BracketFault =
  | { readonly kind: 'unclosed'; readonly open: IToken; readonly before: IToken }
  | { readonly kind: 'extra'; readonly close: IToken }
  | { readonly kind: 'too-deep'; readonly open: IToken };

/** Deeper nesting than this is refused: the stages are recursive. */
export const deepestNesting = 120;

const closerOf = new Map<TokenType, TokenType>([
  [LeftBrace, RightBrace],
  [LeftParenthesis, RightParenthesis],
  [LeftSquare, RightSquare],
]);
const closers = new Set(closerOf.values());

/** Returns the balanced stream, ended by an EOF token, and what was wrong. `tokens` carry their layout. */
export function balanceBrackets(
  tokens: readonly IToken[],
  end: IToken,
): { tokens: IToken[]; faults: BracketFault[] } {
  const faults: BracketFault[] = [];
  const count = (type: TokenType): number => tokens.filter((token) => token.tokenType === type).length;
  // Surplus of opening braces (positive) or of closing ones (negative): how many faults the indentation may explain.
  let surplus = count(LeftBrace) - count(RightBrace);
  const balanced: IToken[] = [];
  const stack: IToken[] = [];

  const closeTop = (before: IToken): void => {
    const open = stack.pop();
    if (!open) return;
    if (open.tokenType === LeftBrace) surplus -= 1;
    faults.push({ kind: 'unclosed', open, before });
    const place = open.tokenType === LeftBrace ? balanced.length : endOfLine(balanced, open);
    balanced.splice(place, 0, virtualCloser(open, balanced[place - 1] ?? open));
  };
  const nearest = (type: TokenType): boolean => stack.some((open) => closerOf.get(open.tokenType) === type);

  for (const [index, token] of [...tokens, end].entries()) {
    const layout = layoutOf(token);
    if (layout.firstOnLine && surplus > 0) {
      const isItem = beginsItem(tokens, index);
      for (;;) {
        const brace = lastBrace(stack);
        if (!brace || surplus <= 0) break;
        const column = layoutOf(brace).indent;
        const dedented =
          token.tokenType === RightBrace ? layout.indent < column : isItem && layout.indent <= column;
        if (!dedented) break;
        while (stack.at(-1) !== brace) closeTop(token);
        closeTop(token);
      }
    }
    if (closerOf.has(token.tokenType)) {
      if (stack.length >= deepestNesting) {
        faults.push({ kind: 'too-deep', open: token });
        return { tokens: [end], faults: faults.slice(-1) };
      }
      stack.push(token);
    } else if (closers.has(token.tokenType)) {
      const brace = lastBrace(stack);
      // Indented deeper than its block, or followed by lines that are.
      const outer = brace ? layoutOf(brace).indent : 0;
      const next = tokens[index + 1];
      const runsOn = next !== undefined && layoutOf(next).firstOnLine && layoutOf(next).indent > outer;
      const isDeeper = (layout.firstOnLine && layout.indent > outer) || runsOn;
      const tooMany = token.tokenType === RightBrace && surplus < 0 && brace !== undefined && isDeeper;
      const blocked = token.tokenType !== RightBrace && !aboveBrace(stack, token.tokenType) && surplus <= 0;
      if (tooMany || blocked || !nearest(token.tokenType)) {
        if (token.tokenType === RightBrace) surplus += 1;
        faults.push({ kind: 'extra', close: token });
        continue;
      }
      while (closerOf.get(stack.at(-1)?.tokenType ?? EOF) !== token.tokenType) closeTop(token);
      stack.pop();
    } else if (token === end) {
      while (stack.length > 0) closeTop(token);
    }
    balanced.push(token);
  }
  link(balanced);
  return { tokens: balanced, faults };
}

const lastBrace = (stack: readonly IToken[]): IToken | undefined =>
  stack.findLast((open) => open.tokenType === LeftBrace);

/** True where a bracket that `type` closes is open inside the innermost brace. */
function aboveBrace(stack: readonly IToken[], type: TokenType): boolean {
  for (let i = stack.length - 1; i >= 0; i--) {
    const open = stack[i]?.tokenType;
    if (open === LeftBrace) return false;
    if (open && closerOf.get(open) === type) return true;
  }
  return false;
}

/** Where the closing bracket of `open` was probably meant: before the first line that isn't indented deeper. */
function endOfLine(balanced: readonly IToken[], open: IToken): number {
  const indent = layoutOf(open).indent;
  for (let i = balanced.indexOf(open) + 1; i < balanced.length; i++) {
    const token = balanced[i];
    if (token && layoutOf(token).firstOnLine && layoutOf(token).indent <= indent) return i;
  }
  return balanced.length;
}

function virtualCloser(open: IToken, previous: IToken): IToken {
  const at = (previous.endOffset ?? previous.startOffset) + 1;
  const type = closerOf.get(open.tokenType) ?? RightBrace;
  const token = createTokenInstance(type, '', at, at - 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
  const layout: Layout = {
    index: -1,
    firstOnLine: false,
    indent: layoutOf(previous).indent,
    isVirtual: true,
    match: -1,
    owner: -1,
  };
  token.payload = layout;
  return token;
}

/** Gives every token its final index, partner and owner. */
function link(tokens: IToken[]): void {
  const stack: number[] = [];
  for (const [index, token] of tokens.entries()) {
    const isCloser = closers.has(token.tokenType);
    const partner = isCloser ? (stack.pop() ?? -1) : -1;
    const layout = layoutOf(token);
    layout.index = index;
    layout.match = partner;
    layout.owner = stack.at(-1) ?? -1;
    const open = tokens[partner];
    if (open) layoutOf(open).match = index;
    if (closerOf.has(token.tokenType)) stack.push(index);
  }
}
