/**
 * @file `learned name: Type = init`: a weight by name, in a network's body or in the model itself, where updates name it as they name
 * networks. Also what `learned` and `state` share: a type of real numbers with known sizes, and a start that follows from the seed.
 */
import type { LearnedDeclaration, StateDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { WeightInit } from '../library/definition.ts';
import type { Span } from '../source/source.ts';
import { describe } from '../library/describe.ts';
import { isReal } from '../types/derivative-paths.ts';
import { knownShape } from '../types/dims.ts';
import { realType } from '../types/type.ts';
import type { TensorType } from '../types/type.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import { knownInit } from './initial-values.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedNetwork } from './typed.ts';
import { concreteType, declaredType, formatDeclared } from './types.ts';

/** The name of the one weight that a `learned` of the model is. */
const modelWeight = 'value';

/** A tensor that lives longer than a step: what it is, and how it starts. */
interface Lasting {
  readonly type: TensorType;
  readonly init: WeightInit;
  /** The type as declared, sizes filled in. */
  readonly written: string;
}

/** A `learned` in a body: a weight of the network around it. */
export function learned(
  evaluator: Evaluator,
  statement: LearnedDeclaration,
  scope: Scope,
  frame: Frame,
): Value {
  if (!frame.store) {
    evaluator.session.report(
      diagnostic(
        'player/weights-outside-network',
        statement.span,
        { name: statement.name.name },
        { help: 'write it in the model, or in the body of a network, which an update then trains' },
      ),
    );
    return errorValue;
  }
  const lasting = lastingOf(evaluator, statement, scope, frame);
  if (!lasting) return errorValue;
  const path = frame.names.unique(frame.path + statement.name.name);
  const request = { path, shape: lasting.type.shape, init: lasting.init };
  return { kind: 'tensor', node: frame.store.weight('', request, statement.span) };
}

/** A `learned` of the model: an owner of one weight, without a body. Undefined where something was reported. */
export function modelLearned(
  evaluator: Evaluator,
  declaration: LearnedDeclaration,
  scope: Scope,
  frame: Frame,
): TypedNetwork | undefined {
  const { session } = evaluator;
  const lasting = lastingOf(evaluator, declaration, scope, frame);
  if (!lasting) return undefined;
  const { name, span } = declaration.name;
  const shape = knownShape(lasting.type.shape);
  const node = session.node(
    { kind: 'state', network: name, path: modelWeight },
    [],
    realType(shape),
    span,
    [],
  );
  node.label = name;
  return {
    name,
    role: 'learned',
    frozen: false,
    parameters: [],
    result: { kind: 'tensor', node },
    weights: [
      { path: modelWeight, shape, init: lasting.init, convolutionKernel: false, isKernel: false, span },
    ],
    buffers: [],
    span,
    signature: lasting.written,
  };
}

/** Type and start of a declaration; undefined where one of them doesn't fit (reported). */
export function lastingOf(
  evaluator: Evaluator,
  { kind, type: written, init: start }: LearnedDeclaration | StateDeclaration,
  scope: Scope,
  frame: Frame,
): Lasting | undefined {
  const { session } = evaluator;
  const what = kind === 'learned' ? 'a learned value' : 'a state';
  const declared = declaredType(evaluator, written, scope, frame);
  if (!declared) return undefined;
  const type = concreteType(declared);
  // A size that nothing declares was reported with the names.
  if (declared.kind === 'tensor' && !type) return undefined;
  if (!type || !isReal(type.element)) {
    const found = formatDeclared(declared);
    session.report(diagnostic('type/learned', written.span, { what, found }, { label: found }));
    return undefined;
  }
  const value = evaluator.evaluate(start, scope, frame);
  if (value.kind === 'error') return undefined;
  const init = startOf(value, start.span);
  if (!init) {
    session.report(diagnostic('type/learned-init', start.span, { what, found: describe(value) }));
    return undefined;
  }
  return { type, init: knownInit(session, init, type.shape), written: formatDeclared(declared) };
}

function startOf(value: Value, span: Span): WeightInit | undefined {
  if (value.kind === 'tensor') return { kind: 'computed', node: value.node, factor: 1, span };
  if (value.kind === 'number') return { kind: 'constant', value: value.value };
  if (value.kind === 'symbol' && value.name === 'zeros') return { kind: 'constant', value: 0 };
  if (value.kind === 'symbol' && value.name === 'ones') return { kind: 'constant', value: 1 };
  if (value.kind !== 'initializer') return undefined;
  const [first = 0, second = 1] = value.arguments;
  return value.name === 'uniform'
    ? { kind: 'uniform', low: first, high: second }
    : { kind: 'normal', mean: first, stddev: second };
}
