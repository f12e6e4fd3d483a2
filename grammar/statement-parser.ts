/** @file The rules of bodies, training, updates and the small declarations that stand in bodies too. */
import { ExpressionParser } from './expression-parser.ts';
import type { Rule } from './recovering-parser.ts';
import { beginsItem, layoutOf } from './token-stream.ts';
import * as t from './tokens.ts';

export abstract class StatementParser extends ExpressionParser {
  // ------------------------------------------------------------------------------------------------------------- bodies

  readonly body: Rule = this.RULE('body', () => {
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.bodyItem));
    this.CONSUME(t.RightBrace);
  });

  // The keywords are names too: a statement only where what follows says so.
  readonly bodyItem: Rule = this.item('bodyItem', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.let) },
      { GATE: () => this.nameFollows(), ALT: () => this.SUBRULE(this.sample) },
      { GATE: () => this.nameFollows(), ALT: () => this.SUBRULE(this.learned) },
      { GATE: () => this.ahead(2, t.LeftBrace), ALT: () => this.SUBRULE(this.defaults) },
      { GATE: () => this.nameFollows(), ALT: () => this.SUBRULE(this.optimize) },
      { GATE: () => this.nameFollows(), ALT: () => this.SUBRULE(this.allow) },
      { GATE: () => !this.isMisplaced(), IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.expression) },
    ]);
  });

  readonly let: Rule = this.RULE('let', () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly sample: Rule = this.RULE('sample', () => {
    this.CONSUME(t.Sample);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Tilde);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Times);
      this.CONSUME(t.Colon);
      this.SUBRULE2(this.expression);
    });
  });

  readonly optimize: Rule = this.RULE('optimize', () => {
    this.SUBRULE(this.optimizeHeader);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.updateMember));
    this.CONSUME(t.RightBrace);
  });

  readonly optimizeHeader: Rule = this.header('optimizeHeader', () => {
    this.CONSUME(t.Optimize);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
    this.CONSUME(t.With);
    this.SUBRULE2(this.expression);
    this.CONSUME(t.For);
    this.SUBRULE(this.postfix);
    this.CONSUME(t.Steps);
  });

  readonly learned: Rule = this.RULE('learned', () => {
    this.CONSUME(t.Learned);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly defaults: Rule = this.RULE('defaults', () => {
    this.CONSUME(t.Defaults);
    this.SUBRULE(this.entries);
  });

  readonly entries: Rule = this.RULE('entries', () => {
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.entry));
    this.CONSUME(t.RightBrace);
  });

  readonly entry: Rule = this.item(
    'entry',
    () => {
      this.SUBRULE(this.expression);
      this.endEntry();
    },
    (tokens, index) => {
      const token = tokens[index];
      return token !== undefined && (layoutOf(token).firstOnLine || tokens[index - 1]?.tokenType === t.Comma);
    },
  );

  readonly prior: Rule = this.RULE('prior', () => {
    this.CONSUME(t.Prior);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly allow: Rule = this.RULE('allow', () => {
    this.CONSUME(t.Allow);
    this.SUBRULE(this.code);
    this.OPTION(() => this.CONSUME(t.StringToken));
  });

  readonly code: Rule = this.RULE('code', () => {
    this.SUBRULE(this.codeWord);
    this.CONSUME(t.Slash);
    this.SUBRULE2(this.codeWord);
    this.MANY(() => {
      this.CONSUME(t.Minus);
      this.SUBRULE3(this.codeWord);
    });
  });

  readonly codeWord: Rule = this.RULE('codeWord', () => {
    this.OR(
      [t.Identifier, t.NumberToken, ...t.reservedWords].map((type, index) => ({
        ALT: () => this.consume(index, type, { LABEL: 'word' }),
      })),
    );
  });

  // ------------------------------------------------------------------------------------------------------------ training

  readonly train: Rule = this.RULE('train', () => {
    this.SUBRULE(this.trainHeader);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.trainStatement));
    this.CONSUME(t.RightBrace);
  });

  readonly trainHeader: Rule = this.header('trainHeader', () => {
    this.CONSUME(t.Train);
    this.OPTION({
      GATE: () => !this.ahead(1, t.After) || !this.ahead(2, t.Identifier),
      DEF: () => this.CONSUME(t.Identifier),
    });
    this.OPTION2(() => {
      this.CONSUME(t.After);
      this.CONSUME2(t.Identifier);
    });
  });

  readonly trainStatement: Rule = this.item('trainStatement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.batch) },
      { ALT: () => this.SUBRULE(this.duration) },
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.sample) },
      { ALT: () => this.SUBRULE(this.game) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.average) },
      { ALT: () => this.SUBRULE(this.advance) },
      { ALT: () => this.SUBRULE(this.calibrate) },
      { ALT: () => this.SUBRULE(this.allow) },
    ]);
  });

  readonly batch: Rule = this.RULE('batch', () => {
    this.CONSUME(t.Batch);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.In);
      this.SUBRULE(this.postfix);
      this.CONSUME(t.Parts);
    });
  });

  readonly duration: Rule = this.RULE('duration', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Epochs) }, { ALT: () => this.CONSUME(t.Steps) }]);
    this.SUBRULE(this.expression);
  });

  readonly game: Rule = this.RULE('game', () => {
    this.CONSUME(t.Game);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly update: Rule = this.RULE('update', () => {
    this.SUBRULE(this.updateHeader);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.updateMember));
    this.CONSUME(t.RightBrace);
  });

  readonly updateHeader: Rule = this.header('updateHeader', () => {
    this.CONSUME(t.Update);
    this.CONSUME(t.Identifier);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.CONSUME2(t.Identifier);
    });
    this.CONSUME(t.With);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Times);
      this.SUBRULE2(this.expression);
    });
  });

  readonly updateMember: Rule = this.item('updateMember', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.term) },
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.sample) },
      { ALT: () => this.SUBRULE(this.allow) },
    ]);
  });

  readonly term: Rule = this.RULE('term', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Minimize) }, { ALT: () => this.CONSUME(t.Maximize) }]);
    this.OPTION({
      GATE: () => this.ahead(2, t.Equals),
      DEF: () => {
        this.CONSUME(t.Identifier);
        this.CONSUME(t.Equals);
      },
    });
    this.SUBRULE(this.expression);
    this.OPTION2(() => {
      this.CONSUME(t.Every);
      this.SUBRULE2(this.expression);
    });
  });

  readonly average: Rule = this.RULE('average', () => {
    this.CONSUME(t.Average);
    this.SUBRULE(this.expression);
    this.CONSUME(t.As);
    this.CONSUME(t.Identifier);
    this.OR([{ ALT: () => this.CONSUME(t.Decay) }, { ALT: () => this.CONSUME(t.HalfLife) }]);
    this.SUBRULE2(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.From);
      this.SUBRULE3(this.expression);
    });
  });

  readonly advance: Rule = this.RULE('advance', () => {
    this.CONSUME(t.Advance);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly calibrate: Rule = this.RULE('calibrate', () => {
    this.SUBRULE(this.calibrateHeader);
    this.SUBRULE(this.body);
  });

  readonly calibrateHeader: Rule = this.header('calibrateHeader', () => {
    this.CONSUME(t.Calibrate);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.For);
    this.SUBRULE(this.postfix);
    this.CONSUME(t.Batches);
  });

  // -------------------------------------------------------------------------------------------------- layout conditions

  /** True where the keyword ahead defines a name. */
  protected nameFollows(): boolean {
    return this.ahead(2, t.Identifier) && !layoutOf(this.LA(2)).firstOnLine;
  }

  /** True at a statement of another kind of block, or at `return x` and the like. */
  protected isMisplaced(): boolean {
    return beginsItem(this.input, this.next().index);
  }
}
