/** @file What the builders of the tree share: the file at hand, each other, and where they report to. */
import type { CstNode } from 'chevrotain';
import type { Body, Expression, TypeExpression } from '../ast/ast.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Longer chains of operators, calls or branches would make trees too deep for the recursive stages. */
export const longestChain = 400;

/** One run of the tree builder. The builders of types, expressions and bodies need each other, and find them here. */
export interface Build {
  readonly path: string;
  readonly type: (node: CstNode) => TypeExpression;
  readonly expression: (node: CstNode) => Expression;
  /** The rule `sum`, for the bounds of slices. */
  readonly sum: (node: CstNode) => Expression;
  /** The rule `postfix`, for counts. */
  readonly postfix: (node: CstNode) => Expression;
  readonly body: (node: CstNode) => Body;
  /** The text of the `///` comments right before the token at `offset`; empty where there are none. */
  readonly documentationAt: (offset: number) => string;
  /** True where only white space stands before `offset` on its line. */
  readonly beginsLine: (offset: number) => boolean;
  readonly report: (diagnostic: Diagnostic) => void;
}
