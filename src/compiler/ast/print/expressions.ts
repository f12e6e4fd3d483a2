/** @file Expressions and types as documents. Parentheses stand only where the grammar needs them. */
import { builders } from 'prettier/doc';
import { stringImage } from '../string-image.ts';
import { assertNever } from '../../invariant.ts';
import type {
  Body, Expression, IfExpression, NumberLiteral, PipeExpression, QuantityExpression, TypeExpression,
} from '../ast.ts'; // prettier-ignore
import type { AstNode } from '../walk.ts';
import {
  hasBreak,
  isHugged,
  itemLines,
  leadingDoc,
  listDoc,
  openBreak,
  trailingDoc,
  type Doc,
  type Printing,
} from './printing.ts';
import { binaryLevel, binds, type Level } from './levels.ts';

const { group, hardline, indent, line } = builders;

/** The expression, in parentheses if it binds looser than `least`. */
export function operand(p: Printing, expression: Expression, least: Level): Doc {
  const doc = p.print(expression);
  return binds(expression, least) ? doc : ['(', doc, ')'];
}

/** An expression without the comments around it. */
export function expressionDoc(p: Printing, one: Expression): Doc {
  switch (one.kind) {
    case 'number':
      return numberText(p, one);
    case 'string':
      return stringImage(one.value);
    case 'boolean':
      return String(one.value);
    case 'name':
      return one.name;
    case 'hole':
      return '???';
    case 'placeholder':
      return '_';
    case 'errorExpression':
      return p.text?.slice(one.span.start, one.span.end) ?? '???';
    case 'unary': {
      const least = one.operator === '-' ? 'signed' : 'negation';
      return [one.operator === '-' ? '-' : 'not ', operand(p, one.operand, least)];
    }
    case 'binary':
      return binaryDoc(p, one);
    case 'pipe':
      return pipeDoc(p, one);
    case 'call': {
      const [first, second] = one.arguments;
      const isLone = first && !second && isHugged(p, first, one.callee.span.end, one.span.end);
      const given = isLone ? ['(', p.print(first), ')'] : listDoc('(', one.arguments.map(p.print), ')');
      return [operand(p, one.callee, 'postfix'), given];
    }
    case 'member':
      return [operand(p, one.object, 'postfix'), '.', p.print(one.member)];
    case 'index':
      return [operand(p, one.object, 'postfix'), listDoc('[', one.indices.map(p.print), ']')];
    case 'slice': {
      const from = one.from ? operand(p, one.from, 'sum') : '';
      const to = one.to ? operand(p, one.to, 'sum') : '';
      return [operand(p, one.object, 'postfix'), '[', from, one.inclusive ? '..' : '..<', to, ']'];
    }
    case 'shaped':
      return [
        p.print(one.name),
        listDoc(
          '[',
          one.dimensions.map((dimension) => dimensionDoc(p, dimension)),
          ']',
        ),
      ];
    case 'list':
      return listDoc('[', one.items.map(p.print), ']');
    case 'record': {
      const fields = one.fields.map(({ name, value }) => [p.print(name), ': ', p.print(value)]);
      return listDoc('{', fields, '}', line);
    }
    case 'range':
      return [operand(p, one.from, 'sum'), one.inclusive ? '..' : '..<', operand(p, one.to, 'sum')];
    case 'transition':
      return [operand(p, one.from, 'disjunction'), ' to ', operand(p, one.to, 'disjunction')];
    case 'quantity':
      return quantityDoc(p, one);
    case 'if':
      return ifDoc(p, one);
    case 'for': {
      const names = one.index ? [p.print(one.item), ', ', p.print(one.index)] : p.print(one.item);
      return ['for ', names, ' in ', p.print(one.over), ' ', p.print(one.body)];
    }
    case 'repeat':
      return ['repeat(', p.print(one.count), ') ', p.print(one.body)];
    default:
      return assertNever(one, 'expression');
  }
}

/** The author's spelling where the text is known, else the shortest that reads back as the same number. */
function numberText(p: Printing, one: NumberLiteral): string {
  const written = p.text?.slice(one.span.start, one.span.end);
  if (written !== undefined && Number(written) === one.value) return written;
  if (one.isInteger) return BigInt(one.value).toString();
  const text = one.value !== 0 && one.value < 1e-3 ? one.value.toExponential() : String(one.value);
  return /^\d+$/.test(text) ? `${text}.0` : text;
}

function binaryDoc(p: Printing, one: Expression & { kind: 'binary' }): Doc {
  const own = binaryLevel(one.operator);
  if (one.operator === '^') {
    // The exponent takes a sign along: 2^-x.
    const right = one.right.kind === 'unary' && one.right.operator === '-' ? p.print(one.right) : undefined;
    return [operand(p, one.left, 'quantity'), ' ^ ', right ?? operand(p, one.right, 'power')];
  }
  if (own === 'comparison') {
    return [operand(p, one.left, 'range'), ` ${one.operator} `, operand(p, one.right, 'range')];
  }
  const parts: Doc[] = [];
  let left: Expression = one;
  // Operators of one strength make one chain, which breaks as a whole.
  while (left.kind === 'binary' && left.operator !== '^' && binaryLevel(left.operator) === own) {
    const right: Doc = operand(p, left.right, tighter[own]);
    parts.unshift(isClose(p, left) ? [left.operator, right] : [line, `${left.operator} `, right]);
    if (left !== one && p.comments.trailing.has(left)) break;
    left = left.left;
  }
  return group([operand(p, left, own), indent(parts)]);
}

