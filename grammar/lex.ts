/**
 * @file Text to a balanced token stream. Reports faulty text (as values; wording is in faults/) and keeps comments.
 * Never throws, whatever the bytes.
 */
import { createTokenInstance, EOF, type IToken } from 'chevrotain';
import { balanceBrackets, type BracketFault } from './brackets.ts';
import type { Layout } from './token-stream.ts';
import { MalformedNumber, MalformedString, tokenize, Unknown } from './tokens.ts';

export type TextFault =
  | { readonly kind: 'unknown'; readonly token: IToken; readonly times: number }
  | { readonly kind: 'number'; readonly token: IToken }
  | { readonly kind: 'string'; readonly token: IToken }
  | { readonly kind: 'comment'; readonly token: IToken };

export interface LexedFile {
  /** Balanced, with layout, ended by an EOF token. */
  readonly tokens: IToken[];
  /** `//` comments in order. */
  readonly comments: readonly IToken[];
  readonly textFaults: readonly TextFault[];
  /** Signs that were left out of `tokens`. */
  readonly dropped: readonly IToken[];
  readonly bracketFaults: readonly BracketFault[];
}

/** Lexes a whole file. */
export function lex(text: string): LexedFile {
  const result = tokenize(text);
  const textFaults: TextFault[] = [];
  const comments = result.groups['comments'] ?? [];
  const blockComments = result.groups['blockComments'] ?? [];
  // The lexer tracks starts only; ends follow from the text.
  for (const token of [...result.tokens, ...comments, ...blockComments]) {
    token.endOffset = token.startOffset + token.image.length - 1;
  }
  for (const token of blockComments) textFaults.push({ kind: 'comment', token });

  // One report per kind of sign: a file with a semicolon on each line has one fault, not a hundred.
  const unknown = new Map<string, { token: IToken; times: number }>();
  const kept: IToken[] = [];
  const dropped: IToken[] = [];
  let commentedOut = -1;
  for (const token of result.tokens) {
    if (token.startOffset < commentedOut) continue;
    if (token.tokenType === Unknown) {
      dropped.push(token);
      const seen = unknown.get(token.image);
      if (seen) seen.times += 1;
      else unknown.set(token.image, { token, times: 1 });
      // `# text` is meant as a comment: drop its line.
      if (token.image === '#') commentedOut = lineEnd(text, token.startOffset);
      continue;
    }
    if (token.tokenType === MalformedNumber) textFaults.push({ kind: 'number', token });
    if (token.tokenType === MalformedString || badEscape(token.image))
      textFaults.push({ kind: 'string', token });
    kept.push(token);
  }
  for (const { token, times } of unknown.values()) textFaults.push({ kind: 'unknown', token, times });

  const end = createTokenInstance(EOF, '', text.length, text.length - 1, NaN, NaN, NaN, NaN);
  addLayout(text, kept, end);
  const balanced = balanceBrackets(kept, end);
  return { tokens: balanced.tokens, comments, textFaults, dropped, bracketFaults: balanced.faults };
}

/** True for a string with an escape that the language lacks. */
function badEscape(image: string): boolean {
  return image.startsWith('"') && /\\[^"\\nt]/.test(image.replaceAll('\\\\', ''));
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function addLayout(text: string, tokens: readonly IToken[], end: IToken): void {
  let previousEnd = 0;
  let indent = 0;
  for (const [index, token] of [...tokens, end].entries()) {
    const gap = text.slice(previousEnd, token.startOffset);
    const lineBreak = gap.lastIndexOf('\n');
    const firstOnLine = index === 0 || lineBreak >= 0;
    if (firstOnLine) indent = token.startOffset - (lineBreak >= 0 ? previousEnd + lineBreak + 1 : 0);
    if (token === end) indent = -1;
    const layout: Layout = { index, firstOnLine, indent, isVirtual: false, match: -1, owner: -1 };
    token.payload = layout;
    previousEnd = (token.endOffset ?? token.startOffset) + 1;
  }
}
