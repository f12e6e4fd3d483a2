/**
 * @file `infer` declarations: programs of the trained model. Each is checked by itself, and written in place wherever an expression
 * calls it, with draws and defaults of its own at each call. One with a static parameter that has no default is a template: it is
 * compiled where it is called only.
 */
import type { InferDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Span } from '../source/source.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { TextValue, Value } from '../types/value.ts';
import type { Evaluated } from './bind-arguments.ts';
import { bindParameters } from './bind-parameters.ts';
import { textWords } from './data-values.ts';
import type { Evaluator } from './evaluator.ts';
import { matchResult } from './match.ts';
import type { Modules } from './modules.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedInfer } from './typed.ts';
import { concreteType, declaredType, formatDeclared, networkParameterHelp } from './types.ts';

/** Values for static parameters of infers, in place of their defaults: by infer, then by parameter. */
export type StaticArguments = ReadonlyMap<string, ReadonlyMap<string, number | boolean>>;

/** A frame of what runs beside training, where programs can be called; `infer` is the one whose body it is. */
export function programFrame(modules: Modules, path: string, infer?: string): Frame {
  return { ...modules.frame(path), programs: infer === undefined ? [] : [infer] };
}

/** The infers that stand by themselves, and the number of those that don't (templates that something calls). */
export function typedInfers(
  evaluator: Evaluator,
  declarations: readonly InferDeclaration[],
  given: StaticArguments = new Map(),
): { readonly infers: readonly TypedInfer[]; readonly templates: number } {
  const { session } = evaluator;
  const isTemplate = (one: InferDeclaration): boolean =>
    one.parameters.some(
      ({ name, type, defaultValue }) =>
        type.kind === 'namedType' &&
        staticTypes.has(type.name.name) &&
        defaultValue === undefined &&
        given.get(one.name.name)?.has(name.name) !== true,
    );
  const whole = declarations.filter((one) => !isTemplate(one));
  const infers = whole.flatMap((one) => typedInfer(evaluator, one, given.get(one.name.name)) ?? []);
  const called = declarations.filter((one) => isTemplate(one) && session.calledInfers.has(one.name.name));
  for (const { name } of called)
    session.remarks.push(
      `${name.name} runs where the file calls it: by itself it would need values for parameters without a default.`,
    );
  for (const one of declarations) if (isTemplate(one) && !called.includes(one)) typedInfer(evaluator, one);
  return { infers, templates: called.length };
}

/** Types whose values decide sizes and loops. */
const staticTypes: ReadonlySet<string> = new Set(['Int', 'Bool']);

