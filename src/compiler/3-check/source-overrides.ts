/**
 * @file What `--set` says of a data declaration: another source, `--set digits=fashionMnist`, or an option of the one that it has,
 * `--set pictures.unreadable=skip`. So a spec need not foresee which data it is tried on.
 */
import type { DataDeclaration } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import type { SourceDefinition } from '../library/data/sources.ts';
import type { ParamValue } from '../../runtime/plan.ts';
import type { Overrides } from './params.ts';
import { anySource, dataTarget } from './params.ts';
import type { Session } from './session.ts';
import { parsePlain, parseSource } from './source-values.ts';

/** A source that is read: what it is, and its options. */
export interface OpenedSource {
  readonly definition: SourceDefinition;
  readonly options: Readonly<Record<string, ParamValue>>;
}

/** What `--set` names as the source of a declaration, undefined where it names none; `source` is undefined where that is no source (reported). */
export function givenSource(
  session: Session,
  declaration: DataDeclaration,
  overrides: Overrides,
): { readonly source: OpenedSource | undefined } | undefined {
  const { name, span } = declaration.name;
  const text = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
  if (text === undefined) return undefined;
  const value = parseSource(text);
  const definition = value && sourceDefinitions.get(value.name);
  if (!definition)
    session.report(
      diagnostic(
        'param/override',
        span,
        { name, given: text, wanted: anySource() },
        { label: `it is read from ${session.textOf(declaration.source.span)}` },
      ),
    );
  return { source: definition && { definition, options: value.options ?? {} } };
}

/** The options that `--set` gives to the source of a declaration. Those that the source lacks are reported. */
export function givenOptions(
  session: Session,
  declaration: DataDeclaration,
  definition: SourceDefinition,
  overrides: Overrides,
): Readonly<Record<string, ParamValue>> {
  const options: Record<string, ParamValue> = {};
  for (const [name, text] of Object.entries(overrides)) {
    const { data, option } = dataTarget(name);
    if (data !== declaration.name.name || option === undefined) continue;
    if (definition.options.includes(option)) {
      options[option] = parsePlain(text) ?? text;
      continue;
    }
    const near = suggest(option, definition.options);
    const known = definition.options;
    const help =
      near === undefined
        ? `--set ${data}.OPTION=VALUE takes: ${known.join(', ')}`
        : `did you mean --set ${data}.${near}?`;
    session.report(
      diagnostic(
        'name/unknown-argument',
        declaration.name.span,
        { name: option, of: definition.name, known },
        { help },
      ),
    );
  }
  return options;
}
