/**
 * @file The form of a lint: a rule over the typed graph of a model without errors, that finds what is legal and still seldom meant.
 * One file for each, listed in lints.ts. All are warnings, so that `allow` can switch them off.
 */
import type { BlockDeclaration, ModelDeclaration } from '../../../ast/ast.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Meaning } from '../../../types/meaning.ts';
import type { TypedNode, Value } from '../../../types/value.ts';
import type {
  TypedFigure,
  TypedInfer,
  TypedNetwork,
  TypedPhase,
  TypedReport,
  TypedSource,
} from '../../typed.ts';

export interface LintContext {
  readonly model: ModelDeclaration;
  readonly blocks: ReadonlyMap<string, BlockDeclaration>;
  /** As they are in this compilation, by name. */
  readonly params: ReadonlyMap<string, Value>;
  readonly sources: ReadonlyMap<string, TypedSource>;
  readonly networks: ReadonlyMap<string, TypedNetwork>;
  readonly phases: readonly TypedPhase[];
  readonly reports: readonly TypedReport[];
  readonly figures: readonly TypedFigure[];
  readonly infers: readonly TypedInfer[];
  readonly meanings: ReadonlyMap<TypedNode, Meaning>;
}

/** A number as specs write it: 1e-6, 0.05, 1000. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential().replace('e+', 'e') : `${value}`;
}

/** Three digits are enough of a number that nobody wrote. */
export const shortText = (value: number): string => `${Number(value.toPrecision(3))}`;

export type Lint = (context: LintContext) => readonly Diagnostic[];
