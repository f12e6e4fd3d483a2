/** @file The rules of types, parameters and results. */
import { RecoveringParser, type Rule } from './recovering-parser.ts';
import {
  Arrow, Colon, Comma, Equals, Identifier, In, LeftBrace, LeftParenthesis, LeftSquare, RightBrace, RightParenthesis,
  RightSquare,
} from './tokens.ts'; // prettier-ignore

export abstract class TypeParser extends RecoveringParser {
  abstract readonly expression: Rule;

  readonly type: Rule = this.RULE('type', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.namedType) },
      { ALT: () => this.SUBRULE(this.listType) },
      { ALT: () => this.SUBRULE(this.recordType) },
    ]);
  });

  readonly namedType: Rule = this.RULE('namedType', () => {
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(LeftSquare);
      this.list(
        RightSquare,
        () => this.SUBRULE(this.expression),
        () => this.SUBRULE2(this.expression),
      );
      this.CONSUME(RightSquare);
    });
    this.OPTION2(() => this.SUBRULE(this.interval));
  });

  readonly interval: Rule = this.RULE('interval', () => {
    this.CONSUME(In);
    this.CONSUME(LeftSquare);
    this.SUBRULE(this.expression);
    this.CONSUME(Comma);
    this.SUBRULE2(this.expression);
    this.CONSUME(RightSquare);
  });

  readonly listType: Rule = this.RULE('listType', () => {
    this.CONSUME(LeftSquare);
    this.SUBRULE(this.type);
    this.CONSUME(RightSquare);
  });

  readonly recordType: Rule = this.RULE('recordType', () => {
    this.CONSUME(LeftBrace);
    this.list(
      RightBrace,
      () => this.SUBRULE(this.typeField),
      () => this.SUBRULE2(this.typeField),
    );
    this.CONSUME(RightBrace);
  });

  readonly typeField: Rule = this.RULE('typeField', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Colon);
    this.SUBRULE(this.type);
  });

  readonly parameters: Rule = this.RULE('parameters', () => {
    this.CONSUME(LeftParenthesis);
    this.OPTION(() =>
      this.list(
        RightParenthesis,
        () => this.SUBRULE(this.parameter),
        () => this.SUBRULE2(this.parameter),
      ),
    );
    this.CONSUME(RightParenthesis);
  });

  readonly parameter: Rule = this.RULE('parameter', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly result: Rule = this.RULE('result', () => {
    this.CONSUME(Arrow);
    this.SUBRULE(this.type);
  });
}
