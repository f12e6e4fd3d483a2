/** @file Types, parameters and results of the syntax tree. */
import type { CstNode } from 'chevrotain';
import type { IntervalExpression, Parameter, TypeExpression } from '../ast/ast.ts';
import type { Build } from './build.ts';
import { identifier, node, nodes, nodeSpan, onlyNode, optionalNode, token } from './cst.ts';

/** The rule `type`. */
export function buildType(b: Build, parent: CstNode): TypeExpression {
  const one = onlyNode(parent);
  const span = nodeSpan(b.path, one);
  if (one.name === 'listType') return { kind: 'listType', span, item: b.type(node(one, 'type')) };
  if (one.name === 'recordType') {
    const fields = nodes(one, 'typeField').map((field) => ({
      name: identifier(b.path, token(field, 'Identifier')),
      type: b.type(node(field, 'type')),
    }));
    return { kind: 'recordType', span, fields };
  }
  const interval = optionalNode(one, 'interval');
  return {
    kind: 'namedType',
    span,
    name: identifier(b.path, token(one, 'Identifier')),
    dimensions: nodes(one, 'expression').map(b.expression),
    range: interval && buildInterval(b, interval),
  };
}

function buildInterval(b: Build, one: CstNode): IntervalExpression {
  return {
    kind: 'interval',
    span: nodeSpan(b.path, one),
    low: b.expression(node(one, 'expression')),
    high: b.expression(node(one, 'expression', 1)),
  };
}

/** The rule `parameters` of a header. */
export function buildParameters(b: Build, header: CstNode): readonly Parameter[] {
  return nodes(node(header, 'parameters'), 'parameter').map((one) => {
    const defaultValue = optionalNode(one, 'expression');
    return {
      kind: 'parameter',
      span: nodeSpan(b.path, one),
      name: identifier(b.path, token(one, 'Identifier')),
      type: b.type(node(one, 'type')),
      defaultValue: defaultValue && b.expression(defaultValue),
    };
  });
}

/** The type after `->`, where the header has one. */
export function buildResult(b: Build, header: CstNode): TypeExpression | undefined {
  const result = optionalNode(header, 'result');
  return result && b.type(node(result, 'type'));
}
