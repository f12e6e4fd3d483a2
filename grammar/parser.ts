/**
 * @file The parser: declarations and statements on top of types and expressions. It makes a concrete syntax tree and
 * has no actions; src/compiler/1-parse builds the syntax tree from it. gen.ebnf shows the same rules on one page.
 */
import { EOF, type CstNode, type IRecognitionException, type IToken } from 'chevrotain';
import { StatementParser } from './statement-parser.ts';
import type { Rule } from './recovering-parser.ts';
import { isName } from './token-stream.ts';
import * as t from './tokens.ts';

export class GenParser extends StatementParser {
  constructor(options: { readonly validate: boolean } = { validate: false }) {
    super(options);
    this.performSelfAnalysis();
  }

  // ------------------------------------------------------------------------------------------------------- module level

  readonly module: Rule = this.RULE('module', () => {
    this.items(EOF, () => this.SUBRULE(this.topLevel));
    this.CONSUME(EOF);
  });

  readonly topLevel: Rule = this.item('topLevel', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.model) },
    ]);
  });

  readonly importDeclaration: Rule = this.RULE('importDeclaration', () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LeftBrace);
    this.list(
      t.RightBrace,
      () => this.CONSUME(t.Identifier),
      () => this.CONSUME2(t.Identifier),
    );
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.From);
    this.CONSUME(t.StringToken);
  });

  readonly model: Rule = this.RULE('model', () => {
    this.SUBRULE(this.modelHeader);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.modelMember));
    this.CONSUME(t.RightBrace);
  });

  readonly modelHeader: Rule = this.header('modelHeader', () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Identifier);
  });

  readonly modelMember: Rule = this.item('modelMember', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.data) },
      { ALT: () => this.SUBRULE(this.prior) },
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.learned) },
      { ALT: () => this.SUBRULE(this.state) },
      { ALT: () => this.SUBRULE(this.defaults) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.network) },
      { ALT: () => this.SUBRULE(this.train) },
      { ALT: () => this.SUBRULE(this.evaluate) },
      { ALT: () => this.SUBRULE(this.figure) },
      { ALT: () => this.SUBRULE(this.track) },
      { ALT: () => this.SUBRULE(this.infer) },
      { ALT: () => this.SUBRULE(this.allow) },
    ]);
  });

  readonly param: Rule = this.RULE('param', () => {
    this.CONSUME(t.Param);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly data: Rule = this.RULE('data', () => {
    this.SUBRULE(this.dataHeader);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.dataItem));
    this.CONSUME(t.RightBrace);
  });

  readonly dataHeader: Rule = this.header('dataHeader', () => {
    this.CONSUME(t.Data);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.From);
    this.SUBRULE(this.postfix);
  });

  readonly dataItem: Rule = this.item(
    'dataItem',
    () => {
      this.OR([
        { GATE: () => this.ahead(2, t.LeftBrace), ALT: () => this.SUBRULE(this.augment) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.dataField) },
      ]);
      this.endEntry();
    },
    (tokens, index) => isName(tokens[index]) && tokens[index + 1]?.tokenType === t.Colon,
  );

  readonly dataField: Rule = this.RULE('dataField', () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly augment: Rule = this.RULE('augment', () => {
    this.CONSUME(t.Augment);
    this.SUBRULE(this.entries);
  });

  readonly state: Rule = this.RULE('state', () => {
    this.CONSUME(t.State);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly block: Rule = this.RULE('block', () => {
    this.SUBRULE(this.blockHeader);
    this.SUBRULE(this.body);
  });

  readonly blockHeader: Rule = this.header('blockHeader', () => {
    this.CONSUME(t.Block);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.parameters);
    this.OPTION(() => this.SUBRULE(this.result));
  });

  readonly network: Rule = this.RULE('network', () => {
    this.SUBRULE(this.networkHeader);
    this.SUBRULE(this.body);
  });

  readonly networkHeader: Rule = this.header('networkHeader', () => {
    this.OPTION(() => this.CONSUME(t.Frozen));
    this.CONSUME(t.Role);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.parameters);
    this.SUBRULE(this.result);
  });

  readonly evaluate: Rule = this.RULE('evaluate', () => {
    this.CONSUME(t.Evaluate);
    this.CONSUME(t.LeftBrace);
    this.items(t.RightBrace, () => this.SUBRULE(this.evaluateStatement));
    this.CONSUME(t.RightBrace);
  });

  readonly evaluateStatement: Rule = this.item('evaluateStatement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.sample) },
      { ALT: () => this.SUBRULE(this.report) },
    ]);
  });

  readonly report: Rule = this.RULE('report', () => {
    this.CONSUME(t.Report);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.For);
      this.SUBRULE(this.postfix);
      this.CONSUME(t.Examples);
    });
  });

  readonly figure: Rule = this.RULE('figure', () => {
    this.CONSUME(t.Figure);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly track: Rule = this.RULE('track', () => {
    this.CONSUME(t.Track);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly infer: Rule = this.RULE('infer', () => {
    this.SUBRULE(this.inferHeader);
    this.SUBRULE(this.body);
  });

  readonly inferHeader: Rule = this.header('inferHeader', () => {
    this.CONSUME(t.Infer);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.parameters);
    this.OPTION(() => this.SUBRULE(this.result));
  });
}

/** What parsing a balanced token stream gives: the tree, and each fault once. */
export interface ParsedTokens {
  readonly tree: CstNode;
  readonly faults: readonly IRecognitionException[];
}

let shared: GenParser | undefined;

/** Parses with the one parser, made at first use. Never throws for any tokens. */
export function parseTokens(tokens: IToken[]): ParsedTokens {
  shared ??= new GenParser();
  shared.input = tokens;
  const tree = shared.module();
  return { tree, faults: shared.errors };
}
