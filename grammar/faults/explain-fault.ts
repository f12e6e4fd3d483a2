/** @file A fault of the parser to a diagnostic: what was met, what was expected there in words, how the form is written. */
import { EOF, tokenMatcher, type IRecognitionException, type IToken } from 'chevrotain';
import { diagnostic } from '../../src/compiler/diagnostics/catalog.ts';
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts';
import { layoutOf } from '../token-stream.ts';
import { keywords, NumberToken, StringToken } from '../tokens.ts';
import { slips, type Place } from './slips.ts';
import { spanOf } from './text-faults.ts';
import { expectedRules, expectedTokens, forms } from './words.ts';

/** Words the fault; undefined where it only follows from a bracket that was put in. */
export function explainFault(
  path: string,
  tokens: readonly IToken[],
  fault: IRecognitionException,
): Diagnostic | undefined {
  const met = fault.token;
  const { index, isVirtual } = layoutOf(met);
  const previous = tokens[index - 1];
  if (isVirtual || (previous && layoutOf(previous).isVirtual)) return undefined;
  const stack = fault.context.ruleStack;
  const rule = stack.at(-1) ?? 'module';
  const place: Place = {
    path,
    tokens,
    met,
    index,
    previous,
    next: tokens[index + 1],
    rule,
    expected: fault.message,
  };
  for (const slip of slips) {
    const known = slip(place);
    if (known) return known;
  }
  const expected = expectedTokens[fault.message] ?? expectedRules[rule] ?? 'something else';
  const form = stack.findLast((name) => name in forms);
  const help = form === undefined ? {} : { help: `it is written like: ${forms[form]}` };
  // Where the file or block ends too early, the place to look at is the end of what stands before.
  const late = met.tokenType === EOF || (layoutOf(met).firstOnLine && previous !== undefined);
  const span = late && previous ? spanOf(path, previous) : spanOf(path, met);
  const label = late ? 'something is missing after this' : '';
  return diagnostic('syntax/unexpected', span, { met: describe(met), expected }, { label, ...help });
}

function describe(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the file';
  if (tokenMatcher(token, NumberToken)) return `the number ${token.image}`;
  if (tokenMatcher(token, StringToken)) return `the text ${token.image}`;
  if (/^\w/.test(token.image) && !keywords.has(token.image)) return `the name \`${token.image}\``;
  return `\`${token.image}\``;
}
