/**
 * @file Laws of single elementwise nodes: neutral elements, double negation, powers, choices. 0 x is 0 whatever x is: a
 * coefficient of 0 takes its term out, infinities included.
 */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import { sameShape } from '../../ops/nd-array.ts';
import type { Site } from '../rewrite.ts';
import { readScaled, writeScaled, type Rule } from './rule.ts';

/** The operands with a constant among them named; undefined where neither is one. */
function withConstant(site: Site, node: AnyNode): { x: AnyNode; c: number; first: boolean } | undefined {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  const second = site.uniform(b);
  if (second !== undefined) return { x: a, c: second, first: false };
  const first = site.uniform(a);
  return first === undefined ? undefined : { x: b, c: first, first: true };
}

function spread(site: Site, x: AnyNode, node: AnyNode): Value {
  return site.builder.spread(site.value(x), node.shape);
}

function zeros(site: Site, node: AnyNode): Value {
  return site.builder.constant(0, node.shape, node.dtype);
}

function rewriteAdd(site: Site, node: AnyNode): Value | undefined {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  const constant = withConstant(site, node);
  if (constant?.c === 0) return spread(site, constant.x, node);
  if (a.id === b.id && node.dtype === 'f32') return site.builder.multiply(site.value(a), 2);
  if (b.op === 'negate') return site.builder.subtract(site.value(a), site.value(site.input(b, 0)));
  if (a.op === 'negate') return site.builder.subtract(site.value(b), site.value(site.input(a, 0)));
  return undefined;
}

function rewriteSubtract(site: Site, node: AnyNode): Value | undefined {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  if (a.id === b.id) return zeros(site, node);
  if (site.uniform(b) === 0) return spread(site, a, node);
  if (site.uniform(a) === 0) return site.builder.negate(spread(site, b, node));
  if (b.op === 'negate') return site.builder.add(site.value(a), site.value(site.input(b, 0)));
  return undefined;
}

function rewriteMultiply(site: Site, node: AnyNode): Value | undefined {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  if (a.id === b.id) return site.builder.square(site.value(a));
  const constant = withConstant(site, node);
  if (!constant) return undefined;
  const { x, c, first } = constant;
  if (c === 0) return zeros(site, node);
  if (c === 1) return spread(site, x, node);
  if (c === -1) return site.builder.negate(spread(site, x, node));
  // the constant second, so that c x and x c are one
  return first && site.uniform(x) === undefined
    ? site.builder.multiply(site.value(x), site.value(a))
    : undefined;
}

function rewriteDivide(site: Site, node: AnyNode): Value | undefined {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  const divisor = site.uniform(b);
  if (divisor !== undefined && divisor !== 0) {
    return site.builder.multiply(site.value(a), site.builder.constant(1 / divisor, b.shape));
  }
  if (site.uniform(a) === 0) return zeros(site, node);
  if (b.op === 'sqrt' && site.single(b)) {
    return site.builder.multiply(site.value(a), site.builder.rsqrt(site.value(site.input(b, 0))));
  }
  return undefined;
}

function rewritePower(site: Site, node: AnyNode): Value | undefined {
  const [base, exponent] = [site.input(node, 0), site.input(node, 1)];
  if (!sameShape(base.shape, node.shape)) return undefined;
  const x = site.value(base);
  switch (site.uniform(exponent)) {
    case 0:
      return site.builder.constant(1, node.shape);
    case 1:
      return x;
    case 2:
      return site.builder.square(x);
    case 0.5:
      return site.builder.sqrt(x);
    case -0.5:
      return site.builder.rsqrt(x);
    case -1:
      return site.builder.divide(1, x);
    default:
      return undefined;
  }
}

function rewriteSelect(site: Site, node: AnyNode): Value | undefined {
  const [condition, yes, no] = [site.input(node, 0), site.input(node, 1), site.input(node, 2)];
  const known = site.uniform(condition);
  if (known !== undefined) return spread(site, known !== 0 ? yes : no, node);
  if (yes.id === no.id) return spread(site, yes, node);
  if (condition.op === 'logicalNot') {
    return site.builder.select(site.value(site.input(condition, 0)), site.value(no), site.value(yes));
  }
  const indicator = site.uniform(yes) === 1 && site.uniform(no) === 0;
  return indicator && sameShape(condition.shape, node.shape)
    ? site.builder.cast(site.value(condition), node.dtype)
    : undefined;
}

/** Nodes f(g(x)) that are x, g(x) or another f(x). */
function rewriteNested(site: Site, node: AnyNode): Value | undefined {
  const inner = site.input(node, 0);
  if (inner.inputs.length === 0) return undefined;
  const x = () => site.value(site.input(inner, 0));
  switch (`${node.op} ${inner.op}`) {
    case 'negate negate':
    case 'logicalNot logicalNot':
    case 'log exp':
      return x();
    case 'negate subtract':
      return site.single(inner) ? site.builder.subtract(site.value(site.input(inner, 1)), x()) : undefined;
    case 'abs abs':
    case 'relu relu':
      return site.value(inner);
    case 'abs negate':
    case 'sqrt square':
      return site.builder.abs(x());
    case 'square negate':
    case 'square abs':
      return site.builder.square(x());
    case 'square sqrt':
      // sqrt(x)^2 is x where it is a number at all
      return x();
    default:
      return undefined;
  }
}

/** f(c x) = c' f(x), once, so that factors gather where they can be merged. */
function rewriteScaledOperand(site: Site, node: AnyNode): Value | undefined {
  const inner = site.input(node, 0);
  const scaled = site.single(inner) ? readScaled(site, inner) : undefined;
  return scaled
    ? writeScaled(site, site.builder.square(site.value(scaled.of)), scaled.factor * scaled.factor)
    : undefined;
}

export const arithmeticRules: readonly Rule[] = [
  { ops: ['add'], law: 'x + 0 = x; x + x = 2 x; x + (-y) = x - y', rewrite: rewriteAdd },
  { ops: ['subtract'], law: 'x - 0 = x; x - x = 0; 0 - x = -x; x - (-y) = x + y', rewrite: rewriteSubtract },
  { ops: ['multiply'], law: '1 x = x; 0 x = 0; -1 x = -x; x x = x^2', rewrite: rewriteMultiply },
  { ops: ['divide'], law: 'x / c = (1 / c) x; x / sqrt(y) = x rsqrt(y)', rewrite: rewriteDivide },
  { ops: ['power'], law: 'x^2, x^(1/2), x^(-1), ... have ops of their own', rewrite: rewritePower },
  {
    ops: ['select'],
    law: 'a known choice is made; a choice of 1 and 0 is the condition',
    rewrite: rewriteSelect,
  },
  {
    ops: ['negate', 'logicalNot', 'log', 'abs', 'relu', 'sqrt', 'square'],
    law: 'f(g(x)) shortens: -(-x) = x, -(x - y) = y - x, sqrt(x^2) = |x|, ...',
    rewrite: rewriteNested,
  },
  { ops: ['square'], law: '(c x)^2 = c^2 x^2', rewrite: rewriteScaledOperand },
  {
    ops: ['cast'],
    law: 'a cast to the same dtype is the value',
    rewrite: (site, node) => {
      const x = site.input(node, 0);
      return x.dtype === node.dtype ? site.value(x) : undefined;
    },
  },
];
