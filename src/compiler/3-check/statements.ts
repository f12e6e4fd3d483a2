/** @file Statements that define: let, sample, defaults. */
import type { DefaultsDeclaration, LetStatement, SampleStatement } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { limits } from '../library/limits.ts';
import { drawOf } from '../library/objectives/likelihood.ts';
import { CallSite } from './call-site.ts';
import { asDeclared } from './declared.ts';
import { positiveInteger } from './phase-settings.ts';
import { describe } from '../library/describe.ts';
import { errorValue } from '../types/value.ts';
import type { TypedNode, Value } from '../types/value.ts';
import type { Plate } from '../types/plate.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Defaults, Frame } from './session.ts';

/** Gives the nodes of a value the name that the spec gives them, where they have none yet. */
export function label(value: Value, name: string): void {
  const put = (node: TypedNode, text: string): void => {
    if (node.form.kind !== 'constant' && node.form.kind !== 'parameter') node.label ??= text;
  };
  switch (value.kind) {
    case 'tensor':
      put(value.node, name);
      return;
    case 'distribution':
      for (const [parameter, node] of value.parameters) put(node, `${name}.${parameter}`);
      return;
    case 'record':
      for (const [field, part] of value.fields) label(part, `${name}.${field}`);
      return;
    default:
      return;
  }
}

export function letStatement(
  evaluator: Evaluator,
  statement: LetStatement,
  scope: Scope,
  frame: Frame,
): void {
  const given = evaluator.withSite(statement.name.name, () =>
    evaluator.evaluate(statement.value, scope, frame),
  );
  const value = asDeclared(evaluator, given, statement, scope, frame);
  label(value, statement.name.name);
  scope.define(statement.name.name, value);
}

export function sampleStatement(
  evaluator: Evaluator,
  statement: SampleStatement,
  scope: Scope,
  frame: Frame,
): void {
  const name = statement.name.name;
  scope.define(name, errorValue);
  const drawnFrom = evaluator.evaluate(statement.distribution, scope, frame);
  let plate: Plate | undefined;
  if (statement.times) {
    const size = positiveInteger(evaluator, statement.times, 'times', scope, frame, limits.items);
    if (size === undefined) return;
    plate = { name: evaluator.session.textOf(statement.times.span), size };
  }
  if (drawnFrom.kind === 'error') return;
  const fresh = evaluator.modules.data.freshDraw(evaluator, drawnFrom, frame);
  if (fresh) {
    scope.define(name, fresh);
    return;
  }
  if (drawnFrom.kind !== 'distribution') {
    evaluator.session.report(
      diagnostic(
        'type/not-a-distribution',
        statement.distribution.span,
        {
          name: evaluator.session.textOf(statement.distribution.span),
          found: describe(drawnFrom),
        },
        {
          label: describe(drawnFrom),
          help: 'a network gives a distribution where its result says so: -> Normal[20]; a value needs no sample: use let',
        },
      ),
    );
    return;
  }
  const node = evaluator.withSite(name, () =>
    drawOf(new CallSite(evaluator, frame, 'sample', statement.span, new Map()), drawnFrom, name, plate),
  );
  label({ kind: 'tensor', node }, name);
  scope.define(name, { kind: 'tensor', node });
}

/** Entries are calls whose arguments are all named: `conv2d(init: normal(0, 0.02), bias: none)`. */
export function defaultsOf(declaration: DefaultsDeclaration, parent: Defaults | undefined): Defaults {
  const entries = new Map(
    declaration.entries.flatMap((entry) =>
      entry.kind === 'call' && entry.callee.kind === 'name'
        ? [[entry.callee.name, entry.arguments] as const]
        : [],
    ),
  );
  return { entries, parent };
}
