/** @file Common slips, each with its own message: what other languages write where Gen writes something else. */
import type { IToken } from 'chevrotain';
import { diagnostic } from '../../src/compiler/diagnostics/catalog.ts';
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts';
import { beginsItem, beginsOperand, isName, layoutOf } from '../token-stream.ts';
import {
  Arrow, Colon, Equals, Greater, Identifier, reservedWords, RightParenthesis, RightSquare, Tilde, UnitWord,
} from '../tokens.ts'; // prettier-ignore
import { spanOf } from './text-faults.ts';
import { foreignWords, homes, places } from './words.ts';

/** A fault as the slips see it. */
export interface Place {
  readonly path: string;
  readonly tokens: readonly IToken[];
  /** The token that does not fit. */
  readonly met: IToken;
  readonly index: number;
  readonly previous: IToken | undefined;
  readonly next: IToken | undefined;
  /** The innermost rule. */
  readonly rule: string;
  /** The name of the one token type that was expected; empty where there were several. */
  readonly expected: string;
}

type Slip = (place: Place) => Diagnostic | undefined;

const isItem = (place: Place): boolean => place.rule in places;

/** `function`, `class`, `return`, ... */
const foreign: Slip = ({ path, met, rule }) => {
  const instead = foreignWords.get(met.image);
  if (instead === undefined || !(rule in places)) return undefined;
  const evidence = { label: 'is a word of other languages', help: instead };
  return diagnostic('syntax/foreign-word', spanOf(path, met), { word: met.image }, evidence);
};

/** A declaration in the wrong kind of block. */
const misplaced: Slip = (place) => {
  const { path, met, index, tokens, rule } = place;
  if (!isItem(place) || !beginsItem(tokens, index)) return undefined;
  const here = places[rule] ?? '';
  const home = homes[met.image] ?? 'elsewhere';
  const open = tokens[layoutOf(met).owner];
  const related = open ? [{ span: spanOf(path, open), label: 'the block that it stands in' }] : [];
  const evidence = { label: 'is out of place', related, help: `${met.image} stands ${home}` };
  return diagnostic('syntax/misplaced', spanOf(path, met), { word: met.image, here }, evidence);
};

/** `dense(4, bias = none)`, `{ a = 1 }`, `f(x = Real)`. */
const equalsForColon: Slip = ({ path, met, previous, rule, expected }) => {
  if (met.tokenType !== Equals || !previous || !isName(previous)) return undefined;
  const inCall = rule === 'callSuffix' && expected === RightParenthesis.name;
  if (!inCall && expected !== Colon.name) return undefined;
  const span = spanOf(path, met);
  const name = previous.image;
  const evidence = { label: 'write `:`', help: `write ${name}: value`, fix: { span, replacement: ':' } };
  return diagnostic('syntax/equals-for-colon', span, { name }, evidence);
};

/** `let x := 3`, and `x = 3` without `let`. */
const assignment: Slip = (place) => {
  const { path, tokens, index, met, previous, next } = place;
  if (met.tokenType === Equals && previous?.tokenType === Colon && touches(previous, met)) {
    const span = { ...spanOf(path, previous), end: spanOf(path, met).end };
    const evidence = { label: 'write `=`', help: 'write let name = value', fix: { span, replacement: '=' } };
    return diagnostic('syntax/assignment', span, { text: ':=' }, evidence);
  }
  if (!isItem(place)) return undefined;
  const name = met.tokenType === Equals ? previous : next?.tokenType === Equals ? met : undefined;
  if (!name || !isName(name) || layoutOf(met).firstOnLine !== (name === met)) return undefined;
  const before = tokens[name === met ? index - 1 : index - 2];
  if (before && !layoutOf(name).firstOnLine && before.image !== '{' && before.image !== '}') return undefined;
  const span = spanOf(path, name);
  const fix = { span: { ...span, end: span.start }, replacement: 'let ' };
  const evidence = { label: 'is not declared by this', help: `write let ${name.image} = ...`, fix };
  return diagnostic('syntax/assignment', span, { text: `${name.image} =` }, evidence);
};

/** `sample z = pz` and `let z ~ pz`. */
const drawOrDefinition: Slip = ({ path, met, expected }) => {
  const span = spanOf(path, met);
  if (expected === Tilde.name && met.tokenType === Equals) {
    const evidence = { label: 'write `~`', fix: { span, replacement: '~' } };
    const parameters = { met: '`=`', expected: '`~` and a distribution' };
    const help = 'a draw is written sample z ~ pz; a definition let z = ...';
    return diagnostic('syntax/unexpected', span, parameters, { ...evidence, help });
  }
  if (expected === Equals.name && met.tokenType === Tilde) {
    const parameters = { met: '`~`', expected: '`=` and a value' };
    return diagnostic('syntax/unexpected', span, parameters, { help: 'a draw is written sample z ~ pz' });
  }
  return undefined;
};

/** `f(x: T): R` and `f(x: T) => R`. */
const arrow: Slip = ({ path, met, next, expected, rule }) => {
  const ended = expected === Arrow.name || (expected === 'LeftBrace' && rule === 'body');
  const isFat = met.tokenType === Equals && next?.tokenType === Greater;
  if (!ended || (met.tokenType !== Colon && !isFat)) return undefined;
  const span = isFat && next ? { ...spanOf(path, met), end: spanOf(path, next).end } : spanOf(path, met);
  const evidence = { label: 'write `->`', fix: { span, replacement: ' ->' } };
  const parameters = { met: isFat ? '`=>`' : '`:`', expected: '`->` and the type of the result' };
  return diagnostic('syntax/unexpected', span, parameters, evidence);
};

/** `let in = 3`. */
const reserved: Slip = ({ path, met, expected }) => {
  if (expected !== Identifier.name || !reservedWords.includes(met.tokenType)) return undefined;
  const evidence = { label: 'is a word of the language', help: 'choose another name' };
  return diagnostic('syntax/reserved-word', spanOf(path, met), { word: met.image }, evidence);
};

/** `x |> flatten dense(400)`, `concat(a b)`. */
const missingPipe: Slip = (place) => {
  const { path, met, previous, expected } = place;
  if (!previous || layoutOf(met).firstOnLine || !beginsOperand(met)) return undefined;
  const inBrackets = expected === RightParenthesis.name || expected === RightSquare.name;
  const ends = beginsOperand(previous) || [')', ']', '}'].includes(previous.image);
  if (!(inBrackets || isItem(place)) || !ends || previous.tokenType === UnitWord) return undefined;
  const help = inBrackets ? 'write |> or a comma before it' : 'write |> before it, or begin a new line';
  const evidence = { label: 'nothing connects this to what stands before it', help };
  return diagnostic('syntax/missing-pipe', spanOf(path, met), {}, evidence);
};

const touches = (a: IToken, b: IToken): boolean => b.startOffset === (a.endOffset ?? a.startOffset) + 1;

/** In this order; the first that knows the fault words it. */
export const slips: readonly Slip[] = [
  foreign,
  misplaced,
  equalsForColon,
  assignment,
  drawOrDefinition,
  arrow,
  reserved,
  missingPipe,
];
