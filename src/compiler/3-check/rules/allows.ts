/**
 * @file `allow CODE "reason"`: takes the warnings of one code off the declaration or statement that stands below it, and off what
 * that holds. Its own faults: a code that doesn't exist or is an error's, a reason that says nothing, and, in a file without errors,
 * an `allow` that takes nothing off.
 */
import type { AllowDeclaration } from '../../ast/ast.ts';
import { walk } from '../../ast/walk.ts';
import type { AstNode } from '../../ast/walk.ts';
import { diagnostic, hasErrors } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/did-you-mean.ts';
import { allCodes, catalogEntry } from '../../diagnostics/explain.ts';
import type { ResolvedModule } from '../../2-resolve/resolved.ts';
import type { Span } from '../../source/source.ts';

/** An `allow` and what it stands above; undefined at the end of its braces. */
interface Standing {
  readonly allow: AllowDeclaration;
  readonly below: AstNode | undefined;
}

/**
 * The diagnostics that are left, with those of the `allow`s themselves. `judges` is false where another check of the same file may
 * need an `allow` that this one doesn't: params have other values than the file gives them.
 */
export function applyAllows(
  resolved: ResolvedModule,
  found: readonly Diagnostic[],
  judges: boolean,
): readonly Diagnostic[] {
  const standing = allowsOf(resolved);
  if (standing.length === 0) return found;
  const faults = standing.flatMap(({ allow }) => faultOf(allow) ?? []);
  const isFaulty = new Set(faults.map((one) => one.span.start));
  const needed = new Set<AllowDeclaration>();
  const left = found.filter((one) => {
    if (one.severity !== 'warning') return true;
    const takers = standing.filter(
      ({ allow, below }) => allow.code.name === one.code && below && holds(below.span, one.span),
    );
    for (const { allow } of takers) needed.add(allow);
    return takers.length === 0;
  });
  const all = [...left, ...faults];
  if (!judges || hasErrors(all)) return all;
  const idle = standing.filter(({ allow }) => !needed.has(allow) && !isFaulty.has(allow.span.start));
  return [...all, ...idle.map(unneeded)];
}

const holds = (outer: Span, inner: Span): boolean =>
  outer.path === inner.path && outer.start <= inner.start && inner.end <= outer.end;

/** The `allow`s of the model and of the blocks that it can come to: others are not checked here. */
function allowsOf({ model, blocks }: ResolvedModule): readonly Standing[] {
  const found: Standing[] = [];
  const pending: AstNode[] = [model];
  const seen = new Set<AstNode>();
  for (let root = pending.pop(); root; root = pending.pop()) {
    if (seen.has(root)) continue;
    seen.add(root);
    walk(root, (node) => {
      if (node !== root && node.kind === 'block') return false;
      const items = itemsOf(node);
      items.forEach((item, i) => {
        if (item.kind !== 'allow') return;
        found.push({ allow: item, below: items.slice(i + 1).find((one) => one.kind !== 'allow') });
      });
      const block = node.kind === 'name' ? blocks.get(node.name) : undefined;
      if (block) pending.push(block);
      return true;
    });
  }
  return found;
}

/** What stands under one another in a node's braces. */
function itemsOf(node: AstNode): readonly AstNode[] {
  switch (node.kind) {
    case 'model':
      return node.members;
    case 'train':
    case 'update':
      return node.statements;
    case 'optimize':
      return node.terms;
    case 'body':
      return node.result ? [...node.statements, node.result] : node.statements;
    default:
      return [];
  }
}

function faultOf({ code, reason }: AllowDeclaration): Diagnostic | undefined {
  const entry = catalogEntry(code.name);
  if (!entry) {
    const near = suggest(code.name, warningCodes());
    return diagnostic(
      'allow/unknown-code',
      code.span,
      { code: code.name },
      near === undefined
        ? { help: '`genc explain` lists the codes; a finding shows its own in brackets' }
        : { help: `did you mean \`${near}\`?`, fix: { span: code.span, replacement: near } },
    );
  }
  if (entry.severity === 'error') {
    const help = `genc explain ${code.name} says how to mend it`;
    return diagnostic('allow/error', code.span, { code: code.name }, { help });
  }
  if (reason && reason.value.trim() !== '') return undefined;
  const help = `write why: allow ${code.name} "..."`;
  return diagnostic('allow/no-reason', (reason ?? code).span, { code: code.name }, { help });
}

const warningCodes = (): readonly string[] =>
  allCodes().filter((code) => catalogEntry(code)?.severity === 'warning');

function unneeded({ allow, below }: Standing): Diagnostic {
  return diagnostic(
    'unused/allow',
    allow.code.span,
    { code: allow.code.name },
    below
      ? {
          related: [{ span: markOf(below), label: 'nothing of this kind is found here' }],
          help: 'take the `allow` out',
        }
      : { help: 'nothing stands below it: put it above what it is for, or take it out' },
  );
}

/** A short mark for what may be long: its name, else its first character. */
function markOf(node: AstNode): Span {
  if ('name' in node && typeof node.name === 'object') return node.name.span;
  return { ...node.span, end: Math.min(node.span.end, node.span.start + 1) };
}
