/** @file Params: their values, from the file or from `--set`, which must be of the same kind. */
import type { DataDeclaration, ParamDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggestionPhrase } from '../diagnostics/did-you-mean.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import { libraryFunctions } from '../library/registry.ts';
import type { Value } from '../types/value.ts';
import { describe } from '../library/describe.ts';
import type { Session } from './session.ts';
import { parseSource } from './source-values.ts';

/** Texts given by `--set name=text`. */
export type Overrides = Readonly<Record<string, string>>;

/** `digits` and `digits.limit`: the data that a name of `--set` is about, and the option, if any. */
export function dataTarget(name: string): { readonly data: string; readonly option: string | undefined } {
  const at = name.indexOf('.');
  return at < 0 ? { data: name, option: undefined } : { data: name.slice(0, at), option: name.slice(at + 1) };
}

/** The text as a value of the same kind as `standard`; undefined where it is another. */
export function parseOverride(text: string, standard: Value): Value | undefined {
  const trimmed = text.trim();
  switch (standard.kind) {
    case 'number': {
      const value = Number(trimmed);
      if (trimmed === '' || !Number.isFinite(value)) return undefined;
      const isInteger = /^[+-]?\d+$/.test(trimmed);
      return standard.isInteger && !isInteger
        ? undefined
        : { kind: 'number', value, isInteger: standard.isInteger };
    }
    case 'boolean':
      return trimmed === 'true' || trimmed === 'false'
        ? { kind: 'boolean', value: trimmed === 'true' }
        : undefined;
    case 'string':
      return { kind: 'string', value: text };
    case 'list': {
      const inner = /^\[(.*)\]$/s.exec(trimmed)?.[1];
      const item = standard.items[0];
      if (inner === undefined || !item) return undefined;
      const items = inner.trim() === '' ? [] : inner.split(',').map((one) => parseOverride(one, item));
      return items.some((one) => one === undefined)
        ? undefined
        : { kind: 'list', items: items.map((one) => one!) };
    }
    case 'function':
      return libraryFunctions.has(trimmed) ? { kind: 'function', name: trimmed, isBlock: false } : undefined;
    case 'symbol':
      if (sourceDefinitions.has(standard.name)) return parseSource(trimmed);
      return !sourceDefinitions.has(trimmed) && /^\w+$/.test(trimmed)
        ? { kind: 'symbol', name: trimmed }
        : undefined;
    default:
      return undefined;
  }
}

/** A param's value after `--set`; the poison value where something was reported. */
export function paramValue(
  session: Session,
  declaration: ParamDeclaration,
  standard: Value,
  overrides: Overrides,
): Value {
  const { name } = declaration.name;
  const text = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
  const isStatic = ['number', 'boolean', 'string', 'list', 'function', 'symbol'].includes(standard.kind);
  if (!isStatic) {
    if (standard.kind !== 'error')
      session.report(
        diagnostic('type/not-static', declaration.value.span, { what: 'a param', found: describe(standard) }),
      );
    return { kind: 'error' };
  }
  if (text === undefined) return standard;
  const value = parseOverride(text, standard);
  if (value) return value;
  session.report(
    diagnostic(
      'param/override',
      declaration.name.span,
      { name, given: text, wanted: kindText(standard) },
      {
        label: `its default is ${session.textOf(declaration.value.span)}`,
      },
    ),
  );
  return { kind: 'error' };
}

function kindText(value: Value): string {
  if (value.kind === 'number') return value.isInteger ? 'a whole number' : 'a number';
  if (value.kind === 'list') return 'a list such as [64, 32]';
  if (value.kind === 'function') return 'the name of a function';
  if (value.kind === 'symbol') return sourceDefinitions.has(value.name) ? anySource() : 'a word';
  return value.kind === 'boolean' ? 'true or false' : 'a text';
}

/** The sources that there are, as what `--set` must give. */
export function anySource(): string {
  return `a data source (${[...sourceDefinitions.keys()].join(', ')}), with options in brackets that it has`;
}

/** Reports overrides of params that the model doesn't have; those of its data are looked at where the data is. */
export function unknownOverrides(
  session: Session,
  declarations: readonly ParamDeclaration[],
  data: readonly DataDeclaration[],
  overrides: Overrides,
  model: { readonly span: import('../source/source.ts').Span },
): void {
  const sources = data.map((one) => one.name.name);
  const known = [...declarations.map((one) => one.name.name), ...sources];
  for (const name of Object.keys(overrides)) {
    if (known.includes(name) || sources.includes(dataTarget(name).data)) continue;
    const help = suggestionPhrase(name, known);
    session.report(
      diagnostic('param/unknown', model.span, { name, known }, help === undefined ? {} : { help }),
    );
  }
}
