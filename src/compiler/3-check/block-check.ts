/**
 * @file Each block checked once, by itself, whether or not anything calls it: its free sizes and Int parameters are symbols, its body is
 * evaluated with them, and what it gives is held against what it promises. Faults are told at the block's own lines. What is left
 * is the block's contract: what its callers' sizes must be. What a symbol can't decide is unknown, and fits.
 */
import type { BlockDeclaration, Parameter } from '../ast/ast.ts';
import { walk } from '../ast/walk.ts';
import { hasErrors } from '../diagnostics/catalog.ts';
import { describe } from '../library/describe.ts';
import type { Span } from '../source/source.ts';
import { SizeNotKnown, unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { symbolDim } from '../types/polynomial.ts';
import { unknownRange } from '../types/range.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { BoundParameters } from './bind-parameters.ts';
import { Contract, formatNeeds, inCall } from './contract.ts';
import type { Need, Sizes } from './contract.ts';
import type { Evaluator } from './evaluator.ts';
import { matchResult } from './match.ts';
import { resultPlace } from './modules.ts';
import { Scope } from './scope.ts';
import { Names, ScratchStore } from './session.ts';
import type { Frame, Session } from './session.ts';
import { declaredType, formatDeclared, isFree, withSizes } from './types.ts';
import type { DeclaredType, Size } from './types.ts';

/** A block without faults. */
export interface CheckedBlock {
  readonly name: string;
  readonly needs: readonly Need[];
  /** Free sizes of the result, as the body gives them. */
  readonly solved: ReadonlyMap<string, Dim>;
  /** `block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters]  needs h and w divisible by 2`. */
  readonly signature: string;
}

/** What is known of a block: 'pending' while it is checked, and so inside of itself. */
export type BlockState = CheckedBlock | 'pending' | 'faulty';

/** The block, checked by itself on first use. */
export function checkedBlock(evaluator: Evaluator, declaration: BlockDeclaration): BlockState {
  const { blocks } = evaluator.session;
  const name = declaration.name.name;
  const known = blocks.get(name);
  if (known) return known;
  blocks.set(name, 'pending');
  const contract = new Contract(name);
  const checked = evaluator.session.alone(() => checkBlock(evaluator, declaration, contract), contract);
  blocks.set(name, checked);
  return checked;
}

function checkBlock(
  evaluator: Evaluator,
  declaration: BlockDeclaration,
  contract: Contract,
): CheckedBlock | 'faulty' {
  const { session, modules } = evaluator;
  const name = declaration.name.name;
  const before = session.diagnostics.length;
  const isSound = (): boolean => !hasErrors(session.diagnostics.slice(before));
  const frame: Frame = {
    ...modules.frame(`${name}/`),
    store: new ScratchStore(session, name),
    names: new Names(),
    depth: 1,
  };
  const scope = new Scope(modules.scope);
  const parameters: string[] = [];
  for (const parameter of declaration.parameters) {
    const type = declaredType(evaluator, parameter.type, scope, frame);
    const standard = parameter.defaultValue ? ` = ${session.textOf(parameter.defaultValue.span)}` : '';
    parameters.push(`${parameter.name.name}: ${type ? formatDeclared(type) : '?'}${standard}`);
    const value = type
      ? parameterValue(evaluator, declaration, parameter, type, contract, scope)
      : errorValue;
    scope.define(parameter.name.name, value);
  }
  const solved = new Map<string, Dim>();
  let result = '';
  try {
    const value = isSound() ? evaluator.body(declaration.body, scope, frame) : errorValue;
    if (declaration.result && isSound()) {
      const type = declaredType(evaluator, declaration.result, scope, frame);
      if (type) {
        matchResult(evaluator, value, type, solved, resultPlace(declaration), frame);
        for (const size of sizesIn(type)) if (!isFree(size)) contract.size(size, declaration.result.span);
        result = formatDeclared(withSizes(type, (free) => solved.get(free) ?? unknownSize));
      }
    } else if (value.kind !== 'error') result = describe(value);
  } catch (thrown) {
    if (!(thrown instanceof SizeNotKnown)) throw thrown;
  }
  if (!isSound()) return 'faulty';
  const needs = formatNeeds(contract.needs);
  const signature = `block ${name}(${parameters.join(', ')})${result === '' ? '' : ` -> ${result}`}${needs === '' ? '' : `  needs ${needs}`}`;
  return { name, needs: contract.needs, solved, signature };
}

function sizesIn(type: DeclaredType): readonly Size[] {
  switch (type.kind) {
    case 'tensor':
      return type.shape;
    case 'distribution':
      return type.event;
    case 'record':
      return [...type.fields.values()].flatMap(sizesIn);
    case 'list':
      return sizesIn(type.item);
    case 'static':
      return [];
  }
}

/** What a parameter stands for in the block's own check; its free sizes become symbols in `scope`. */
function parameterValue(
  evaluator: Evaluator,
  declaration: BlockDeclaration,
  parameter: Parameter,
  type: DeclaredType,
  contract: Contract,
  scope: Scope,
): Value {
  const { session } = evaluator;
  const name = parameter.name.name;
  if (type.kind === 'static') {
    if (type.name === 'Bool') return { kind: 'condition', whenTrue: [], whenFalse: [] };
    if (type.name !== 'Int') return errorValue;
    // A number that the signature uses as a size is one.
    const least = isInSignature(session, declaration, name) ? 1 : -Infinity;
    return sizeValue(symbolDim({ name: contract.fresh(name), least }));
  }
  if (type.kind === 'list' && type.item.kind === 'static' && type.item.name === 'Int')
    return { kind: 'sizes', name: contract.fresh(name) };
  const symbol = (free: string): Dim => {
    const known = scope.find(free);
    if (known) return known.kind === 'size' ? known.size : unknownSize;
    const dim = symbolDim({ name: contract.fresh(free), least: 1 });
    scope.define(free, sizeValue(dim));
    return dim;
  };
  return valueOfType(evaluator, withSizes(type, symbol), parameter.span, name);
}

/** True where a type of the signature names it in a size: `filters` in `-> Image[h, w, filters]`. */
function isInSignature(session: Session, { parameters, result }: BlockDeclaration, name: string): boolean {
  const types = [...parameters.map((one) => one.type), ...(result ? [result] : [])];
  const word = new RegExp(`\\b${name}\\b`);
  return types.some((type) => word.test(session.textOf(type.span)));
}

/** A value of a type whose sizes are filled in, of which nothing else is known. */
function valueOfType(evaluator: Evaluator, type: DeclaredType, span: Span, name: string): Value {
  const { session } = evaluator;
  if (type.kind === 'record') {
    const fields = [...type.fields].map(
      ([field, one]) => [field, valueOfType(evaluator, one, span, `${name}.${field}`)] as const,
    );
    return { kind: 'record', fields: new Map(fields) };
  }
  if (type.kind !== 'tensor') return errorValue;
  const shape = type.shape.map((size): Dim => (isFree(size) ? unknownSize : size));
  const range = type.range ?? unknownRange;
  const classes = type.classes === undefined || isFree(type.classes) ? {} : { classes: type.classes };
  const node = session.node(
    { kind: 'parameter', name },
    [],
    { shape, element: type.element, range, ...classes },
    span,
    [],
  );
  return { kind: 'tensor', node };
}

/** What a call gives in a block that is checked by itself: a value of the type that the signature promises. */
export function promisedValue(
  evaluator: Evaluator,
  declaration: BlockDeclaration,
  checked: CheckedBlock | 'pending',
  bound: BoundParameters,
  sizes: Sizes,
  scope: Scope,
  frame: Frame,
  span: Span,
): Value {
  const type = declaration.result && declaredType(evaluator, declaration.result, scope, frame);
  if (!type) return errorValue;
  const free = (name: string): Dim => {
    const solved = checked === 'pending' ? undefined : checked.solved.get(name);
    return bound.sizes.get(name) ?? (solved === undefined ? unknownSize : inCall(solved, sizes));
  };
  return valueOfType(evaluator, withSizes(type, free), span, declaration.name.name);
}

/** What a call of a faulty block gives: a value of the kind and rank that it promises, its sizes unknown. */
export function valueOfRank(
  evaluator: Evaluator,
  declaration: BlockDeclaration,
  frame: Frame,
  span: Span,
): Value {
  // Its own sizes have no values here, and what is made of them is unknown.
  const scope = new Scope(evaluator.modules.scope);
  for (const { type } of declaration.parameters)
    walk(type, (node) => {
      if (node.kind === 'name' && !scope.find(node.name)) scope.define(node.name, errorValue);
    });
  for (const { name } of declaration.parameters) scope.define(name.name, errorValue);
  const type = declaration.result && declaredType(evaluator, declaration.result, scope, frame);
  if (!type) return errorValue;
  return valueOfType(
    evaluator,
    withSizes(type, () => unknownSize),
    span,
    declaration.name.name,
  );
}

/** All blocks that the model sees, each checked by itself. */
export function checkBlocks(evaluator: Evaluator): readonly CheckedBlock[] {
  return [...evaluator.modules.blocks.values()].flatMap((declaration) => {
    const checked = checkedBlock(evaluator, declaration);
    return typeof checked === 'string' ? [] : [checked];
  });
}
