/**
 * @file The words and signs of the language, and the lexer. Nearly every keyword is contextual: its token type has the
 * category `Identifier`, so that the parser takes it as a name wherever a name can stand. The ten reserved words
 * (`let if else for in and or not true false`) are never names. Faulty text (an open string, `1.`, an unknown sign) still
 * becomes a token, so that the parser goes on; lex.ts reports it.
 */
import { createToken, Lexer, type ILexerConfig, type ILexingResult, type TokenType } from 'chevrotain';

/** A name, or a contextual keyword where a name may stand. */
export const Identifier = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z][A-Za-z0-9_]*|_[A-Za-z0-9_]+/,
});
/** `step`, `epochs`, ...: words that make a number a time. */
export const UnitWord = createToken({ name: 'UnitWord', pattern: Lexer.NA, categories: [Identifier] });
/** The role of a network. */
export const Role = createToken({ name: 'Role', pattern: Lexer.NA, categories: [Identifier] });

const keywordTypes = new Map<string, TokenType>();

function word(text: string, categories: TokenType[]): TokenType {
  const name = `${text[0]?.toUpperCase()}${text.slice(1)}Word`;
  const type = createToken({ name, label: text, pattern: Lexer.NA, categories });
  keywordTypes.set(text, type);
  return type;
}
const contextual = (text: string): TokenType => word(text, [Identifier]);
const reserved = (text: string): TokenType => word(text, []);

export const Let = reserved('let');
export const If = reserved('if');
export const Else = reserved('else');
export const For = reserved('for');
export const In = reserved('in');
export const And = reserved('and');
export const Or = reserved('or');
export const Not = reserved('not');
export const True = reserved('true');
export const False = reserved('false');
/** The words that can't be names. */
export const reservedWords: readonly TokenType[] = [Let, If, Else, For, In, And, Or, Not, True, False];

export const Import = contextual('import');
export const From = contextual('from');
export const Model = contextual('model');
export const Block = contextual('block');
export const Param = contextual('param');
export const Data = contextual('data');
export const Augment = contextual('augment');
export const Prior = contextual('prior');
export const Learned = contextual('learned');
export const State = contextual('state');
export const Defaults = contextual('defaults');
export const Frozen = contextual('frozen');
word('encoder', [Role]);
word('decoder', [Role]);
word('generator', [Role]);
word('discriminator', [Role]);
word('network', [Role]);
export const Train = contextual('train');
export const After = contextual('after');
export const Evaluate = contextual('evaluate');
export const Figure = contextual('figure');
export const Track = contextual('track');
export const Infer = contextual('infer');
export const Allow = contextual('allow');
export const Batch = contextual('batch');
export const Parts = contextual('parts');
export const Sample = contextual('sample');
export const Times = contextual('times');
export const Game = contextual('game');
export const Update = contextual('update');
export const With = contextual('with');
export const Minimize = contextual('minimize');
export const Maximize = contextual('maximize');
export const Every = contextual('every');
export const Average = contextual('average');
export const As = contextual('as');
export const Decay = contextual('decay');
export const HalfLife = contextual('halfLife');
export const Advance = contextual('advance');
export const Calibrate = contextual('calibrate');
export const Batches = contextual('batches');
export const Optimize = contextual('optimize');
export const Report = contextual('report');
export const Repeat = contextual('repeat');
export const To = contextual('to');
word('step', [UnitWord]);
export const Steps = word('steps', [UnitWord]);
word('epoch', [UnitWord]);
export const Epochs = word('epochs', [UnitWord]);
export const Examples = word('examples', [UnitWord]);

const sign = (name: string, text: string): TokenType => createToken({ name, label: text, pattern: text });

