/**
 * @file The base of the parser: recovery by items. A fault inside a declaration, statement or entry is recorded once, the
 * rest of that item is skipped (kept in the tree under `skipped`) and parsing goes on at the next one, or at the end of the
 * block. Blocks can be trusted, since brackets.ts has mended them. Chevrotain's own recovery stays off: it picks the next
 * token that could follow, and where nearly every keyword is also a name that is nearly any token.
 */
import {
  CstParser, EOF, isRecognitionException, tokenMatcher, type CstNode, type IParserErrorMessageProvider, type IToken,
  type ParserMethod, type TokenType,
} from 'chevrotain'; // prettier-ignore
import { LookaheadOnDemand } from './lookahead.ts';
import { beginsItem, layoutOf } from './token-stream.ts';
import { allTokens, Comma, LeftBrace, RightBrace } from './tokens.ts';

/** Errors carry the name of the expected token type, for faults/; the wording is made there. */
const expectedTokenName: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => EOF.name,
  buildNoViableAltMessage: () => '',
  buildEarlyExitMessage: () => '',
};

export type Rule = ParserMethod<[], CstNode>;
type BeginsNext = (tokens: readonly IToken[], index: number) => boolean;

export abstract class RecoveringParser extends CstParser {
  #skipTo = 0;

  constructor(options: { readonly validate: boolean }) {
    super(allTokens, {
      maxLookahead: 1,
      lookaheadStrategy: new LookaheadOnDemand(),
      recoveryEnabled: false,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: expectedTokenName,
      skipValidations: !options.validate,
    });
  }

  /** Not part of the language: what recovery jumped over. */
  readonly skipped: Rule = this.RULE('skipped', () => {
    if (this.RECORDING_PHASE) return;
    while (this.next().index < this.#skipTo) this.CONSUME(this.LA(1).tokenType);
  });

  /** The layout of the next token. */
  protected next(): ReturnType<typeof layoutOf> {
    return layoutOf(this.LA(1));
  }

  /** True where the token `ahead` (1 is the next) is of `type` or of its category. */
  protected ahead(ahead: number, type: TokenType): boolean {
    return tokenMatcher(this.LA(ahead), type);
  }

  /** A rule whose faults end with it. `beginsNext` tells where the next item of its kind may start. */
  protected item(name: string, implementation: () => void, beginsNext: BeginsNext = beginsItem): Rule {
    return this.RULE(name, () => {
      if (this.RECORDING_PHASE) return implementation();
      const start = this.next().index;
      try {
        implementation();
      } catch (fault) {
        if (!isRecognitionException(fault as Error)) throw fault;
        this.#skipTo = this.#itemEnd(start, beginsNext);
        this.SUBRULE9(this.skipped);
      }
    });
  }

  /** A rule for what stands before a block: its faults end at the block's brace, so that the block is parsed too. */
  protected header(name: string, implementation: () => void): Rule {
    return this.RULE(name, () => {
      if (this.RECORDING_PHASE) return implementation();
      const start = this.next().index;
      try {
        implementation();
      } catch (fault) {
        if (!isRecognitionException(fault as Error)) throw fault;
        const brace = this.#lastBrace(start, this.#itemEnd(start, beginsItem));
        if (brace === undefined) throw fault;
        this.#skipTo = brace;
        this.SUBRULE9(this.skipped);
      }
    });
  }

  /** `{ item }`: up to the closing bracket `close`, whatever stands there. To be used once in a rule. */
  protected items(close: TokenType, one: () => void): void {
    if (this.RECORDING_PHASE) {
      this.MANY9(one);
      return;
    }
    while (!this.ahead(1, close) && !this.ahead(1, EOF)) {
      const before = this.next().index;
      one();
      // An item that took nothing would be met again.
      if (this.next().index === before) {
        this.#skipTo = before + 1;
        this.SUBRULE9(this.skipped);
      }
    }
  }

  /** `[ one { "," one } [","] ]`, up to the closing bracket `close`. To be used once in a rule. */
  protected list(close: TokenType, first: () => void, other: () => void): void {
    first();
    this.MANY8({
      GATE: () => !this.ahead(2, close),
      DEF: () => {
        this.CONSUME8(Comma);
        other();
      },
    });
    this.OPTION8(() => this.CONSUME9(Comma));
  }

  /** After an entry of a block: a comma, or a line break, or the end of the block. */
  protected endEntry(): void {
    this.OPTION7(() => this.CONSUME7(Comma));
    if (this.RECORDING_PHASE || this.LA(0).tokenType === Comma) return;
    if (!this.next().firstOnLine && !this.ahead(1, RightBrace)) this.CONSUME6(Comma);
  }

  /** Where the item that began at `start` ends after a fault at the next token. */
  #itemEnd(start: number, beginsNext: BeginsNext): number {
    const owner = layoutOf(this.input[start] as IToken).owner;
    const open = this.input[owner];
    const end = open ? layoutOf(open).match : this.input.length - 1;
    for (let i = Math.max(this.next().index, start + 1); i < end; i++) {
      const token = this.input[i];
      if (token && layoutOf(token).owner === owner && beginsNext(this.input, i)) return i;
    }
    return end;
  }

  /** The last opening brace between the fault and `end` that stands beside the item itself. */
  #lastBrace(start: number, end: number): number | undefined {
    const owner = layoutOf(this.input[start] as IToken).owner;
    for (let i = end - 1; i >= this.next().index; i--) {
      const token = this.input[i];
      if (token?.tokenType === LeftBrace && layoutOf(token).owner === owner) return i;
    }
    return undefined;
  }
}