/** `2*filters`: a product or quotient that the author wrote without spaces, by a name or a number. */
function isClose(p: Printing, { left, operator, right }: Expression & { kind: 'binary' }): boolean {
  if (p.text === undefined || (right.kind !== 'name' && right.kind !== 'number')) return false;
  if (operator !== '*' && operator !== '/') return false;
  // What stands in parentheses has them in its span.
  return p.text[left.span.start] !== '(' && p.text.slice(left.span.end, right.span.start) === operator;
}

const tighter: Readonly<Record<ReturnType<typeof binaryLevel>, Level>> = {
  disjunction: 'conjunction',
  conjunction: 'negation',
  comparison: 'range',
  sum: 'product',
  product: 'signed',
  power: 'power',
};

/** `a |> b |> c`: filled lines, broken where the author broke them. */
function pipeDoc(p: Printing, one: PipeExpression): Doc {
  const stages: Doc[] = [];
  let head: Expression = one;
  while (head.kind === 'pipe') {
    const stage: Expression = head.stage;
    const bare = p.bare(stage);
    const doc = binds(stage, 'transition') ? bare : ['(', bare, ')'];
    // What is attached to an inner pipe ends where its stage ends.
    const behind = head === one ? [] : trailingDoc(p, head);
    const broken = hasBreak(p, head.value.span.end, stage.span.start) || behind.length > 0;
    const lead = leadingDoc(p, stage);
    const whole = [...lead, '|> ', doc, ...trailingDoc(p, stage), ...behind];
    // Groups and not a fill, which would measure a stage otherwise once its break has become the author's.
    stages.unshift(broken || lead.length > 0 ? [hardline, ...whole] : group([line, ...whole]));
    head = head.value;
  }
  return indent([operand(p, head, 'transition'), ...stages]);
}

function quantityDoc(p: Printing, one: QuantityExpression): Doc {
  const { amount, unit } = one;
  if (!amount) return unit;
  const value = operand(p, amount, 'postfix');
  // `step 750` is a moment, `20 epochs` a duration: the author's order stays.
  if (amount.span.start > one.span.start && one.span.end === amount.span.end) return [unit, ' ', value];
  const singular = unit === 'examples' || (amount.kind === 'number' && amount.value === 1);
  return [value, ' ', singular ? unit : `${unit}s`];
}

function ifDoc(p: Printing, one: IfExpression): Doc {
  const parts: Doc[] = ['if ', p.print(one.condition), ' ', p.print(one.consequent)];
  let next = one.alternative;
  while (next?.kind === 'if') {
    parts.push(' else if ', p.print(next.condition), ' ', p.print(next.consequent));
    next = next.alternative;
  }
  if (next) parts.push(' else ', p.print(next));
  return group(parts);
}

/** A body: on one line where it is one value that fits and the author had it so. */
export function bodyDoc(p: Printing, body: Body): Doc {
  const items: AstNode[] = [...body.statements, ...(body.result ? [body.result] : [])];
  const [first] = items;
  if (!first) {
    const comments = (p.comments.dangling.get(body) ?? []).map((comment) => [hardline, comment.text]);
    return comments.length > 0 ? ['{', indent(comments), hardline, '}'] : '{}';
  }
  const start = p.comments.leading.get(first)?.[0]?.span.start ?? first.span.start;
  const broken = items.length > 1 || openBreak(p, body.span.start, start);
  return group(['{', indent([line, itemLines(p, items)]), line, '}'], { shouldBreak: broken });
}

/** A dimension: products and quotients of names and numbers stand close, `2*h`. */
export function dimensionDoc(p: Printing, one: Expression): Doc {
  const isProduct = one.kind === 'binary' && (one.operator === '*' || one.operator === '/');
  const isSimple = (side: Expression): boolean => side.kind === 'name' || side.kind === 'number';
  if (!isProduct || !isSimple(one.left) || !isSimple(one.right)) return p.print(one);
  return [...leadingDoc(p, one), p.print(one.left), one.operator, p.print(one.right), ...trailingDoc(p, one)];
}

/** A type without the comments around it. */
export function typeDoc(p: Printing, one: TypeExpression): Doc {
  switch (one.kind) {
    case 'namedType': {
      const dimensions = one.dimensions.map((dimension) => dimensionDoc(p, dimension));
      const shape = dimensions.length > 0 ? listDoc('[', dimensions, ']') : '';
      return [p.print(one.name), shape, one.range ? [' ', p.print(one.range)] : ''];
    }
    case 'listType':
      return ['[', p.print(one.item), ']'];
    case 'recordType': {
      const fields = one.fields.map(({ name, type }) => [p.print(name), ': ', p.print(type)]);
      return listDoc('{', fields, '}', line);
    }
    case 'errorType':
      return p.text?.slice(one.span.start, one.span.end) ?? '';
    default:
      return assertNever(one, 'type');
  }
}
