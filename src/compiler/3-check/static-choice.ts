/**
 * @file Conditions over params that decide which data a model reads and what it tells: `data pictures from if folder == "" { mnist } else
 * { images(folder) }`. A field, report or figure whose `if` takes no branch is not there.
 */
import type { DataDeclaration, EvaluateDeclaration, Expression, FigureDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';

/** What static conditions leave of an expression; undefined where something was reported, or where no branch is taken. */
export function staticChoice(
  evaluator: Evaluator,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): Expression | undefined {
  if (expression.kind !== 'if') return expression;
  const { session } = evaluator;
  const condition = evaluator.evaluate(expression.condition, scope, frame);
  if (condition.kind !== 'boolean') {
    if (condition.kind !== 'error')
      session.report(
        diagnostic('type/not-static', expression.condition.span, {
          what: 'a condition',
          found: describe(condition),
        }),
      );
    return undefined;
  }
  const branch = condition.value ? expression.consequent : expression.alternative;
  if (!branch) {
    session.report(
      diagnostic(
        'type/if-without-else',
        expression.span,
        {},
        { help: 'add else { ... } with another source' },
      ),
    );
    return undefined;
  }
  if (branch.kind === 'if') return staticChoice(evaluator, branch, scope, frame);
  const [statement] = branch.statements;
  if (!statement && branch.result) return staticChoice(evaluator, branch.result, scope, frame);
  if (statement && statement.kind !== 'errorDeclaration')
    session.report(
      diagnostic(
        'type/unsupported',
        statement.span,
        { what: 'a statement in a choice of data' },
        { help: 'write a source, or what a field is made of, alone in the braces' },
      ),
    );
  return undefined;
}

/** Whether an expression is an `if` none of whose conditions holds and that has no `else`. */
function takesNoBranch(evaluator: Evaluator, expression: Expression, scope: Scope, frame: Frame): boolean {
  if (expression.kind !== 'if') return false;
  const condition = evaluator.evaluate(expression.condition, scope, frame);
  if (condition.kind !== 'boolean' || condition.value) return false;
  const { alternative } = expression;
  return (
    alternative === undefined ||
    (alternative.kind === 'if' && takesNoBranch(evaluator, alternative, scope, frame))
  );
}

/** A data declaration without the fields that are not there. */
export function presentFields(
  evaluator: Evaluator,
  declaration: DataDeclaration,
  scope: Scope,
  frame: Frame,
): DataDeclaration {
  const fields = declaration.fields.filter(
    ({ value }) => !value || !takesNoBranch(evaluator, value, scope, frame),
  );
  return fields.length === declaration.fields.length ? declaration : { ...declaration, fields };
}

/** The evaluations without the reports that are not there. */
export function presentReports(
  evaluator: Evaluator,
  declarations: readonly EvaluateDeclaration[],
  scope: Scope,
  frame: Frame,
): readonly EvaluateDeclaration[] {
  return declarations.map((declaration) => ({
    ...declaration,
    statements: declaration.statements.filter(
      (one) => one.kind !== 'report' || !takesNoBranch(evaluator, one.value, scope, frame),
    ),
  }));
}

/** The figures that are there. */
export function presentFigures(
  evaluator: Evaluator,
  declarations: readonly FigureDeclaration[],
  scope: Scope,
  frame: Frame,
): readonly FigureDeclaration[] {
  return declarations.filter(({ value }) => !takesNoBranch(evaluator, value, scope, frame));
}
