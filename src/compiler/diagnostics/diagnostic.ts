/**
 * @file Diagnostics are values: every stage returns the ones it found, none is thrown. A diagnostic names its place, the
 * other side of the disagreement (`related`), how it was derived (`notes`) and the fix (`help`, `fix`).
 * Messages are made by the catalog, from typed parameters; see catalog.ts.
 */
import type { Span } from '../source/source.ts';

export type Severity = 'error' | 'warning';

/** Another place that takes part in a diagnostic: the declaration, the first definition, the origin of a shape. */
export interface RelatedSpan {
  readonly span: Span;
  readonly label: string;
}

/** An edit that mends the spec: replace `span` by `replacement`. */
export interface Fix {
  readonly span: Span;
  readonly replacement: string;
}

export interface Diagnostic {
  /** Stable kebab-case code, `family/name`, from the catalog. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** What stands under the caret line of `span`; may be empty. */
  readonly label: string;
  readonly related: readonly RelatedSpan[];
  /** Evidence: derivation chains, bindings, citations. Printed as `= ...` lines. */
  readonly notes: readonly string[];
  readonly help?: string;
  readonly fix?: Fix;
}

/** What a report adds to the message that the catalog makes. */
export interface Evidence {
  readonly label?: string;
  readonly related?: readonly RelatedSpan[];
  readonly notes?: readonly string[];
  readonly help?: string;
  readonly fix?: Fix;
}
