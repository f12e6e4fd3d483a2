/** @file Operators: each rule of the precedence ladder becomes a tree, or passes its only operand through. */
import type { CstNode, IToken } from 'chevrotain';
import type { BinaryOperator, Expression, TimeUnit } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { joinSpans } from '../source/source.ts';
import { longestChain, type Build } from './build.ts';
import { buildPostfix } from './build-operands.ts';
import { has, node, nodes, nodeSpan, optionalNode, token, tokens, tokenSpan } from './cst.ts';

/** The rule `expression`: a pipe, or what it holds. */
export function buildExpression(b: Build, parent: CstNode): Expression {
  const stages = nodes(parent, 'transition').map((one) => buildTransition(b, one));
  return chain(b, parent, stages, (value, stage) => ({
    kind: 'pipe',
    span: joinSpans(value.span, stage.span),
    value,
    stage,
  }));
}

function buildTransition(b: Build, parent: CstNode): Expression {
  const [from, to] = nodes(parent, 'disjunction').map((one) => buildDisjunction(b, one));
  if (from && to) return { kind: 'transition', span: nodeSpan(b.path, parent), from, to };
  return from ?? broken(b, parent);
}

function buildDisjunction(b: Build, parent: CstNode): Expression {
  const operands = nodes(parent, 'conjunction').map((one) => buildConjunction(b, one));
  return binaryChain(b, parent, operands, tokens(parent, 'OrWord'));
}

function buildConjunction(b: Build, parent: CstNode): Expression {
  const operands = nodes(parent, 'negation').map((one) => buildNegation(b, one));
  return binaryChain(b, parent, operands, tokens(parent, 'AndWord'));
}

function buildNegation(b: Build, parent: CstNode): Expression {
  return prefixed(b, parent, tokens(parent, 'NotWord'), buildComparison(b, node(parent, 'comparison')));
}

function buildComparison(b: Build, parent: CstNode): Expression {
  const operands = nodes(parent, 'range').map((one) => buildRange(b, one));
  return binaryChain(b, parent, operands, tokens(parent, 'operator'));
}

function buildRange(b: Build, parent: CstNode): Expression {
  const [from, to] = nodes(parent, 'sum').map((one) => buildSum(b, one));
  if (!from) return broken(b, parent);
  const inclusive = has(parent, 'DotDot');
  if (!inclusive && !has(parent, 'DotDotLess')) return from;
  const span = nodeSpan(b.path, parent);
  if (to) return { kind: 'range', span, from, to, inclusive };
  b.report(diagnostic('syntax/open-range', span, {}, { label: 'has no end' }));
  return { kind: 'errorExpression', span };
}

/** The rule `sum`. */
export function buildSum(b: Build, parent: CstNode): Expression {
  const operands = nodes(parent, 'product').map((one) => buildProduct(b, one));
  return binaryChain(b, parent, operands, tokens(parent, 'operator'));
}

function buildProduct(b: Build, parent: CstNode): Expression {
  const operands = nodes(parent, 'signed').map((one) => buildSigned(b, one));
  return binaryChain(b, parent, operands, tokens(parent, 'operator'));
}

function buildSigned(b: Build, parent: CstNode): Expression {
  return prefixed(b, parent, tokens(parent, 'Minus'), buildPower(b, node(parent, 'power')));
}

/** `a ^ b ^ c` is `a ^ (b ^ c)`, and `2 ^ -x` takes its sign along. */
function buildPower(b: Build, parent: CstNode): Expression {
  const base = buildQuantity(b, node(parent, 'quantity'));
  const exponents = nodes(parent, 'exponent');
  const operators = tokens(parent, 'operator');
  if (isTooLong(b, parent, exponents.length)) return broken(b, parent);
  let right: Expression | undefined;
  for (let i = exponents.length - 1; i >= 0; i--) {
    const exponent = exponents[i];
    if (!exponent) continue;
    let operand = buildQuantity(b, node(exponent, 'quantity'));
    if (right) operand = binary(b, operand, token(parent, 'operator', i + 1), right);
    right = prefixed(b, exponent, tokens(exponent, 'Minus'), operand);
  }
  const [first] = operators;
  return right && first ? binary(b, base, first, right) : base;
}

function buildQuantity(b: Build, parent: CstNode): Expression {
  const operand = optionalNode(parent, 'postfix');
  const amount = operand && buildPostfix(b, operand);
  if (!has(parent, 'unit')) return amount ?? broken(b, parent);
  return { kind: 'quantity', span: nodeSpan(b.path, parent), unit: unitOf(token(parent, 'unit')), amount };
}

function unitOf(word: IToken): TimeUnit {
  if (word.image.startsWith('step')) return 'step';
  return word.image.startsWith('epoch') ? 'epoch' : 'examples';
}

function binary(b: Build, left: Expression, operator: IToken, right: Expression): Expression {
  return {
    kind: 'binary',
    span: joinSpans(left.span, right.span),
    operator: operator.image as BinaryOperator,
    operatorSpan: tokenSpan(b.path, operator),
    left,
    right,
  };
}

function binaryChain(
  b: Build,
  parent: CstNode,
  operands: readonly Expression[],
  operators: readonly IToken[],
): Expression {
  let at = 0;
  return chain(b, parent, operands, (left, right) => binary(b, left, operators[at++] as IToken, right));
}

/** Folds operands to the left. */
function chain(
  b: Build,
  parent: CstNode,
  operands: readonly Expression[],
  join: (left: Expression, right: Expression) => Expression,
): Expression {
  const [first, ...others] = operands;
  if (!first || isTooLong(b, parent, others.length)) return broken(b, parent);
  return others.reduce(join, first);
}

function prefixed(b: Build, parent: CstNode, signs: readonly IToken[], operand: Expression): Expression {
  if (isTooLong(b, parent, signs.length)) return broken(b, parent);
  return signs.reduceRight<Expression>((inner, sign) => {
    const span = joinSpans(tokenSpan(b.path, sign), inner.span);
    return { kind: 'unary', span, operator: sign.image === 'not' ? 'not' : '-', operand: inner };
  }, operand);
}

function isTooLong(b: Build, parent: CstNode, length: number): boolean {
  if (length <= longestChain) return false;
  b.report(diagnostic('syntax/nesting', nodeSpan(b.path, parent), { what: 'chain', limit: longestChain }));
  return true;
}

function broken(b: Build, parent: CstNode): Expression {
  return { kind: 'errorExpression', span: nodeSpan(b.path, parent) };
}
