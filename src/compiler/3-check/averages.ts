/**
 * @file `average X as Y`: a copy of a network, or the batch mean of an expression, that follows it step by step. Averages belong to
 * the model: every phase, figure, report and infer may use them. What they are worth at a step is 4-lower/averages.ts's affair.
 */
import type { AverageStatement, Identifier, TrainDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { describe } from '../library/describe.ts';
import { isReal } from '../types/derivative-paths.ts';
import { sameShape } from '../types/dims.ts';
import { errorValue } from '../types/value.ts';
import type { TypedNode, Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import type { Modules } from './modules.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedAverage } from './typed.ts';

/** The averages of a model as they become known, over all of its phases. */
export class Averages {
  /** Averages of expressions that no statement has given yet, by name. */
  private readonly awaited = new Map<string, Identifier>();
  private readonly known = new Map<string, TypedAverage>();

  /** Averages of networks can be called from everywhere; those of expressions, from their statement on. */
  declare(phases: readonly TrainDeclaration[], modules: Modules): void {
    for (const { statements } of phases) {
      for (const statement of statements) {
        if (statement.kind !== 'average' || modules.scope.find(statement.name.name)) continue;
        const { name } = statement.name;
        if (statement.value.kind === 'name' && modules.networks.has(statement.value.name)) {
          modules.scope.define(name, {
            kind: 'network',
            network: statement.value.name,
            state: name,
            detached: false,
          });
        } else if (!this.awaited.has(name)) this.awaited.set(name, statement.name);
      }
    }
  }

  /** The statement that will give a value to a name that has none yet. */
  isAwaited(name: string): Identifier | undefined {
    return this.awaited.get(name);
  }

  /** The average of this name, where a statement before has made one. */
  of(name: string): TypedAverage | undefined {
    return this.known.get(name);
  }

  /** The first average of a network. */
  ofNetwork(network: string): TypedAverage | undefined {
    return [...this.known.values()].find(({ of }) => of.kind === 'network' && of.network === network);
  }

  add(average: TypedAverage, value: Value | undefined, scope: Scope): void {
    this.known.set(average.name, average);
    this.awaited.delete(average.name);
    if (value) scope.define(average.name, value);
  }

  /** An average with a fault, which was reported. */
  fail(name: string, scope: Scope): void {
    this.awaited.delete(name);
    if (!scope.find(name)) scope.define(name, errorValue);
  }
}

/** One statement of a phase; `earlier` are those before it in the phase. Undefined where something was reported. */
export function typedAverage(
  evaluator: Evaluator,
  statement: AverageStatement,
  scope: Scope,
  frame: Frame,
  earlier: readonly TypedAverage[],
): TypedAverage | undefined {
  const { averages, scope: model } = evaluator.modules;
  const name = statement.name.name;
  const of = averaged(evaluator, statement, scope, frame);
  const rate = rateOf(evaluator, statement, scope, frame);
  const from = statement.from ? timeOf(evaluator, statement.from, scope, frame) : undefined;
  if (!of || !rate || from === 'fault' || isTaken(evaluator, statement, of, earlier)) {
    averages.fail(name, model);
    return undefined;
  }
  const average: TypedAverage = { name, of, rate, from, span: statement.span };
  const before = averages.of(name);
  averages.add(
    before ?? average,
    of.kind === 'value' && !before ? carried(evaluator, name, of.node, statement) : undefined,
    model,
  );
  return average;
}

/** What is averaged: a network of the model, or real numbers of each example. */
function averaged(
  evaluator: Evaluator,
  statement: AverageStatement,
  scope: Scope,
  frame: Frame,
): TypedAverage['of'] | undefined {
  const { session } = evaluator;
  const value = evaluator.withSite(statement.name.name, () =>
    evaluator.evaluate(statement.value, scope, frame),
  );
  if (value.kind === 'network' && value.state === value.network && !value.detached)
    return { kind: 'network', network: value.network };
  if (value.kind === 'tensor' && isReal(value.node.type.element)) {
    const { plates } = value.node;
    if (plates.length === 0) return { kind: 'value', node: value.node };
    session.report(
      diagnostic(
        'shape/unreduced-plate',
        statement.value.span,
        { plates, goal: 'average' },
        { help: `reduce it: mean(..., over: ${plates[0]})` },
      ),
    );
  } else if (value.kind !== 'error') {
    session.report(
      diagnostic(
        'average/value',
        statement.value.span,
        { found: describe(value) },
        { label: describe(value) },
      ),
    );
  }
  return undefined;
}

function rateOf(
  evaluator: Evaluator,
  { rate, name }: AverageStatement,
  scope: Scope,
  frame: Frame,
): TypedAverage['rate'] | undefined {
  const { session } = evaluator;
  const value = evaluator.evaluate(rate.value, scope, frame);
  if (value.kind === 'error') return undefined;
  if (rate.kind === 'halfLife') {
    if (value.kind === 'quantity' && value.quantity.amount > 0)
      return { kind: 'halfLife', time: value.quantity };
    session.report(
      diagnostic(
        'average/half-life',
        rate.value.span,
        { found: session.textOf(rate.value.span) },
        { help: 'count it in examples, steps or epochs: halfLife 10000 examples' },
      ),
    );
    return undefined;
  }
  if (value.kind === 'schedule') return { kind: 'decay', schedule: value.schedule };
  if (value.kind !== 'number') {
    session.report(
      diagnostic('type/argument-kind', rate.value.span, {
        name: 'decay',
        of: `average ${name.name}`,
        wanted: 'a number or a schedule',
        found: describe(value),
      }),
    );
    return undefined;
  }
  if (value.value >= 0 && value.value < 1)
    return { kind: 'decay', schedule: { kind: 'constant', value: value.value } };
  session.report(
    diagnostic(
      'range/decay',
      rate.value.span,
      { name: 'decay', value: value.value },
      { label: `${value.value}`, help: 'usual are 0.99 to 0.9999: the nearer to 1, the longer it remembers' },
    ),
  );
  return undefined;
}

function timeOf(
  evaluator: Evaluator,
  expression: NonNullable<AverageStatement['from']>,
  scope: Scope,
  frame: Frame,
): TypedAverage['from'] | 'fault' {
  const value = evaluator.evaluate(expression, scope, frame);
  if (value.kind === 'quantity') return value.quantity;
  if (value.kind !== 'error')
    evaluator.session.report(
      diagnostic('type/argument-kind', expression.span, {
        name: 'from',
        of: 'average',
        wanted: 'a time (`step 200`, `epoch 2`)',
        found: describe(value),
      }),
    );
  return 'fault';
}

/** A later phase may go on with an average, of the same thing; any other second use of the name is reported. */
function isTaken(
  evaluator: Evaluator,
  { name }: AverageStatement,
  of: TypedAverage['of'],
  earlier: readonly TypedAverage[],
): boolean {
  const before = evaluator.modules.averages.of(name.name);
  const isFree =
    before === undefined
      ? isNamed(evaluator.modules.scope.find(name.name), name.name, of)
      : !earlier.some((one) => one.name === name.name) && isSame(before.of, of);
  if (isFree) return false;
  evaluator.session.report(
    diagnostic(
      'name/duplicate',
      name.span,
      { name: name.name, what: 'name' },
      {
        label: 'declared again',
        ...(before ? { related: [{ span: before.span, label: 'first declared here' }] } : {}),
        help: before
          ? 'a phase goes on with an average of an earlier one where both are of the same thing; otherwise give it another name'
          : 'give the average a name of its own',
      },
    ),
  );
  return true;
}

/** Whether the model knows the name as this average, or not at all. */
function isNamed(value: Value | undefined, name: string, of: TypedAverage['of']): boolean {
  if (value === undefined || value.kind === 'error') return true;
  return (
    of.kind === 'network' && value.kind === 'network' && value.state === name && value.network === of.network
  );
}

function isSame(a: TypedAverage['of'], b: TypedAverage['of']): boolean {
  if (a.kind === 'network' || b.kind === 'network')
    return a.kind === 'network' && b.kind === 'network' && a.network === b.network;
  return sameShape(a.node.type.shape, b.node.type.shape);
}

/** The average of an expression, as a value that every example shares: it stays in the range that it is the mean of. */
function carried(evaluator: Evaluator, name: string, { type }: TypedNode, { span }: AverageStatement): Value {
  const node = evaluator.session.node({ kind: 'carried', state: name }, [], type, span, []);
  node.label = name;
  return { kind: 'tensor', node };
}
