/** @file Where each comment belongs: before a node, behind it, or inside one that holds nothing else. */
import type { Comment, Module } from '../ast.ts';
import { children, type AstNode } from '../walk.ts';

export interface CommentMap {
  readonly leading: ReadonlyMap<AstNode, readonly Comment[]>;
  readonly trailing: ReadonlyMap<AstNode, readonly Comment[]>;
  readonly dangling: ReadonlyMap<AstNode, readonly Comment[]>;
}

/** Attaches a comment on its own line to the node that follows, any other to the node before it. */
export function attachComments(module: Module): CommentMap {
  const leading = new Map<AstNode, Comment[]>();
  const trailing = new Map<AstNode, Comment[]>();
  const dangling = new Map<AstNode, Comment[]>();
  const add = (map: Map<AstNode, Comment[]>, node: AstNode, comment: Comment): void => {
    const list = map.get(node);
    if (list) list.push(comment);
    else map.set(node, [comment]);
  };
  const sorted = new Map<AstNode, readonly AstNode[]>();
  const childrenOf = (node: AstNode): readonly AstNode[] => {
    const known = sorted.get(node) ?? [...children(node)].sort((a, b) => a.span.start - b.span.start);
    sorted.set(node, known);
    return known;
  };
  for (const comment of module.comments) {
    let enclosing: AstNode = module;
    for (;;) {
      const below: AstNode | undefined = childrenOf(enclosing).find(
        ({ span }) => span.start <= comment.span.start && comment.span.end <= span.end,
      );
      if (!below) break;
      enclosing = below;
    }
    const around = childrenOf(enclosing);
    const before = around.findLast(({ span }) => span.end <= comment.span.start);
    const after = around.find(({ span }) => span.start >= comment.span.end);
    if (comment.ownLine && after) add(leading, after, comment);
    else if (before) add(trailing, before, comment);
    else if (after) add(leading, after, comment);
    else add(dangling, enclosing, comment);
  }
  return { leading, trailing, dangling };
}
