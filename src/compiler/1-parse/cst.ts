/**
 * @file Reading the concrete syntax tree: children by name, and spans. The parser guarantees that a node without
 * `skipped` is whole, so a missing child is a bug of ours.
 */
import type { CstElement, CstNode, IToken } from 'chevrotain';
import type { Identifier } from '../ast/ast.ts';
import { invariant } from '../invariant.ts';
import type { Span } from '../source/source.ts';

const isNode = (element: CstElement): element is CstNode => 'children' in element;

const none: readonly never[] = [];

/** The child nodes made by `rule`, in order. */
export function nodes(parent: CstNode, rule: string): readonly CstNode[] {
  // A rule and a token type never share a name.
  return (parent.children[rule] ?? none) as readonly CstNode[];
}

/** The child tokens of one type or label, in order. */
export function tokens(parent: CstNode, name: string): readonly IToken[] {
  return (parent.children[name] ?? none) as readonly IToken[];
}

/** The first child node made by `rule`, if there is one. */
export function optionalNode(parent: CstNode, rule: string): CstNode | undefined {
  return nodes(parent, rule)[0];
}

/** The child node number `at` made by `rule`. */
export function node(parent: CstNode, rule: string, at = 0): CstNode {
  const found = nodes(parent, rule)[at];
  invariant(found, `the rule ${parent.name} has no ${rule} number ${at}`);
  return found;
}

/** The child token number `at` of a type or label. */
export function token(parent: CstNode, name: string, at = 0): IToken {
  const found = tokens(parent, name)[at];
  invariant(found, `the rule ${parent.name} has no ${name} number ${at}`);
  return found;
}

/** True where the node has a child of that name. */
export function has(parent: CstNode, name: string): boolean {
  return (parent.children[name]?.length ?? 0) > 0;
}

/** The only child of a rule that is a choice between rules. */
export function onlyNode(parent: CstNode): CstNode {
  for (const [name, elements] of Object.entries(parent.children)) {
    const [first] = elements;
    if (name !== 'skipped' && first && isNode(first)) return first;
  }
  invariant(false, `the rule ${parent.name} has no alternative`);
}

/** True where recovery gave up a part of the node, or of its header. */
export function isBroken(parent: CstNode): boolean {
  return has(parent, 'skipped');
}

/** The span of a token. */
export function tokenSpan(path: string, one: IToken): Span {
  return { path, start: one.startOffset, end: (one.endOffset ?? one.startOffset) + 1 };
}

/** The span of a node's tokens; what recovery skipped counts. An empty node has an empty span at 0. */
export function nodeSpan(path: string, one: CstNode): Span {
  const start = one.location?.startOffset ?? Number.NaN;
  const end = (one.location?.endOffset ?? Number.NaN) + 1;
  if (Number.isNaN(start) || Number.isNaN(end)) return { path, start: 0, end: 0 };
  return { path, start, end: Math.max(start, end) };
}

/** A name as the tree has it. */
export function identifier(path: string, one: IToken): Identifier {
  return { kind: 'identifier', name: one.image, span: tokenSpan(path, one) };
}
