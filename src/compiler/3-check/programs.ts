/** @file Declarations that run beside training: `evaluate` and `figure`. */
import type { EvaluateDeclaration, FigureDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { programFrame } from './infers.ts';
import { Scope } from './scope.ts';
import { letStatement, sampleStatement } from './statements.ts';
import { typedMeasure } from './measures.ts';
import { positiveInteger } from './phase-settings.ts';
import type { TypedFigure, TypedMeasure, TypedReport } from './typed.ts';

/** Means over test examples, and measures of whole samples. */
export interface TypedReports {
  readonly reports: readonly TypedReport[];
  readonly measures: readonly TypedMeasure[];
}

/** What the model's `evaluate` blocks report: each block has its own `let` and `sample` names, and all are computed together. */
export function typedReports(
  evaluator: Evaluator,
  declarations: readonly EvaluateDeclaration[],
): TypedReports {
  const { modules } = evaluator;
  const frame = programFrame(modules, 'evaluate/');
  const reports: TypedReport[] = [];
  const measures: TypedMeasure[] = [];
  for (const declaration of declarations) {
    const scope = new Scope(modules.scope);
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
          const examples = statement.examples
            ? positiveInteger(evaluator, statement.examples, 'examples', scope, frame)
            : undefined;
          if (value.kind === 'measure') {
            const measure = typedMeasure(evaluator, statement, value, examples);
            if (measure) measures.push(measure);
            break;
          }
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
  }
  return { reports, measures };
}

export function typedFigure(evaluator: Evaluator, declaration: FigureDeclaration): TypedFigure | undefined {
  const frame = programFrame(evaluator.modules, `figure.${declaration.name.name}/`);
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
