/** @file The pass `simplify`: applies the laws of the *-rules files until none applies. */
import type { Value } from '../../ir/build.ts';
import type { AnyNode, Graph } from '../../ir/graph.ts';
import type { OpName } from '../../ops/attributes.ts';
import { foldNode } from '../fold-constants.ts';
import { rewriteGraph, type Site } from '../rewrite.ts';
import { shareNode } from '../share-common.ts';
import { arithmeticRules } from './arithmetic-rules.ts';
import { broadcastRules } from './broadcast-rules.ts';
import { factorRules } from './factor-rules.ts';
import { formRules } from './form-rules.ts';
import { reductionRules } from './reduction-rules.ts';
import type { Rule } from './rule.ts';
import { scaleRules } from './scale-rules.ts';

const rules: readonly Rule[] = [
  ...broadcastRules,
  ...arithmeticRules,
  ...formRules,
  ...reductionRules,
  ...scaleRules,
  ...factorRules,
];

const rulesOf = new Map<OpName, Rule[]>();
for (const rule of rules) {
  for (const op of rule.ops) rulesOf.set(op, [...(rulesOf.get(op) ?? []), rule]);
}

/** Far more rounds than any graph needs: every law shortens the graph or moves something one way. */
const MOST_ROUNDS = 200;

/**
 * The graph in its shortest form by these laws. Every round keeps the meaning, so a graph on which two laws undid each
 * other would come out right and only longer than need be; the tests hold that none does.
 */
export function simplify(graph: Graph): Graph {
  let current = graph;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = simplifyRound(current);
    current = next.graph;
    if (!next.changed) break;
  }
  return current;
}

/** One round: each node rewritten by the first law that applies to it. */
export function simplifyRound(graph: Graph): { graph: Graph; changed: boolean } {
  return rewriteGraph(graph, rewriteOnce);
}

function rewriteOnce(site: Site, node: AnyNode): Value | undefined {
  const known = foldNode(site, node) ?? shareNode(site, node);
  if (known) return known;
  for (const rule of rulesOf.get(node.op) ?? []) {
    const value = rule.rewrite(site, node);
    if (value) return value;
  }
  return undefined;
}
