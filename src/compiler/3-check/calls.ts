/** @file Calls: of library functions, distribution constructors, networks and blocks, with the arguments of `defaults`. */
import type { Argument, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { families } from '../library/distributions/registry.ts';
import { countFault, limits } from '../library/limits.ts';
import { libraryFunctions } from '../library/registry.ts';
import type { Span } from '../source/source.ts';
import { SizeNotKnown, unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import { bindArguments } from './bind-arguments.ts';
import { callBlock } from './blocks.ts';
import { CallSite, defaultArguments } from './call-site.ts';
import type { Bound, Evaluated } from './bind-arguments.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { callInfer } from './infers.ts';
import { isLeftToCallers } from './inner-defaults.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';

export function callExpression(
  evaluator: Evaluator,
  callee: Expression,
  given: readonly Argument[],
  piped: Bound | undefined,
  span: Span,
  scope: Scope,
  frame: Frame,
): Value {
  const target = evaluator.evaluate(callee, scope, frame);
  if (target.kind === 'function' && families.has(target.name)) {
    return construct(
      evaluator,
      target.name,
      undefined,
      evaluateArguments(evaluator, given, piped, scope, frame),
      span,
      frame,
    );
  }
  if (target.kind === 'list' && callee.kind === 'shaped') {
    // `Normal[20](...)`: the shaped name gave the event's sizes.
    const event = target.items.map((item): Dim =>
      item.kind === 'number' ? item.value : item.kind === 'size' ? item.size : unknownSize,
    );
    return construct(
      evaluator,
      callee.name.name,
      event,
      evaluateArguments(evaluator, given, piped, scope, frame),
      span,
      frame,
    );
  }
  return callValue(evaluator, target, evaluateArguments(evaluator, given, piped, scope, frame), span, frame);
}

function evaluateArguments(
  evaluator: Evaluator,
  given: readonly Argument[],
  piped: Bound | undefined,
  scope: Scope,
  frame: Frame,
): Evaluated {
  const valueOf = ({ name, value }: Argument): Value =>
    // `over: K` names a plate, which is no value; an unknown one is reported by the reduction.
    name?.name === 'over' && value.kind === 'name' && scope.find(value.name) === undefined
      ? { kind: 'symbol', name: value.name }
      : evaluator.evaluate(value, scope, frame);
  const bind = (argument: Argument): Bound => ({
    value: valueOf(argument),
    span: argument.value.span,
    text: evaluator.session.textOf(argument.value.span),
  });
  return {
    positional: [...(piped ? [piped] : []), ...given.filter((one) => !one.name).map(bind)],
    named: given.flatMap((one) =>
      one.name ? [{ name: one.name.name, nameSpan: one.name.span, bound: bind(one) }] : [],
    ),
  };
}

/** Calls any value that can be called. */
export function callValue(
  evaluator: Evaluator,
  target: Value,
  given: Evaluated,
  span: Span,
  frame: Frame,
): Value {
  switch (target.kind) {
    case 'error':
      return target;
    case 'network':
      return evaluator.modules.callNetwork(evaluator, target, given, span, frame);
    case 'infer':
      return callInfer(evaluator, target.name, given, span, frame);
    case 'function': {
      if (target.isBlock) return callBlock(evaluator, target.name, given, span, frame);
      const definition = libraryFunctions.get(target.name);
      const constant = definition?.ofNumber && constantOf(definition.ofNumber, given);
      if (constant) return constant;
      if (!definition) return construct(evaluator, target.name, undefined, given, span, frame);
      const { session, modules } = evaluator;
      if (session.contract && isLeftToCallers(modules.innerDefaults, definition, given)) return errorValue;
      const standard = defaultArguments(frame, target.name).filter(
        (one) => !given.named.some((other) => other.name === one.name?.name) && one.name,
      );
      const defaults = evaluateArguments(evaluator, standard, undefined, evaluator.modules.scope, frame);
      const bound = bindArguments(
        evaluator,
        definition,
        { positional: given.positional, named: [...given.named, ...defaults.named] },
        span,
      );
      return bound
        ? whereKnown(() => definition.apply(new CallSite(evaluator, frame, definition.name, span, bound)))
        : errorValue;
    }
    default:
      evaluator.session.report(
        diagnostic(
          'type/not-callable',
          span,
          { found: describe(target) },
          target.kind === 'number'
            ? {
                help: `a layer of this width is written dense(${target.value}); a product needs its sign, 2 * x`,
              }
            : {},
        ),
      );
      return errorValue;
  }
}

/** A function of one number that is known at compile time; undefined where it is no such call, or has no finite value. */
function constantOf(ofNumber: (x: number) => number, given: Evaluated): Value | undefined {
  const [argument, ...more] = given.positional;
  if (argument?.value.kind !== 'number' || more.length + given.named.length > 0) return undefined;
  const value = ofNumber(argument.value.value);
  return Number.isFinite(value) ? { kind: 'number', value, isInteger: Number.isInteger(value) } : undefined;
}

/** What a rule gives; unknown where it can't do without the number of a size that a block's caller decides. */
function whereKnown(rule: () => Value): Value {
  try {
    return rule();
  } catch (thrown) {
    if (thrown instanceof SizeNotKnown) return errorValue;
    throw thrown;
  }
}

function construct(
  evaluator: Evaluator,
  family: string,
  event: readonly Dim[] | undefined,
  given: Evaluated,
  span: Span,
  frame: Frame,
): Value {
  const definition = families.get(family);
  if (!definition) return errorValue;
  const bound = bindArguments(evaluator, { name: family, parameters: definition.parameters }, given, span);
  for (const size of event ?? []) {
    const fault = countFault(
      span,
      `a size of ${family}`,
      size,
      definition.overClasses ? limits.items : limits.size,
    );
    if (!fault) continue;
    evaluator.session.report(fault);
    return errorValue;
  }
  if (!bound) return errorValue;
  return whereKnown(() => definition.create(new CallSite(evaluator, frame, family, span, bound), event));
}
