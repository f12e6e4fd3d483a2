/** @file What the parts of the printer share: printing a node with its comments, and layout that follows the author's. */
import { builders } from 'prettier/doc';
import type { AstNode } from '../walk.ts';
import type { CommentMap } from './comments.ts';

const { hardline, indent, join, line, lineSuffix, softline, group, ifBreak, breakParent } = builders;

/** A piece of text with its ways to break lines. */
export type Doc = builders.Doc;

export interface Printing {
  /** The node with its comments. */
  readonly print: (node: AstNode) => Doc;
  /** The node without the comments before and behind it. */
  readonly bare: (node: AstNode) => Doc;
  readonly comments: CommentMap;
  /** The source text, where the author's line breaks are to be kept. */
  readonly text: string | undefined;
}

/** True where the author broke the line between two offsets. */
export function hasBreak(p: Printing, from: number, to: number): boolean {
  return p.text !== undefined && p.text.slice(from, to).includes('\n');
}

/** True where the author left a line empty between two offsets. */
export function hasEmptyLine(p: Printing, from: number, to: number): boolean {
  return p.text !== undefined && /\n[ \t\r]*\n/.test(p.text.slice(from, to));
}

/** Comments on their own lines before something. */
export function leadingDoc(p: Printing, node: AstNode): Doc[] {
  const list = p.comments.leading.get(node) ?? [];
  return list.flatMap((comment, index) => {
    const next = list[index + 1]?.span.start ?? node.span.start;
    const gap = hasEmptyLine(p, comment.span.end, next) ? [hardline, hardline] : [hardline];
    return [comment.text, ...gap];
  });
}

/** Comments behind something: at the end of its line, or on lines of their own. */
export function trailingDoc(p: Printing, node: AstNode): Doc[] {
  return (p.comments.trailing.get(node) ?? []).map((comment) =>
    comment.ownLine
      ? [hardline, comment.text]
      : [lineSuffix(`${gapBefore(p, comment.span.start)}${comment.text}`), breakParent],
  );
}

/** The author's spaces before a comment, which may line up with others; at least two. */
function gapBefore(p: Printing, offset: number): string {
  const written = / *$/.exec(p.text?.slice(0, offset) ?? '')?.[0] ?? '';
  return written.padEnd(2);
}

/** The items of a block one below the other; empty lines of the author are kept, one at a time. */
export function itemLines(p: Printing, items: readonly AstNode[], alwaysApart = false): Doc {
  return items.map((item, index) => {
    const previous = items[index - 1];
    if (!previous) return p.print(item);
    const start = p.comments.leading.get(item)?.[0]?.span.start ?? item.span.start;
    const apart = alwaysApart || hasEmptyLine(p, previous.span.end, start);
    return [hardline, ...(apart ? [hardline] : []), p.print(item)];
  });
}

/** `{ items }`, always on lines of its own; `{}` where there are none. */
export function blockDoc(p: Printing, owner: AstNode, items: readonly AstNode[]): Doc {
  const dangling = (p.comments.dangling.get(owner) ?? []).map((comment) => comment.text);
  if (items.length === 0 && dangling.length === 0) return '{}';
  const inside = items.length > 0 ? itemLines(p, items) : join(hardline, dangling);
  return ['{', indent([hardline, inside]), hardline, '}'];
}

/** `{ a, b }` on one line, or one entry a line without commas where the author broke it or it doesn't fit. */
export function entriesDoc(p: Printing, entries: readonly AstNode[], start: number): Doc {
  const [first] = entries;
  if (!first) return '{}';
  const lead = p.comments.leading.get(first)?.[0]?.span.start ?? first.span.start;
  const broken = openBreak(p, start, lead);
  const separated = entries.map((entry, index) => {
    const previous = entries[index - 1];
    if (!previous) return p.print(entry);
    // Entries that the author had side by side stay so.
    if (broken && p.text?.slice(previous.span.end, entry.span.start).trim() === ',') {
      if (!hasBreak(p, previous.span.end, entry.span.start)) return [', ', p.print(entry)];
    }
    const apart = hasEmptyLine(p, previous.span.end, entry.span.start) ? [softline] : [];
    return [ifBreak('', ','), line, ...apart, p.print(entry)];
  });
  return group(['{', indent([line, separated]), line, '}'], { shouldBreak: broken });
}

/** True where the author broke the line right after the `{` that stands between two offsets. */
export function openBreak(p: Printing, from: number, to: number): boolean {
  if (p.text === undefined) return false;
  const gap = p.text.slice(from, to);
  return gap.slice(gap.lastIndexOf('{') + 1).includes('\n');
}

/**
 * True where the author had a lone argument begin behind its opening bracket and run over lines: `max(for t in ... {`. Nothing else
 * stands between the brackets.
 */
export function isHugged(p: Printing, item: AstNode, from: number, to: number): boolean {
  if (p.text === undefined) return false;
  const before = p.text.slice(from, item.span.start);
  const behind = p.text.slice(item.span.end, to);
  return /^\( *$/.test(before) && /^\s*\)$/.test(behind) && hasBreak(p, item.span.start, item.span.end);
}

/** `open a, b close`, one a line where it doesn't fit. */
export function listDoc(open: string, items: readonly Doc[], close: string, padding: Doc = softline): Doc {
  if (items.length === 0) return `${open}${close}`;
  return group([open, indent([padding, join([',', line], [...items])]), padding, close]);
}
