/** @file The arguments of a call of a network, block or infer, bound to its parameters: free sizes take what the arguments have. */
import type { Parameter } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import type { SizeOrigin } from '../library/origin.ts';
import type { Span } from '../source/source.ts';
import type { Dim } from '../types/dims.ts';
import { sizeValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Bound, Evaluated } from './bind-arguments.ts';
import type { Evaluator } from './evaluator.ts';
import { matchArgument } from './match.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { declaredType } from './types.ts';

export interface BoundParameters {
  readonly values: ReadonlyMap<string, Value>;
  /** Free sizes, by name. */
  readonly sizes: ReadonlyMap<string, Dim>;
  /** The axis that each of them was bound by. */
  readonly origins: ReadonlyMap<string, SizeOrigin>;
}

/** Arguments by position and name, matched with declared types; undefined where something was reported. */
export function bindParameters(
  evaluator: Evaluator,
  name: string,
  parameters: readonly Parameter[],
  given: Evaluated,
  span: Span,
  scope: Scope,
  frame: Frame,
): BoundParameters | undefined {
  const { session } = evaluator;
  const bound = new Map<string, Bound>();
  let sound = true;
  given.positional.forEach((argument, i) => {
    const parameter = parameters[i];
    if (parameter) bound.set(parameter.name.name, argument);
    else {
      session.report(
        diagnostic(
          'type/too-many-arguments',
          argument.span,
          { name, count: parameters.length },
          { help: `it is written ${name}(${parameters.map((one) => one.name.name).join(', ')})` },
        ),
      );
      sound = false;
    }
  });
  const known = parameters.map((one) => one.name.name);
  const isMisspelt = given.named.some((one) => !known.includes(one.name));
  for (const argument of given.named) {
    if (known.includes(argument.name)) bound.set(argument.name, argument.bound);
    else {
      const near = suggest(argument.name, known);
      session.report(
        diagnostic(
          'name/unknown-argument',
          argument.nameSpan,
          { name: argument.name, of: name, known },
          near === undefined ? {} : { help: `did you mean \`${near}:\`?` },
        ),
      );
      sound = false;
    }
  }
  const sizes = new Map<string, Dim>();
  const origins = new Map<string, SizeOrigin>();
  const values = new Map<string, Value>();
  const local = new Scope(scope);
  for (const parameter of parameters) {
    const argument = bound.get(parameter.name.name);
    const declared = declaredType(evaluator, parameter.type, local, frame);
    if (!argument && !parameter.defaultValue) {
      // A misspelt argument is missing under its right name: one fault, told once.
      if (!isMisspelt)
        session.report(
          diagnostic('type/missing-argument', span, { of: name, missing: [parameter.name.name] }),
        );
      sound = false;
      continue;
    }
    const value = argument?.value ?? evaluator.evaluate(parameter.defaultValue!, scope, frame);
    const place = {
      what: `${name}'s ${parameter.name.name}`,
      span: argument?.span ?? span,
      declaration: parameter.span,
      origins,
    };
    const matched = declared && matchArgument(evaluator, value, declared, sizes, place);
    if (!matched) {
      sound = false;
      continue;
    }
    for (const [size, value] of sizes) local.define(size, sizeValue(value));
    if (matched.kind === 'number' && declared.kind === 'tensor') {
      const node = session.constant([matched.value], [], place.span);
      values.set(parameter.name.name, { kind: 'tensor', node });
    } else values.set(parameter.name.name, matched);
  }
  return sound ? { values, sizes, origins } : undefined;
}
