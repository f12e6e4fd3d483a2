/** @file The statements of a body, in order: they fill a scope; `defaults` makes a new frame. */
import type { Body, BodyStatement } from '../ast/ast.ts';
import type { Evaluator } from './evaluator.ts';
import { learned } from './learned.ts';
import { optimizedValue } from './optimize.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { defaultsOf, label, letStatement, sampleStatement } from './statements.ts';

/** Runs a body's statements in `scope`; the frame returned has the body's defaults. */
export function bodyStatements(evaluator: Evaluator, body: Body, scope: Scope, frame: Frame): Frame {
  let inner = frame;
  for (const statement of body.statements) inner = bodyStatement(evaluator, statement, scope, inner);
  return inner;
}

function bodyStatement(evaluator: Evaluator, statement: BodyStatement, scope: Scope, frame: Frame): Frame {
  switch (statement.kind) {
    case 'let':
      letStatement(evaluator, statement, scope, frame);
      return frame;
    case 'sample':
      sampleStatement(evaluator, statement, scope, frame);
      return frame;
    case 'learned':
      scope.define(statement.name.name, learned(evaluator, statement, scope, frame));
      return frame;
    case 'defaults':
      return { ...frame, defaults: defaultsOf(statement, frame.defaults) };
    case 'optimize': {
      const value = optimizedValue(evaluator, statement, scope, frame);
      label(value, statement.name.name);
      scope.define(statement.name.name, value);
      return frame;
    }
    case 'allow':
    case 'errorDeclaration':
      return frame;
  }
}
