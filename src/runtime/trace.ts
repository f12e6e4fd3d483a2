/**
 * @file Where NaN and infinity come from. In: a graph's trace (its ops, who reads whom, their lines in the spec) and which of its
 * values are not finite on some inputs. Out: the place where a result of the graph went wrong. An infinity that the graph
 * itself disposes of (the branch of a `select` that is not taken, a division by it) is not what is looked for.
 */
import type { GraphPlan, SpecPlace } from './plan.ts';

/** A graph as this search sees it. Plain data. */
export interface GraphTrace {
  /** The places that nodes refer to by index. */
  readonly places: readonly SpecPlace[];
  /** In order of computation; every node stands after its inputs. */
  readonly nodes: readonly TraceNode[];
  /** Index of the node that each output of the graph is, by the output's name in the plan. */
  readonly outputs: Readonly<Record<string, number>>;
}

export interface TraceNode {
  /** The op's name; `input` for values from outside and `constant` for constants. */
  readonly op: string;
  /** Indices of nodes. */
  readonly inputs: readonly number[];
  /** Index of a place. */
  readonly place?: number;
  /** The spec's own name for the value: `qz.mean`. */
  readonly label?: string;
  /** Whether it is part of a gradient; the place is that of what is differentiated. */
  readonly backward?: boolean;
  /** The input's name in the plan. */
  readonly input?: string;
}

/** Where values of a graph went out of the finite numbers. */
export interface NonFiniteSite {
  /** The op that gave such a value from finite ones; `input` for a value that was so before the graph ran. */
  readonly op: string;
  /** NaN where some element is, else an infinity that it holds. */
  readonly value: number;
  readonly place?: SpecPlace;
  readonly label?: string;
  readonly backward?: boolean;
  /** For `input`: its name in the plan. */
  readonly input?: string;
}

/** What an engine found in a node's value: a NaN or infinity, or that all is finite, or that it could not look. */
export type Finding = number | 'finite' | 'unseen';

/**
 * The site that the graph's bad metrics come from; if all metrics are finite, that its bad states come from. Of several, an
 * input goes before ops, and among these the first in order. Undefined where all results are finite.
 */
export function findSite(
  trace: GraphTrace,
  plan: GraphPlan,
  findings: readonly Finding[],
): NonFiniteSite | undefined {
  const bad = new Map<number, number>();
  trace.nodes.forEach(({ inputs }, index) => {
    const finding = findings[index] ?? 'unseen';
    // What could not be looked at passes on what it reads.
    const value = finding === 'unseen' ? inputs.map((input) => bad.get(input)).find(isNumber) : finding;
    if (isNumber(value)) bad.set(index, value);
  });
  const results = plan.outputs.flatMap(({ name, role }) => {
    const index = trace.outputs[name];
    return index !== undefined && bad.has(index) ? [{ role, index }] : [];
  });
  const metrics = results.filter(({ role }) => role === 'metric');
  const starts = (metrics.length > 0 ? metrics : results).map(({ index }) => index);
  const origins = originsOf(trace, bad, starts);
  const first = origins.find((index) => trace.nodes[index]?.op === 'input') ?? origins[0];
  return first === undefined ? undefined : siteOf(trace, first, bad.get(first) ?? NaN);
}

/** The bad nodes that read only good ones, of those from which bad values reach `starts`; in order. */
function originsOf(
  trace: GraphTrace,
  bad: ReadonlyMap<number, number>,
  starts: readonly number[],
): readonly number[] {
  const reached = new Set(starts);
  const origins: number[] = [];
  // A set grows while it is read.
  for (const index of reached) {
    const causes = (trace.nodes[index]?.inputs ?? []).filter((input) => bad.has(input));
    for (const cause of causes) reached.add(cause);
    if (causes.length === 0) origins.push(index);
  }
  return origins.toSorted((left, right) => left - right);
}

function siteOf(trace: GraphTrace, index: number, value: number): NonFiniteSite | undefined {
  const node = trace.nodes[index];
  if (!node) return undefined;
  const { op, label, backward, input } = node;
  const place = node.place === undefined ? undefined : trace.places[node.place];
  return {
    op,
    value,
    ...(place ? { place } : {}),
    ...(label === undefined ? {} : { label }),
    ...(backward === true ? { backward } : {}),
    ...(input === undefined ? {} : { input }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
