/**
 * @file `state name: Type = init` of a model, and `advance name = value` in a phase: a tensor that a rule changes at each step, and no
 * gradient. When it moves is 4-lower/phases.ts's affair.
 */
import type { AdvanceStatement, StateDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import type { WeightInit } from '../library/definition.ts';
import { knownShape } from '../types/dims.ts';
import { variesByExample } from '../types/example-paths.ts';
import { batchPlate } from '../types/plate.ts';
import { contains, formatRange, unbounded } from '../types/range.ts';
import type { Range } from '../types/range.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import { asDeclared } from './declared.ts';
import type { Evaluator } from './evaluator.ts';
import { lastingOf } from './learned.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedAdvance, TypedNetwork, TypedState } from './typed.ts';

/** A state as it was declared. */
export interface KnownState {
  readonly typed: TypedState;
  readonly declaration: StateDeclaration;
}

/** What a model keeps beside its networks, by name: learned values, which updates may name, and states, which `advance` may. */
export class ModelValues {
  readonly learned = new Map<string, TypedNetwork>();
  readonly states = new Map<string, KnownState>();
}

/** Declares a state in the model's scope; the poison value where it has a fault (reported). */
export function declareState(
  evaluator: Evaluator,
  declaration: StateDeclaration,
  scope: Scope,
  frame: Frame,
): void {
  const { session, modules } = evaluator;
  const { name, span } = declaration.name;
  scope.define(name, errorValue);
  const lasting = lastingOf(evaluator, declaration, scope, frame);
  if (!lasting) return;
  const { type, init, written: signature } = lasting;
  const start = rangeOf(init);
  if (!contains(type.range, start)) {
    const found = start.low === start.high ? String(start.low) : formatRange(start);
    session.report(
      diagnostic(
        'range/result',
        declaration.init.span,
        { what: name, wanted: formatRange(type.range), found },
        { related: [{ span: declaration.type.span, label: `${formatRange(type.range)} is promised here` }] },
      ),
    );
    return;
  }
  const node = session.node({ kind: 'carried', state: name }, [], type, span, []);
  node.label = name;
  modules.values.states.set(name, {
    typed: { name, shape: knownShape(type.shape), init, signature, span },
    declaration,
  });
  scope.define(name, { kind: 'tensor', node });
}

function rangeOf(init: WeightInit): Range {
  if (init.kind === 'constant') return { low: init.value, high: init.value };
  return init.kind === 'uniform' ? { low: init.low, high: init.high } : unbounded;
}

/** One `advance` of a phase, after so many of its updates. Undefined where something was reported. */
export function typedAdvance(
  evaluator: Evaluator,
  statement: AdvanceStatement,
  after: number,
  scope: Scope,
  frame: Frame,
): TypedAdvance | undefined {
  const { session, modules } = evaluator;
  const { name, span } = statement.name;
  const state = modules.values.states.get(name);
  const written = evaluator.withSite(name, () => evaluator.evaluate(statement.value, scope, frame));
  if (!state) {
    reportUnknown(evaluator, statement);
    return undefined;
  }
  const value: Value =
    written.kind === 'number'
      ? { kind: 'tensor', node: session.constant([written.value], [], statement.value.span) }
      : written;
  const { declaration } = state;
  const fitting = asDeclared(
    evaluator,
    value,
    { name: declaration.name, type: declaration.type, value: statement.value },
    modules.scope,
    frame,
  );
  if (fitting.kind !== 'tensor') return undefined;
  const { node } = fitting;
  const plates = [...(variesByExample(node) ? [batchPlate] : []), ...node.plates];
  if (plates.length > 0) {
    session.report(
      diagnostic(
        'shape/unreduced-plate',
        statement.value.span,
        { plates, goal: 'advance' },
        {
          label: `one value for each of ${plates.join(', ')}`,
          help: `${name} is one for all of them: write mean(..., over: ${plates[0]!})`,
        },
      ),
    );
    return undefined;
  }
  return { state: name, node, after, span: { ...span, start: statement.span.start } };
}

/** The name is that of no state. A state with a fault of its own is known as poison, and was reported. */
function reportUnknown({ session, modules }: Evaluator, { name: { name, span } }: AdvanceStatement): void {
  if (modules.scope.find(name)?.kind === 'error') return;
  const known = [...modules.values.states.keys()];
  const near = suggest(name, known);
  const related = modules.values.learned.has(name)
    ? [{ span: modules.values.learned.get(name)!.span, label: 'a learned value: updates change it' }]
    : [];
  session.report(
    diagnostic(
      'state/unknown',
      span,
      { name, known },
      near === undefined
        ? { related, help: `declare it in the model: state ${name}: Real = 0` }
        : { related, help: `did you mean \`${near}\`?`, fix: { span, replacement: near } },
    ),
  );
}
