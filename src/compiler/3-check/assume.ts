/**
 * @file Values under an assumption: in a branch that is taken only where two sizes are equal, one stands for the other; and what an `if`
 * is worth whose branch a block's caller decides. What the branches do not agree on is unknown.
 */
import type { Span } from '../source/source.ts';
import { alwaysSame, isKnown, substitute, unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { isKnownRange, sameRange, unknownRange } from '../types/range.ts';
import type { Range } from '../types/range.ts';
import { symbolDim } from '../types/polynomial.ts';
import type { SizeSymbol } from '../types/polynomial.ts';
import type { TensorType } from '../types/type.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { Equation, TypedNode, Value } from '../types/value.ts';
import { mapNodes } from './leaves.ts';
import { Scope } from './scope.ts';
import type { Session } from './session.ts';

/** A size as it is where something is assumed. */
export type Assumption = (dim: Dim) => Dim;

/** The symbol that a size is, alone. */
function bareSymbol(dim: Dim): SizeSymbol | undefined {
  if (isKnown(dim) || dim.kind !== 'polynomial' || dim.terms.length !== 1) return undefined;
  const { numerator, denominator, factors } = dim.terms[0]!;
  const [factor] = factors;
  const isBare = numerator === 1 && denominator === 1 && factors.length === 1 && factor?.power === 1;
  return isBare && !factor.symbol.floor ? factor.symbol : undefined;
}

/** Equations between a symbol and a size, as a substitution; others say nothing. */
export function assuming(equations: readonly Equation[]): Assumption {
  let assume: Assumption = (dim) => dim;
  for (const [left, right] of equations) {
    const [a, b] = [assume(left), assume(right)];
    const symbol = bareSymbol(a) ?? bareSymbol(b);
    if (!symbol) continue;
    const other = bareSymbol(a) ? b : a;
    const before = assume;
    assume = (dim) => substitute(before(dim), (one) => (one.name === symbol.name ? other : symbolDim(one)));
  }
  return assume;
}

/** A value with each of its sizes as assumed. */
export function assumed(value: Value, assume: Assumption): Value {
  switch (value.kind) {
    case 'size':
      return sizeValue(assume(value.size));
    case 'distribution':
      return {
        ...value,
        event: value.event.map(assume),
        ...(value.classes === undefined ? {} : { classes: assume(value.classes) }),
        parameters: new Map([...value.parameters].map(([name, node]) => [name, assumedNode(node, assume)])),
      };
    case 'record':
      return {
        ...value,
        fields: new Map([...value.fields].map(([name, part]) => [name, assumed(part, assume)])),
      };
    case 'list':
      return { ...value, items: value.items.map((item) => assumed(item, assume)) };
    default:
      return mapNodes(value, (node) => assumedNode(node, assume));
  }
}

function assumedNode(node: TypedNode, assume: Assumption): TypedNode {
  const { type } = node;
  if (type.shape.every(isKnown) && (type.classes === undefined || isKnown(type.classes))) return node;
  const classes = type.classes === undefined ? {} : { classes: assume(type.classes) };
  return { ...node, type: { ...type, shape: type.shape.map(assume), ...classes } };
}

/** The names around a branch, their values as assumed in it. */
export class AssumedScope extends Scope {
  private readonly around: Scope;
  private readonly assume: Assumption;

  constructor(around: Scope, assume: Assumption) {
    super();
    this.around = around;
    this.assume = assume;
  }

  override find(name: string): Value | undefined {
    const value = super.find(name) ?? this.around.find(name);
    return value && assumed(value, this.assume);
  }
}

/** What one branch gives, and what may be assumed in it. */
export interface Branch {
  readonly value: Value;
  readonly assume: Assumption;
}

/** A size of the first branch or the second: one that holds in both, else unknown. */
function eitherSize(a: Dim, b: Dim, first: Assumption, second: Assumption): Dim {
  if (alwaysSame(a, b)) return a;
  // Under the first branch's assumption the second's size may be the first's: then it is right in both.
  if (alwaysSame(first(b), a)) return b;
  return alwaysSame(second(a), b) ? a : unknownSize;
}

const eitherRange = (a: Range, b: Range): Range =>
  isKnownRange(a) && isKnownRange(b) && sameRange(a, b) ? a : unknownRange;

/** The value of an `if` that a caller decides: what both branches agree on. */
export function either(session: Session, first: Branch, second: Branch, span: Span): Value {
  const [a, b] = [first.value, second.value];
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    const [left, right] = [a.node.type, b.node.type];
    if (left.shape.length !== right.shape.length || left.element !== right.element) return errorValue;
    const type: TensorType = {
      ...left,
      shape: left.shape.map((size, axis) =>
        eitherSize(size, right.shape[axis]!, first.assume, second.assume),
      ),
      range: eitherRange(left.range, right.range),
    };
    const inputs = [a.node, b.node];
    return {
      kind: 'tensor',
      node: session.apply({ name: 'if', inputs, type, lower: (_context, lowered) => lowered[0]! }, span),
    };
  }
  const isStatic = (value: Value): boolean => value.kind === 'number' || value.kind === 'size';
  if (isStatic(a) && isStatic(b)) {
    const dimOf = (value: Value): Dim =>
      value.kind === 'number' ? value.value : value.kind === 'size' ? value.size : unknownSize;
    return sizeValue(eitherSize(dimOf(a), dimOf(b), first.assume, second.assume));
  }
  if (a.kind === 'function' && b.kind === 'function' && a.name === b.name) return a;
  return errorValue;
}
