/** @file The rules of expressions; gen.ebnf shows them on one page, by the same names. */
import type { IToken } from 'chevrotain';
import type { Rule } from './recovering-parser.ts';
import { layoutOf } from './token-stream.ts';
import { TypeParser } from './type-parser.ts';
import {
  And, Caret, Colon, Comma, Decay, Dot, DotDot, DotDotLess, Else, EqualEqual, Every, False, For, From, Greater,
  GreaterEqual, HalfLife, Hole, Identifier, If, In, LeftBrace, LeftParenthesis, LeftSquare, Less, LessEqual, Minus, Not,
  NotEqual, NumberToken, Or, PipeSign, Placeholder, Plus, Repeat, RightBrace, RightParenthesis, RightSquare, Slash, Star,
  StringToken, Times, To, True, UnitWord, With, Equals, As,
} from './tokens.ts'; // prettier-ignore

/** Words that go on with a clause after an expression, where a name after an expression can't be. */
const clauseWords = [To, From, Every, Times, With, Decay, HalfLife, As];

export abstract class ExpressionParser extends TypeParser {
  protected abstract readonly body: Rule;

  // ------------------------------------------------------------------------------------------- operators, loosest first

  readonly expression: Rule = this.RULE('expression', () => {
    this.SUBRULE(this.transition);
    this.MANY(() => {
      this.CONSUME(PipeSign);
      this.SUBRULE2(this.transition);
    });
  });

  readonly transition: Rule = this.RULE('transition', () => {
    this.SUBRULE(this.disjunction);
    this.OPTION({
      // `to` is also a name: on a new line it begins the next expression.
      GATE: () => !this.breaksLine(),
      DEF: () => {
        this.CONSUME(To);
        this.SUBRULE2(this.disjunction);
      },
    });
  });

