/**
 * @file Calls of blocks. In a network each call is the block's body again, with weights and sizes of its own; what the block needs of
 * its sizes is held against those of the call first. In a block that is checked by itself a call is worth what the signature promises.
 */
import { diagnostic } from '../diagnostics/catalog.ts';
import type { SizeOrigin } from '../library/origin.ts';
import { derivationOf, sizeOrigin, sizeOriginText } from '../library/origin.ts';
import type { Span } from '../source/source.ts';
import { formatDim } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Evaluated } from './bind-arguments.ts';
import { bindParameters } from './bind-parameters.ts';
import type { BoundParameters } from './bind-parameters.ts';
import { checkedBlock, promisedValue, valueOfRank } from './block-check.ts';
import type { CheckedBlock } from './block-check.ts';
import { formatNeeds, isMet, listed, nearestSizes, symbolsOfNeed } from './contract.ts';
import type { Evaluator } from './evaluator.ts';
import { matchResult } from './match.ts';
import { resultPlace } from './modules.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { declaredType } from './types.ts';

const maximumDepth = 64;

export function callBlock(
  evaluator: Evaluator,
  name: string,
  given: Evaluated,
  span: Span,
  frame: Frame,
): Value {
  const { session, modules } = evaluator;
  const declaration = modules.blocks.get(name);
  if (!declaration) return errorValue;
  const checked = checkedBlock(evaluator, declaration);
  if (session.endless.has(name)) return errorValue;
  // A block that calls itself whatever its sizes are ends for none.
  const isEndless = session.contract?.block === name && session.contract.isUnconditional;
  if (isEndless || frame.depth >= maximumDepth) {
    // Reported once: a block that calls itself twice would come here 2^64 times.
    session.endless.add(name);
    session.report(
      diagnostic(
        'type/recursion',
        span,
        { name, depth: maximumDepth },
        {
          related: [{ span: declaration.name.span, label: 'declared here' }],
          help: 'end it by an `if` over its sizes, or write repeat(n) { ... }',
        },
      ),
    );
    return errorValue;
  }
  const bound = bindParameters(evaluator, name, declaration.parameters, given, span, modules.scope, frame);
  if (!bound) return errorValue;
  // A block with faults of its own has told them: of what its calls give no more is known than its rank.
  if (checked === 'faulty') return valueOfRank(evaluator, declaration, frame, span);
  const { contract } = session;
  const sizes = sizesOf(bound);
  if (checked !== 'pending') {
    if (!fulfils(evaluator, checked, bound, sizes, span)) return errorValue;
    if (contract) for (const need of checked.needs) contract.takeOn(need, sizes);
  }
  const scope = new Scope(modules.scope);
  for (const [size, value] of bound.sizes) scope.define(size, sizeValue(value));
  for (const [parameter, value] of bound.values) scope.define(parameter, value);
  const path = `${frame.path}${name}${frame.names.numbered(frame.path + name)}/`;
  const inner: Frame = { ...frame, path, depth: frame.depth + 1 };
  if (contract && (declaration.result || checked === 'pending'))
    return promisedValue(evaluator, declaration, checked, bound, sizes, scope, inner, span);
  session.calls.push({ block: name, span });
  const value = evaluator.body(declaration.body, scope, inner);
  session.calls.pop();
  // The sizes of the result follow from the body: where that has a fault, theirs would only be its consequences.
  if (value.kind === 'error') return valueOfRank(evaluator, declaration, frame, span);
  if (!declaration.result) return value;
  const declared = declaredType(evaluator, declaration.result, scope, inner);
  if (!declared) return errorValue;
  const place = resultPlace(declaration);
  return matchResult(evaluator, value, declared, new Map(bound.sizes), place, inner);
}

/** Free sizes and Int arguments, by name: what a contract speaks of. */
function sizesOf({ sizes, values }: BoundParameters): ReadonlyMap<string, Dim> {
  const numbers = [...values].flatMap(([name, value]): (readonly [string, Dim])[] =>
    value.kind === 'number' ? [[name, value.value]] : value.kind === 'size' ? [[name, value.size]] : [],
  );
  return new Map([...numbers, ...sizes]);
}

/** True where the sizes of a call can be what the block needs; reported otherwise, with both sides and the nearest sizes that can. */
function fulfils(
  evaluator: Evaluator,
  { name, needs, signature }: CheckedBlock,
  bound: BoundParameters,
  sizes: ReadonlyMap<string, Dim>,
  span: Span,
): boolean {
  const unmet = needs.filter((need) => !isMet(need, sizes));
  const [first] = unmet;
  if (!first) return true;
  const names = [...new Set(unmet.flatMap(symbolsOfNeed).map((symbol) => symbol.name))];
  const found = grouped(names, (one) => {
    const size = sizes.get(one);
    return size === undefined ? undefined : formatDim(size);
  }).map(([size, of]) => `${listed(of)} ${of.length === 1 ? 'is' : 'are'} ${size}`);
  const originOf = (one: string): SizeOrigin | undefined => {
    const axis = bound.origins.get(one);
    return axis && sizeOrigin(axis.node, axis.axis);
  };
  // One place may have made several sizes.
  const related = grouped(names, (one) => {
    const origin = originOf(one);
    return origin && `${origin.node.span.path}:${origin.node.span.start}:${sizeOriginText(origin)}`;
  }).map(([, of]) => {
    const origin = originOf(of[0]!)!;
    return { span: origin.node.span, label: `${listed(of)}: ${sizeOriginText(origin)}` };
  });
  const nearest = grouped(names, (one) => nearestSizes(needs, sizes, one).join(' or ') || undefined).map(
    ([values, of]) => `${values} for ${listed(of)}`,
  );
  const [argument] = [...bound.values.values()].flatMap((value) =>
    value.kind === 'tensor' ? [value.node] : [],
  );
  evaluator.session.report(
    diagnostic(
      'shape/contract',
      span,
      { name, needs: formatNeeds(unmet), found: found.join(', ') },
      {
        label: found.join(', '),
        related: [...related, { span: first.span, label: `${name} needs it here` }],
        notes: [...(argument ? [derivationOf(argument)] : []), signature],
        ...(nearest.length === 0 ? {} : { help: `the nearest sizes that work: ${nearest.join('; ')}` }),
      },
    ),
  );
  return false;
}

/** Names by what they have in common, in order; those that have nothing are left out. */
function grouped(
  names: readonly string[],
  keyOf: (name: string) => string | undefined,
): readonly (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups];
}
