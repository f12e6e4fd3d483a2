/** @file Declarations that run beside training: `evaluate`, `figure`, `infer`. */
import type { EvaluateDeclaration, FigureDeclaration, InferDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Scope } from './scope.ts';
import { letStatement, sampleStatement } from './statements.ts';
import type { TypedFigure, TypedInfer, TypedReport } from './typed.ts';
import { matchResult } from './match.ts';
import { concreteType, declaredType, formatDeclared } from './types.ts';

export function typedReports(evaluator: Evaluator, declaration: EvaluateDeclaration): readonly TypedReport[] {
  const { modules } = evaluator;
  const frame = modules.frame('evaluate/');
  const scope = new Scope(modules.scope);
  const reports: TypedReport[] = [];
  for (const statement of declaration.statements) {
    switch (statement.kind) {
      case 'let':
        letStatement(evaluator, statement, scope, frame);
        break;
      case 'sample':
        sampleStatement(evaluator, statement, scope, frame);
        break;
      case 'report': {
        const value = evaluator.withSite(statement.name.name, () =>
          evaluator.evaluate(statement.value, scope, frame),
        );
        const examples = statement.examples ? evaluator.integer(statement.examples, scope, frame) : undefined;
        const node =
          value.kind === 'error' ? undefined : evaluator.scalarOf(value, statement.value.span, 'a report');
        if (!node) break;
        const unit = value.kind === 'tensor' ? (value.note?.unit ?? '') : '';
        reports.push({ name: statement.name.name, node, unit, examples, span: statement.span });
        break;
      }
      case 'errorDeclaration':
        break;
    }
  }
  return reports;
}

export function typedFigure(evaluator: Evaluator, declaration: FigureDeclaration): TypedFigure | undefined {
  const frame = evaluator.modules.frame(`figure.${declaration.name.name}/`);
  const value = evaluator.evaluate(declaration.value, evaluator.modules.scope, frame);
  if (value.kind === 'figure') {
    return {
      name: declaration.name.name,
      title: declaration.documentation || titleOf(declaration.name.name),
      figure: value.figure,
      span: declaration.span,
    };
  }
  if (value.kind !== 'error')
    evaluator.session.report(
      diagnostic(
        'type/not-a-figure',
        declaration.value.span,
        { found: describe(value) },
        { label: describe(value), help: 'show pictures by grid(...), numbers over numbers by curve(...)' },
      ),
    );
  return undefined;
}

/** `latentSpace` as "Latent space". */
export function titleOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function typedInfer(evaluator: Evaluator, declaration: InferDeclaration): TypedInfer | undefined {
  const { session, modules } = evaluator;
  const name = declaration.name.name;
  const frame = modules.frame(`infer.${name}/`);
  const scope = new Scope(modules.scope);
  const parameters: TypedInfer['parameters'][number][] = [];
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
    // An Int decides sizes and loops, so it is known at compile time: its default is what it is.
    if (declared.kind === 'static') {
      if (standard) scope.define(parameter.name.name, standard);
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
        diagnostic('type/network-parameter', parameter.type.span, {
          name: parameter.name.name,
          type: formatDeclared(declared),
        }),
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
  const declared = declaration.result ? declaredType(evaluator, declaration.result, scope, frame) : undefined;
  const place = {
    what: name,
    span: declaration.body.result?.span ?? declaration.span,
    declaration: declaration.name.span,
  };
  const result = declared ? matchResult(evaluator, value, declared, new Map(), place, frame) : value;
  if (result.kind === 'error') return undefined;
  return { name, documentation: declaration.documentation, parameters, result, span: declaration.span };
}