function typedInfer(
  evaluator: Evaluator,
  declaration: InferDeclaration,
  given: ReadonlyMap<string, number | boolean> = new Map(),
): TypedInfer | undefined {
  const { session, modules } = evaluator;
  const name = declaration.name.name;
  const frame = programFrame(modules, `infer.${name}/`, name);
  const scope = new Scope(modules.scope);
  const parameters: (TypedInfer['parameters'][number] | TextParameter)[] = [];
  let sound = true;
  for (const parameter of declaration.parameters) {
    const standard = parameter.defaultValue
      ? evaluator.evaluate(parameter.defaultValue, modules.scope, frame)
      : undefined;
    const declared = declaredType(evaluator, parameter.type, scope, frame);
    scope.define(parameter.name.name, errorValue);
    if (!declared) {
      sound = false;
      continue;
    }
    // A text is given when the program runs; its default is one that is given.
    if (declared.kind === 'static' && declared.name === 'Text' && standard?.kind !== 'error') {
      const text: TextValue = {
        kind: 'text',
        parameter: parameter.name.name,
        span: parameter.span,
        counts: undefined,
      };
      parameters.push({ text, standard: standard?.kind === 'string' ? standard.value : undefined });
      scope.define(parameter.name.name, text);
      continue;
    }
    // An Int decides sizes and loops, so it is known at compile time: what is given then, or its default.
    if (declared.kind === 'static') {
      const asked = given.get(parameter.name.name);
      if (asked !== undefined) scope.define(parameter.name.name, staticValue(asked));
      else if (standard) scope.define(parameter.name.name, standard);
      else {
        session.report(
          diagnostic(
            'type/infer-static',
            parameter.span,
            {
              name: parameter.name.name,
              type: formatDeclared(declared),
            },
            { help: `write ${parameter.name.name}: ${formatDeclared(declared)} = ...` },
          ),
        );
        sound = false;
      }
      continue;
    }
    const type = concreteType(declared);
    if (!type) {
      session.report(
        diagnostic(
          'type/network-parameter',
          parameter.type.span,
          {
            name: parameter.name.name,
            type: formatDeclared(declared),
            isTensor: declared.kind === 'tensor',
          },
          { help: networkParameterHelp(declared) },
        ),
      );
      sound = false;
      continue;
    }
    const node = session.node({ kind: 'parameter', name: parameter.name.name }, [], type, parameter.span, []);
    parameters.push({
      node,
      name: parameter.name.name,
      defaultValue: standard?.kind === 'number' ? standard.value : undefined,
    });
    scope.define(parameter.name.name, { kind: 'tensor', node });
  }
  const value: Value = evaluator.body(declaration.body, scope, frame);
  if (value.kind === 'error' || !sound) return undefined;
  const result = asPromised(evaluator, declaration, value, scope, frame);
  if (result.kind === 'error') return undefined;
  const words = textWords(modules.sources) ?? [];
  return {
    name,
    documentation: declaration.documentation,
    parameters: parameters.flatMap((one) => {
      if (!('standard' in one)) return [one];
      const { text, standard } = one;
      // A text that nothing counts never enters the graph.
      if (!text.counts) return [];
      return [
        { node: text.counts, name: text.parameter, defaultValue: undefined, text: { words, standard } },
      ];
    }),
    result,
    span: declaration.span,
  };
}

function staticValue(value: number | boolean): Value {
  return typeof value === 'number' ? { kind: 'number', value, isInteger: true } : { kind: 'boolean', value };
}

interface TextParameter {
  readonly text: TextValue;
  readonly standard: string | undefined;
}

/** The body's value as the declared result, where there is one. */
function asPromised(
  evaluator: Evaluator,
  declaration: InferDeclaration,
  value: Value,
  scope: Scope,
  frame: Frame,
): Value {
  if (!declaration.result || value.kind === 'error') return value;
  const declared = declaredType(evaluator, declaration.result, scope, frame);
  if (!declared) return errorValue;
  const place = {
    what: declaration.name.name,
    span: declaration.body.result?.span ?? declaration.span,
    declaration: declaration.name.span,
  };
  return matchResult(evaluator, value, declared, new Map(), place, frame);
}

/** The body of an infer in place of a call. */
export function callInfer(
  evaluator: Evaluator,
  name: string,
  given: Evaluated,
  span: Span,
  frame: Frame,
): Value {
  const { session, modules } = evaluator;
  const declaration = modules.infers.get(name);
  if (!declaration) return errorValue;
  session.calledInfers.add(name);
  const related = [{ span: declaration.name.span, label: 'declared here' }];
  if (!frame.programs) {
    const place = frame.store ? 'in the body of a network' : 'here';
    session.report(
      diagnostic(
        'program/place',
        span,
        { name, place },
        { related, help: 'call it in a figure, a report or another infer' },
      ),
    );
    return errorValue;
  }
  const at = frame.programs.indexOf(name);
  if (at >= 0) {
    session.report(
      diagnostic('program/recursion', span, { name, through: frame.programs.slice(at + 1) }, { related }),
    );
    return errorValue;
  }
  const { parameters } = declaration;
  const bound = bindParameters(evaluator, name, parameters, given, span, modules.scope, frame);
  if (!bound) return errorValue;
  const scope = new Scope(modules.scope);
  for (const [size, value] of bound.sizes) scope.define(size, sizeValue(value));
  for (const [parameter, value] of bound.values) scope.define(parameter, value);
  const path = `${frame.path}${name}${frame.names.numbered(frame.path + name)}/`;
  const inner: Frame = {
    ...frame,
    path,
    defaults: modules.defaults,
    programs: [...frame.programs, name],
  };
  session.calls.push({ block: name, span });
  const value = evaluator.body(declaration.body, scope, inner);
  session.calls.pop();
  return asPromised(evaluator, declaration, value, scope, inner);
}
