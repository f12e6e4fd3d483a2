/**
 * @file What lowering makes and every later stage reads: the plan (data for the runtime) and one graph per step variant,
 * evaluation, figure and infer. `GraphPlan.name` in the plan is the key in `graphs`; graph inputs and outputs carry the
 * names that the plan gives them. After 5-transform the same type holds the differentiated, fused and scheduled graphs.
 */
import type { Plan } from '../../runtime/plan.ts';
import type { Graph } from '../ir/graph.ts';

export interface Program {
  readonly plan: Plan;
  readonly graphs: ReadonlyMap<string, Graph>;
  /** What each minimised or maximised term means, by the name of its metric. */
  readonly terms: ReadonlyMap<string, TermNote>;
  /** The spec's lines, for comments in emitted code: by path, from line 1 at index 0. */
  readonly specLines: ReadonlyMap<string, readonly string[]>;
}

export interface TermNote {
  /** One sentence: "Reconstruction: the negative log-likelihood of x under Bernoulli(logits), summed over pixels, in nats." */
  readonly sentence: string;
  /** The formula as plain mathematics: "sum_i [softplus(l_i) - x_i l_i]". */
  readonly formula: string;
  /** Where the formula is from: "Kingma & Welling 2014, eq. 10; chapter eq. (36)". */
  readonly source: string;
}
