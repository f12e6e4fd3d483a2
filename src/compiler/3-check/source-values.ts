/**
 * @file Data sources as values of params: a name, or a name with options, written in the file or given by `--set`. Options are plain
 * data: numbers, texts, truth values, words and lists of these.
 */
import { parse } from '../1-parse/parse.ts';
import type { Expression } from '../ast/ast.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import type { ParamValue } from '../../runtime/plan.ts';
import type { SymbolValue } from '../types/value.ts';

/** `images("faces", size: 64)` as a value; undefined where the text is no source with options that it has. */
export function parseSource(text: string): SymbolValue | undefined {
  const expression = parsedExpression(text);
  return expression && sourceValue(expression);
}

/** `skip`, `64` or `["photos", "maps"]` as an option's value; undefined where the text is no plain data as a spec writes it. */
export function parsePlain(text: string): ParamValue | undefined {
  const expression = parsedExpression(text);
  return expression && plainExpression(expression);
}

function parsedExpression(text: string): Expression | undefined {
  const source = { path: 'set', text: `model Set { param value = ${text} }` };
  const { module, diagnostics } = parse(source);
  const [model, ...others] = module.declarations;
  if (diagnostics.length > 0 || model?.kind !== 'model' || others.length > 0) return undefined;
  const [param, ...rest] = model.members;
  return param?.kind === 'param' && rest.length === 0 ? param.value : undefined;
}

/** The source that an expression names or calls with plain options; undefined where it is none. */
export function sourceValue(expression: Expression): SymbolValue | undefined {
  if (expression.kind === 'name')
    return sourceDefinitions.has(expression.name) ? { kind: 'symbol', name: expression.name } : undefined;
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return undefined;
  const { name } = expression.callee;
  const definition = sourceDefinitions.get(name);
  if (!definition) return undefined;
  const options: Record<string, ParamValue> = {};
  for (const [i, argument] of expression.arguments.entries()) {
    const option = argument.name?.name ?? (i === 0 ? definition.positional : undefined);
    const value = plainExpression(argument.value);
    if (option === undefined || value === undefined || !definition.options.includes(option)) return undefined;
    options[option] = value;
  }
  return { kind: 'symbol', name, options };
}

function plainExpression(expression: Expression): ParamValue | undefined {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
      return expression.value;
    case 'name':
      return expression.name;
    case 'unary': {
      const value = plainExpression(expression.operand);
      return expression.operator === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'list': {
      const items = expression.items.map(plainExpression);
      return items.some((item) => item === undefined) ? undefined : items.map((item) => item!);
    }
    default:
      return undefined;
  }
}

/** A source as it is written, for plans and hashes: `images("faces", size: 64)`, and a name alone where it has no options. */
export function sourceText({ name, options }: SymbolValue): string {
  if (!options) return name;
  const entries = Object.entries(options).map(([option, value]) => `${option}: ${JSON.stringify(value)}`);
  return `${name}(${entries.join(', ')})`;
}