  readonly disjunction: Rule = this.RULE('disjunction', () => {
    this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(Or);
      this.SUBRULE2(this.conjunction);
    });
  });

  readonly conjunction: Rule = this.RULE('conjunction', () => {
    this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(And);
      this.SUBRULE2(this.negation);
    });
  });

  readonly negation: Rule = this.RULE('negation', () => {
    this.MANY(() => this.CONSUME(Not));
    this.SUBRULE(this.comparison);
  });

  readonly comparison: Rule = this.RULE('comparison', () => {
    this.SUBRULE(this.range);
    this.OPTION(() => {
      this.OR(
        [EqualEqual, NotEqual, LessEqual, GreaterEqual, Less, Greater].map((type, index) => ({
          ALT: () => this.consume(index, type, { LABEL: 'operator' }),
        })),
      );
      this.SUBRULE2(this.range);
    });
  });

  readonly range: Rule = this.RULE('range', () => {
    this.SUBRULE(this.sum);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(DotDotLess) }, { ALT: () => this.CONSUME(DotDot) }]);
      // A slice may lack its end; the tree builder refuses that elsewhere.
      this.OPTION2({ GATE: () => !this.ahead(1, LeftBrace), DEF: () => this.SUBRULE2(this.sum) });
    });
  });

  readonly sum: Rule = this.RULE('sum', () => {
    this.SUBRULE(this.product);
    this.MANY({
      GATE: () => !this.beginsNegative(),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(Plus, { LABEL: 'operator' }) },
          { ALT: () => this.CONSUME(Minus, { LABEL: 'operator' }) },
        ]);
        this.SUBRULE2(this.product);
      },
    });
  });

  readonly product: Rule = this.RULE('product', () => {
    this.SUBRULE(this.signed);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Star, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(Slash, { LABEL: 'operator' }) },
      ]);
      this.SUBRULE2(this.signed);
    });
  });

  readonly signed: Rule = this.RULE('signed', () => {
    this.MANY(() => this.CONSUME(Minus));
    this.SUBRULE(this.power);
  });

  readonly power: Rule = this.RULE('power', () => {
    this.SUBRULE(this.quantity);
    this.MANY(() => {
      this.CONSUME(Caret, { LABEL: 'operator' });
      this.SUBRULE(this.exponent);
    });
  });

  readonly exponent: Rule = this.RULE('exponent', () => {
    this.MANY(() => this.CONSUME(Minus));
    this.SUBRULE(this.quantity);
  });

  readonly quantity: Rule = this.RULE('quantity', () => {
    this.OR([
      {
        GATE: () => this.unitFirst(),
        ALT: () => {
          this.CONSUME(UnitWord, { LABEL: 'unit' });
          this.OPTION({ GATE: () => !this.unitAlone(0), DEF: () => this.SUBRULE(this.postfix) });
        },
      },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          this.SUBRULE2(this.postfix);
          this.OPTION2({
            GATE: () => this.unitLast(),
            DEF: () => this.CONSUME2(UnitWord, { LABEL: 'unit' }),
          });
        },
      },
    ]);
  });

  readonly postfix: Rule = this.RULE('postfix', () => {
    this.SUBRULE(this.primary);
    this.MANY({
      // On a new line `(` and `[` begin something else.
      GATE: () => this.ahead(1, Dot) || !this.next().firstOnLine,
      DEF: () => this.SUBRULE(this.suffix),
    });
  });

  readonly suffix: Rule = this.RULE('suffix', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.callSuffix) },
      { ALT: () => this.SUBRULE(this.indexSuffix) },
      { ALT: () => this.SUBRULE(this.memberSuffix) },
    ]);
  });

  readonly callSuffix: Rule = this.RULE('callSuffix', () => {
    this.CONSUME(LeftParenthesis);
    this.OPTION(() =>
      this.list(
        RightParenthesis,
        () => this.SUBRULE(this.argument),
        () => this.SUBRULE2(this.argument),
      ),
    );
    this.CONSUME(RightParenthesis);
  });

  readonly argument: Rule = this.RULE('argument', () => {
    this.OPTION({
      GATE: () => this.ahead(2, Colon),
      DEF: () => {
        this.CONSUME(Identifier);
        this.CONSUME(Colon);
      },
    });
    this.SUBRULE(this.expression);
  });

  readonly indexSuffix: Rule = this.RULE('indexSuffix', () => {
    this.CONSUME(LeftSquare);
    this.list(
      RightSquare,
      () => this.SUBRULE(this.subscript),
      () => this.SUBRULE2(this.subscript),
    );
    this.CONSUME(RightSquare);
  });

  readonly subscript: Rule = this.RULE('subscript', () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(DotDotLess) }, { ALT: () => this.CONSUME(DotDot) }]);
          this.OPTION(() => this.SUBRULE(this.sum));
        },
      },
      { ALT: () => this.SUBRULE(this.expression) },
    ]);
  });

  readonly memberSuffix: Rule = this.RULE('memberSuffix', () => {
    this.CONSUME(Dot);
    this.CONSUME(Identifier);
  });

  // ----------------------------------------------------------------------------------------------------------- operands

  readonly primary: Rule = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.CONSUME(NumberToken) },
      { ALT: () => this.CONSUME(StringToken) },
      { ALT: () => this.CONSUME(True) },
      { ALT: () => this.CONSUME(False) },
      { ALT: () => this.CONSUME(Hole) },
      { ALT: () => this.CONSUME(Placeholder) },
      { ALT: () => this.SUBRULE(this.listOf) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.loop) },
      { GATE: () => this.repeatsBody(), ALT: () => this.SUBRULE(this.repetition) },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.CONSUME(Identifier) },
    ]);
  });

  readonly listOf: Rule = this.RULE('listOf', () => {
    this.CONSUME(LeftSquare);
    this.OPTION(() =>
      this.list(
        RightSquare,
        () => this.SUBRULE(this.expression),
        () => this.SUBRULE2(this.expression),
      ),
    );
    this.CONSUME(RightSquare);
  });

  readonly record: Rule = this.RULE('record', () => {
    this.CONSUME(LeftBrace);
    this.list(
      RightBrace,
      () => this.SUBRULE(this.recordField),
      () => this.SUBRULE2(this.recordField),
    );
    this.CONSUME(RightBrace);
  });

  readonly recordField: Rule = this.RULE('recordField', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Colon);
    this.SUBRULE(this.expression);
  });

  readonly group: Rule = this.RULE('group', () => {
    this.CONSUME(LeftParenthesis);
    this.SUBRULE(this.expression);
    this.CONSUME(RightParenthesis);
  });

  readonly conditional: Rule = this.RULE('conditional', () => {
    this.CONSUME(If);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.body);
    this.MANY({
      GATE: () => this.ahead(2, If),
      DEF: () => {
        this.CONSUME(Else);
        this.CONSUME2(If);
        this.SUBRULE2(this.expression);
        this.SUBRULE2(this.body);
      },
    });
    this.OPTION(() => {
      this.CONSUME2(Else);
      this.SUBRULE3(this.body, { LABEL: 'otherwise' });
    });
  });

  readonly loop: Rule = this.RULE('loop', () => {
    this.CONSUME(For);
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(Comma);
      this.CONSUME2(Identifier);
    });
    this.CONSUME(In);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.body);
  });

  readonly repetition: Rule = this.RULE('repetition', () => {
    this.CONSUME(Repeat);
    this.CONSUME(LeftParenthesis);
    this.SUBRULE(this.expression);
    this.CONSUME(RightParenthesis);
    this.SUBRULE(this.body);
  });

  // -------------------------------------------------------------------------------------------------- layout conditions

  /** True where a line break before the next token counts: inside `( )` and `[ ]` it doesn't. */
  protected breaksLine(): boolean {
    const layout = this.next();
    const open: IToken | undefined = this.input[layout.owner];
    return layout.firstOnLine && (open === undefined || open.tokenType === LeftBrace);
  }

  /** A `-` that begins a line and touches what follows is a sign, not a difference. */
  protected beginsNegative(): boolean {
    return this.ahead(1, Minus) && this.breaksLine() && this.LA(2).startOffset === this.LA(1).startOffset + 1;
  }

  /** `repeat(n) {`; without the brace `repeat` is a name. */
  protected repeatsBody(): boolean {
    if (!this.ahead(1, Repeat) || !this.ahead(2, LeftParenthesis)) return false;
    const close = layoutOf(this.LA(2)).match;
    return this.input[close + 1]?.tokenType === LeftBrace;
  }

  /** `step 750`, or a unit that is a whole named argument: `every: epoch`. */
  protected unitFirst(): boolean {
    return this.ahead(1, UnitWord) && (this.unitAlone(1) || this.isAmount(2));
  }

  /** True where the unit `at` tokens ahead has no amount. */
  protected unitAlone(at: number): boolean {
    const after = at + 1;
    return this.ahead(at - 1, Colon) && (this.ahead(after, Comma) || this.ahead(after, RightParenthesis));
  }

  /** True for a number or a plain name on the line of the token before it. */
  private isAmount(at: number): boolean {
    const token = this.LA(at);
    if (!this.ahead(at, NumberToken) && !this.ahead(at, Identifier)) return false;
    return !layoutOf(token).firstOnLine && !clauseWords.includes(token.tokenType);
  }

  /** `20 epochs`; but `batch 64 epochs 10` on one line are two settings. */
  protected unitLast(): boolean {
    if (this.next().firstOnLine || this.isAmount(2)) return false;
    return ![LeftParenthesis, LeftSquare, Colon, Dot, Equals].some((type) => this.ahead(2, type));
  }
}
