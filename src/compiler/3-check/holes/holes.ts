/**
 * @file Holes: what comes in, what is needed, and layers that fit. An offer is no guess: the model is checked once more with it in the
 * hole, and only what makes no new fault in the declaration around the hole is offered. Costs some checks for each hole, in files
 * that can't be compiled anyway.
 */
import type { Expression, HoleExpression } from '../../ast/ast.ts';
import { childKeys, children } from '../../ast/walk.ts';
import type { AstNode } from '../../ast/walk.ts';
import { parse } from '../../1-parse/parse.ts';
import { membersOf } from '../../2-resolve/resolved.ts';
import type { ResolvedModule } from '../../2-resolve/resolved.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { describe } from '../../library/describe.ts';
import type { Value } from '../../types/value.ts';
import { expressionsFor, stageCount, stagesFor } from './candidates.ts';
import { needAt } from './need.ts';
import type { HoleContext, Need } from './need.ts';

/** A hole that a check met, and what is piped into it. */
export type Holes = ReadonlyMap<HoleExpression, Value | undefined>;

/** The findings of a check of another version of the model. */
export type Trial = (resolved: ResolvedModule) => readonly Diagnostic[];

/** More would be no help to choose from. */
const mostOffers = 6;

/** The findings of a check with those of its holes told in full. */
export function tellHoles(
  found: readonly Diagnostic[],
  holes: Holes,
  resolved: ResolvedModule,
  textOf: HoleContext['textOf'],
  trial: Trial,
): readonly Diagnostic[] {
  const told = new Map<number, Diagnostic>();
  for (const [hole, incoming] of holes) {
    const path = pathTo(hole, resolved);
    if (!path) continue;
    const parametersOf: HoleContext['parametersOf'] = (name) =>
      (
        resolved.blocks.get(name) ??
        membersOf(resolved.model, 'network').find((one) => one.name.name === name)
      )?.parameters;
    const need = needAt(path, { textOf, parametersOf });
    const offers = offersFor(hole, path, incoming, need, resolved, found, trial);
    told.set(hole.span.start, holeDiagnostic(hole, incoming, need, offers));
  }
  const isHole = (one: Diagnostic): boolean => one.code === 'type/hole' || one.code === 'type/hole-in-pipe';
  return found.map((one) => (isHole(one) ? (told.get(one.span.start) ?? one) : one));
}

function holeDiagnostic(
  hole: HoleExpression,
  incoming: Value | undefined,
  need: Need | undefined,
  offers: readonly string[],
): Diagnostic {
  const [first] = offers;
  const evidence = {
    notes: offers.map((one) => `fits: ${one}`),
    ...(first === undefined ? {} : { help: `write ${first}`, fix: { span: hole.span, replacement: first } }),
  };
  const needed = need ? { needed: need.text } : {};
  return incoming
    ? diagnostic('type/hole-in-pipe', hole.span, { comesIn: describe(incoming), ...needed }, evidence)
    : diagnostic('type/hole', hole.span, needed, { label: 'to be written', ...evidence });
}

function offersFor(
  hole: HoleExpression,
  path: readonly AstNode[],
  incoming: Value | undefined,
  need: Need | undefined,
  resolved: ResolvedModule,
  found: readonly Diagnostic[],
  trial: Trial,
): readonly string[] {
  const around =
    path.find((one) => ['network', 'block', 'train', 'infer', 'figure', 'evaluate'].includes(one.kind)) ??
    path[0]!;
  const known = new Set(found.map(keyOf));
  const fits = (text: string): boolean => {
    const expression = expressionOf(text);
    if (!expression) return false;
    const found = trial(replaced(resolved, hole, expression));
    return !found.some(
      (one) =>
        one.severity === 'error' &&
        !known.has(keyOf(one)) &&
        (one.span.path === offerPath || isWithin(one, around)),
    );
  };
  const candidates =
    incoming?.kind === 'tensor'
      ? stagesFor(incoming.node.type, need, blocksOf(resolved, path))
      : incoming === undefined
        ? expressionsFor(need, namesBefore(path, hole))
        : [];
  const offers: string[] = [];
  for (const text of candidates) {
    // A longer chain is no help where shorter ones fit.
    if (offers.length > 1 && stageCount(text) > stageCount(offers[0]!)) break;
    if (fits(text)) offers.push(text);
    if (offers.length === mostOffers) break;
  }
  return offers;
}

