/** @file Operands: literals, names, calls, indices, lists, records and the static control forms. */
import type { CstNode } from 'chevrotain';
import type { Argument, Body, CallExpression, Expression, IfExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { assertNever } from '../invariant.ts';
import { joinSpans } from '../source/source.ts';
import { longestChain, type Build } from './build.ts';
import {
  has, identifier, node, nodes, nodeSpan, onlyNode, optionalNode, token, tokens, tokenSpan,
} from './cst.ts'; // prettier-ignore
import { numberValue, stringValue } from './literals.ts';

/** The rule `postfix`: an operand with its calls, indices and members. */
export function buildPostfix(b: Build, parent: CstNode): Expression {
  const suffixes = nodes(parent, 'suffix');
  if (suffixes.length > longestChain) {
    const span = nodeSpan(b.path, parent);
    b.report(diagnostic('syntax/nesting', span, { what: 'chain', limit: longestChain }));
    return { kind: 'errorExpression', span };
  }
  return suffixes.reduce<Expression>(
    (object, suffix) => withSuffix(b, object, onlyNode(suffix)),
    buildPrimary(b, node(parent, 'primary')),
  );
}

function withSuffix(b: Build, object: Expression, suffix: CstNode): Expression {
  const span = joinSpans(object.span, nodeSpan(b.path, suffix));
  if (suffix.name === 'memberSuffix') {
    return { kind: 'member', span, object, member: identifier(b.path, token(suffix, 'Identifier')) };
  }
  if (suffix.name === 'callSuffix') {
    const call: CallExpression = {
      kind: 'call',
      span,
      callee: object,
      arguments: nodes(suffix, 'argument').map((one) => buildArgument(b, one)),
    };
    return call;
  }
  const subscripts = nodes(suffix, 'subscript');
  const [only] = subscripts;
  const slice = only && subscripts.length === 1 ? sliceOf(b, only) : undefined;
  if (slice) return { kind: 'slice', span, object, ...slice };
  const indices = subscripts.map((one) => buildSubscript(b, one));
  if (object.kind === 'name' && /^[A-Z]/.test(object.name)) {
    const name = { kind: 'identifier', name: object.name, span: object.span } as const;
    return { kind: 'shaped', span, name, dimensions: indices };
  }
  return { kind: 'index', span, object, indices };
}

interface Slice {
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly inclusive: boolean;
}

/** The bounds of `a..b`, `a..`, `..<b`; undefined for a plain index. */
function sliceOf(b: Build, subscript: CstNode): Slice | undefined {
  const whole = optionalNode(subscript, 'expression');
  if (!whole) {
    const to = optionalNode(subscript, 'sum');
    return { from: undefined, to: to && b.sum(to), inclusive: has(subscript, 'DotDot') };
  }
  const open = openRange(whole);
  if (open) {
    return { from: b.sum(node(open, 'sum')), to: undefined, inclusive: true };
  }
  const index = b.expression(whole);
  if (index.kind !== 'range') return undefined;
  return { from: index.from, to: index.to, inclusive: index.inclusive };
}

/** The node of `a..` where a subscript is only that. */
function openRange(whole: CstNode): CstNode | undefined {
  let one = whole;
  for (const rule of ['transition', 'disjunction', 'conjunction', 'negation', 'comparison', 'range']) {
    if (Object.keys(one.children).length !== 1 || nodes(one, rule).length !== 1) return undefined;
    one = node(one, rule);
  }
  const isOpen = nodes(one, 'sum').length === 1 && (has(one, 'DotDot') || has(one, 'DotDotLess'));
  return isOpen ? one : undefined;
}

function buildSubscript(b: Build, subscript: CstNode): Expression {
  const whole = optionalNode(subscript, 'expression');
  if (whole) return b.expression(whole);
  const span = nodeSpan(b.path, subscript);
  b.report(diagnostic('syntax/open-range', span, {}, { label: 'has no start' }));
  return { kind: 'errorExpression', span };
}

function buildArgument(b: Build, one: CstNode): Argument {
  const [name] = tokens(one, 'Identifier');
  return {
    kind: 'argument',
    span: nodeSpan(b.path, one),
    name: name && identifier(b.path, name),
    value: b.expression(node(one, 'expression')),
  };
}

function buildPrimary(b: Build, parent: CstNode): Expression {
  const span = nodeSpan(b.path, parent);
  const name = Object.keys(parent.children)[0];
  switch (name) {
    case 'Number': {
      const { image } = token(parent, name);
      return { kind: 'number', span, value: numberValue(image), isInteger: /^\d+$/.test(image) };
    }
    case 'String':
      return { kind: 'string', span, value: stringValue(token(parent, name).image) };
    case 'TrueWord':
      return { kind: 'boolean', span, value: true };
    case 'FalseWord':
      return { kind: 'boolean', span, value: false };
    case 'Hole':
      return { kind: 'hole', span };
    case 'Placeholder':
      return { kind: 'placeholder', span };
    case 'Identifier':
      return { kind: 'name', span, name: token(parent, name).image };
    default:
      return buildBracketed(b, onlyNode(parent));
  }
}

function buildBracketed(b: Build, one: CstNode): Expression {
  const span = nodeSpan(b.path, one);
  switch (one.name) {
    case 'group':
      // The parentheses count for the span, and leave no node.
      return { ...b.expression(node(one, 'expression')), span };
    case 'listOf':
      return { kind: 'list', span, items: nodes(one, 'expression').map(b.expression) };
    case 'record': {
      const fields = nodes(one, 'recordField').map((field) => ({
        name: identifier(b.path, token(field, 'Identifier')),
        value: b.expression(node(field, 'expression')),
      }));
      return { kind: 'record', span, fields };
    }
    case 'conditional':
      return buildConditional(b, one);
    case 'loop': {
      const [item, index] = tokens(one, 'Identifier');
      return {
        kind: 'for',
        span,
        item: identifier(b.path, item ?? token(one, 'Identifier')),
        index: index && identifier(b.path, index),
        over: b.expression(node(one, 'expression')),
        body: b.body(node(one, 'body')),
      };
    }
    case 'repetition':
      return {
        kind: 'repeat',
        span,
        count: b.expression(node(one, 'expression')),
        body: b.body(node(one, 'body')),
      };
    default:
      return assertNever(one.name as never, 'operand');
  }
}

/** `if c { a } else if d { b } else { e }`, from the last branch to the first. */
function buildConditional(b: Build, one: CstNode): Expression {
  const conditions = nodes(one, 'expression').map(b.expression);
  const bodies = nodes(one, 'body').map(b.body);
  const span = nodeSpan(b.path, one);
  if (conditions.length > longestChain) {
    b.report(diagnostic('syntax/nesting', span, { what: 'chain', limit: longestChain }));
    return { kind: 'errorExpression', span };
  }
  const otherwise = optionalNode(one, 'otherwise');
  let result: IfExpression | Body | undefined = otherwise && b.body(otherwise);
  for (let i = conditions.length - 1; i >= 0; i--) {
    const condition = conditions[i];
    const consequent = bodies[i];
    if (!condition || !consequent) continue;
    const start = tokenSpan(b.path, token(one, 'IfWord', i)).start;
    result = {
      kind: 'if',
      span: { ...span, start },
      condition,
      consequent,
      alternative: result,
    } satisfies IfExpression;
  }
  return result?.kind === 'if' ? result : { kind: 'errorExpression', span };
}
