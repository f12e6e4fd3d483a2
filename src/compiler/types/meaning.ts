/**
 * @file What a typed node stands for in the model, beside how it is computed: a draw, a density, a divergence, a mean beside sums.
 * Library functions tell it where they make the node, so that the rules over the graph (3-check/rules/lints) match meanings and
 * keep no list of names that would drift apart from the library.
 */
import type { Dim } from './dims.ts';
import type { DistributionValue, TypedNode } from './value.ts';

export type Meaning =
  /** A draw of a distribution. */
  | { readonly kind: 'draw'; readonly of: DistributionValue }
  /** log p(x) of a value, in nats, summed over the event. */
  | { readonly kind: 'density'; readonly of: DistributionValue; readonly x: TypedNode }
  /** KL(q || p), in nats, summed over the event. */
  | { readonly kind: 'divergence'; readonly q: DistributionValue; readonly p: DistributionValue }
  /** A sum of the node's inputs with these weights: an ELBO is [1, -1] of its log-likelihood and its divergence. */
  | { readonly kind: 'weightedSum'; readonly weights: readonly number[] }
  /**
   * A distance averaged over `count` elements. `perNat` is the factor between the distance summed and the nats of the likelihood
   * that it belongs to, at scale 1: 1/2 for squares (Normal), 1 for absolute values (Laplace).
   */
  | { readonly kind: 'meanDistance'; readonly count: Dim; readonly perNat: number; readonly sum: string }
  /** A regulariser, with the coefficients that it is used with. */
  | { readonly kind: 'regulariser'; readonly name: string; readonly usual: UsualRange };

/** Values that a setting is used with in practice, widely drawn, and who says so. */
export interface UsualRange {
  readonly low: number;
  readonly high: number;
  readonly source: string;
}