const keyOf = ({ code, span }: Diagnostic): string => `${code} ${span.path} ${span.start}`;
const isWithin = ({ span }: Diagnostic, node: AstNode): boolean =>
  span.path === node.span.path && node.span.start <= span.start && span.end <= node.span.end;

/** Blocks of one tensor, for a hole in a network or block; not the one that it stands in. */
function blocksOf({ blocks }: ResolvedModule, path: readonly AstNode[]): readonly string[] {
  return [...blocks.values()]
    .filter(
      (block) => !path.includes(block) && block.parameters.filter((one) => !one.defaultValue).length === 1,
    )
    .map((block) => block.name.name);
}

/** Names that stand before the hole in the braces around it, the nearest first. */
function namesBefore(path: readonly AstNode[], hole: HoleExpression): readonly string[] {
  const names: string[] = [];
  for (const node of path.toReversed()) {
    const before = children(node).filter((one) => one.span.end <= hole.span.start);
    for (const one of before.toReversed()) {
      if (
        'name' in one &&
        typeof one.name === 'object' &&
        ['let', 'sample', 'parameter', 'learned', 'prior'].includes(one.kind)
      )
        names.push(one.name.name);
      if (one.kind === 'data')
        for (const field of one.fields) names.push(`${one.name.name}.${field.name.name}`);
    }
  }
  return [...new Set(names)];
}

const offerPath = 'offer';

function expressionOf(text: string): Expression | undefined {
  const { module, diagnostics } = parse({ path: offerPath, text: `model Offer { let offer = ${text} }` });
  const [model] = module.declarations;
  const [member] = model?.kind === 'model' ? model.members : [];
  return diagnostics.length === 0 && member?.kind === 'let' ? member.value : undefined;
}

/** The nodes from a member of the model, or a block, to the hole. */
function pathTo(hole: HoleExpression, { model, blocks }: ResolvedModule): readonly AstNode[] | undefined {
  const search = (node: AstNode): readonly AstNode[] | undefined => {
    if (node === hole) return [node];
    if (
      hole.span.path !== node.span.path ||
      hole.span.start < node.span.start ||
      hole.span.end > node.span.end
    )
      return undefined;
    for (const child of children(node)) {
      const below = search(child);
      if (below) return [node, ...below];
    }
    return undefined;
  };
  for (const root of [model, ...blocks.values()]) {
    const path = search(root);
    if (path) return path;
  }
  return undefined;
}

/** The module with an expression in the place of the hole; what does not hold it is shared. */
function replaced(resolved: ResolvedModule, hole: HoleExpression, expression: Expression): ResolvedModule {
  return {
    ...resolved,
    model: withExpression(resolved.model, hole, expression),
    blocks: new Map(
      [...resolved.blocks].map(([name, block]) => [name, withExpression(block, hole, expression)]),
    ),
  };
}

function withExpression<N extends AstNode>(node: N, hole: HoleExpression, expression: Expression): N {
  const { span } = node;
  if (span.path !== hole.span.path || hole.span.start < span.start || hole.span.end > span.end) return node;
  if ((node as AstNode) === hole) return expression as AstNode as N;
  const copy: Record<string, unknown> = { ...node };
  for (const key of childKeys[node.kind] as readonly string[])
    copy[key] = withIn(copy[key], hole, expression);
  return copy as unknown as N;
}

function withIn(value: unknown, hole: HoleExpression, expression: Expression): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[]).map((one) => withIn(one, hole, expression));
  if (typeof value !== 'object' || value === null) return value;
  if ('span' in value) return withExpression(value as AstNode, hole, expression);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIn(one, hole, expression)]));
}
