/** @file The form of one catalog entry, and the helper that keeps its parameters' type. */
import type { Severity } from './diagnostic.ts';

export interface CatalogEntry<P> {
  readonly severity: Severity;
  /** A noun phrase, for lists: "reshape to another number of values". */
  readonly title: string;
  readonly message: (parameters: P) => string;
  /** Two to six sentences: what is wrong, why it matters, what to do. */
  readonly explanation: string;
  /** A whole spec that shows it, and the same spec mended; both are compiled by a test. */
  readonly example: { readonly wrong: string; readonly right: string };
}

/** Declares an entry; only for its type. */
export function entry<P>(definition: CatalogEntry<P>): CatalogEntry<P> {
  return definition;
}