export const DotDotLess = sign('DotDotLess', '..<');
export const DotDot = sign('DotDot', '..');
export const Arrow = sign('Arrow', '->');
export const PipeSign = sign('PipeSign', '|>');
export const EqualEqual = sign('EqualEqual', '==');
export const NotEqual = sign('NotEqual', '!=');
export const LessEqual = sign('LessEqual', '<=');
export const GreaterEqual = sign('GreaterEqual', '>=');
export const Less = sign('Less', '<');
export const Greater = sign('Greater', '>');
export const Equals = sign('Equals', '=');
export const Plus = sign('Plus', '+');
export const Minus = sign('Minus', '-');
export const Star = sign('Star', '*');
export const Slash = sign('Slash', '/');
export const Caret = sign('Caret', '^');
export const Tilde = sign('Tilde', '~');
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Dot = sign('Dot', '.');
export const LeftBrace = sign('LeftBrace', '{');
export const RightBrace = sign('RightBrace', '}');
export const LeftParenthesis = sign('LeftParenthesis', '(');
export const RightParenthesis = sign('RightParenthesis', ')');
export const LeftSquare = sign('LeftSquare', '[');
export const RightSquare = sign('RightSquare', ']');
export const Hole = sign('Hole', '???');
export const Placeholder = createToken({ name: 'Placeholder', label: '_', pattern: /_(?![A-Za-z0-9_])/ });

export const NumberToken = createToken({ name: 'Number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/ });
export const StringToken = createToken({ name: 'String', pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/ });

/** `1.`, `.5`, `1e`, `2x`, `0x1F`, `1_000`: read as a number, reported by lex.ts. */
export const MalformedNumber = createToken({
  name: 'MalformedNumber',
  pattern:
    /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[A-Za-z_][A-Za-z0-9_]*|\d+[eE][+-](?!\d)|\d+\.(?![\d.A-Za-z_])|\.\d+(?:[eE][+-]?\d+)?/,
  categories: [NumberToken],
});
/** A string without its closing quote, or in single quotes: read as a string, reported by lex.ts. */
export const MalformedString = createToken({
  name: 'MalformedString',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?|'(?:[^'\\\r\n]|\\[^\r\n])*'?/,
  categories: [StringToken],
});
// The longer match wins: `2x` is one malformed number, `1e-3` one number.
NumberToken.LONGER_ALT = MalformedNumber;

/** Anything else; dropped before parsing, reported by lex.ts. */
export const Unknown = createToken({ name: 'Unknown', pattern: /&&|\|\||[^]/u, line_breaks: false });

const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /[ \t\r\n\f\v\uFEFF\u00A0\u3000]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\r\n]*/, group: 'comments' });
/** Not part of the language: reported by lex.ts and skipped. */
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/,
  group: 'blockComments',
  line_breaks: true,
});

const signs = [
  Hole, DotDotLess, DotDot, Arrow, PipeSign, EqualEqual, NotEqual, LessEqual, GreaterEqual, Less, Greater, Equals,
  Plus, Minus, Star, Slash, Caret, Tilde, Comma, Colon, Dot, LeftBrace, RightBrace, LeftParenthesis, RightParenthesis,
  LeftSquare, RightSquare,
]; // prettier-ignore

/** Every token type, in the order in which the lexer tries them. */
export const allTokens: TokenType[] = [
  WhiteSpace,
  LineComment,
  BlockComment,
  Identifier,
  Placeholder,
  NumberToken,
  MalformedNumber,
  StringToken,
  MalformedString,
  ...signs,
  Unknown,
  // Never matched by the lexer: `tokenize` gives these types to identifiers.
  UnitWord,
  Role,
  ...keywordTypes.values(),
];

/** Contextual keywords by their text. */
export const keywords: ReadonlyMap<string, TokenType> = keywordTypes;

/**
 * Both options shorten the start of `genc`: definitions are validated by the tests alone (`skipValidations`), and tables by first
 * character (`safeMode` leaves them out) take longer to make than a file takes to read without them.
 */
const lexerOptions: ILexerConfig = { positionTracking: 'onlyOffset', safeMode: true, skipValidations: true };

let lexer: Lexer | undefined;

/** The tokens of a text, comments apart. The lexer is made at first use and never fails: `Unknown` matches the rest. */
export function tokenize(text: string): ILexingResult {
  lexer ??= new Lexer(allTokens, lexerOptions);
  const result = lexer.tokenize(text);
  // Looking words up afterwards is several times faster than one pattern for each keyword.
  for (const token of result.tokens) {
    if (token.tokenType !== Identifier) continue;
    const keyword = keywordTypes.get(token.image);
    if (keyword?.tokenTypeIdx === undefined) continue;
    token.tokenType = keyword;
    token.tokenTypeIdx = keyword.tokenTypeIdx;
  }
  return result;
}
