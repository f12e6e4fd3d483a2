/**
 * @file Divides a graph's nodes into paragraphs, as a reader of the code meets them: a heading where the update or its stage
 * changes, the spec's line where that changes, the meaning of a loss term at the term's line. Order is the graph's own.
 */
import type { GraphPlan } from '../../../runtime/plan.ts';
import type { AnyNode, Graph } from '../../ir/graph.ts';
import type { Program, TermNote } from '../../4-lower/program.ts';
import { SpecPlaces } from '../spec-places.ts';

export interface Paragraph {
  /** `update posterior, likelihood`, where it differs from the paragraph before. */
  readonly heading: string | undefined;
  /** `forward`, `backward` or `optimiser`: the part of a step, where it differs. */
  readonly stage: string | undefined;
  /** The network call that this is part of, `likelihood(z)`, where it differs. */
  readonly call: string | undefined;
  /** `vae.gen:9  let h = ...`, where it differs. */
  readonly specLine: string | undefined;
  readonly notes: readonly { readonly name: string; readonly note: TermNote }[];
  readonly nodes: readonly AnyNode[];
}

/** The paragraphs of the nodes that become statements (`isStatement`). */
export function paragraphsOf(
  graph: Graph,
  plan: GraphPlan,
  program: Program,
  isStatement: (node: AnyNode) => boolean,
): readonly Paragraph[] {
  const places = new SpecPlaces(program.specLines);
  const pending = termNotes(plan, program);
  const nodes = graph.nodes.filter(isStatement);
  const updates = updatesOf(nodes);
  const paragraphs: Paragraph[] = [];
  let current: { place: string; nodes: AnyNode[] } | undefined;
  let [heading, stage, call, shownLine]: (string | undefined)[] = [];
  for (const [index, node] of nodes.entries()) {
    const line = node.origin.span ? places.lineOf(node.origin.span) : undefined;
    const update = updates[index];
    const part = update?.startsWith('update ') ? stageOf(node) : undefined;
    // What has no place of its own goes with what stands before it.
    const inside: string | undefined = callOf(node) ?? (line ? undefined : call);
    const place = JSON.stringify([update, part, inside, line?.key ?? shownLine]);
    if (current?.place === place) {
      current.nodes.push(node);
      continue;
    }
    current = { place, nodes: [node] };
    const notes = line && part !== 'backward' ? (pending.get(line.key) ?? []) : [];
    if (line && notes.length > 0) pending.delete(line.key);
    const isNewPart = update !== heading || part !== stage;
    paragraphs.push({
      heading: update === heading ? undefined : update,
      stage: isNewPart ? part : undefined,
      call: inside === call && !isNewPart ? undefined : inside,
      specLine: line && (line.key !== shownLine || isNewPart) ? line.text : undefined,
      notes,
      nodes: current.nodes,
    });
    [heading, stage, call] = [update, part, inside];
    if (line) shownLine = line.key;
  }
  return paragraphs;
}

function updateOf({ origin }: AnyNode): string | undefined {
  return /^(update|advance) /.test(origin.scope[0] ?? '') ? origin.scope[0] : undefined;
}

/**
 * The update (or advance of a state) that each node is computed for: its own, else the next one, else the last; behind all of
 * them the averages.
 */
function updatesOf(nodes: readonly AnyNode[]): readonly (string | undefined)[] {
  let next: string | undefined;
  const ahead = nodes.toReversed().map((node) => (next = updateOf(node) ?? next));
  let last: string | undefined;
  return ahead.toReversed().map((update, index) => {
    const isAverage = update === undefined && nodes[index]?.origin.scope[0] === 'averages';
    return (last = update ?? (isAverage ? 'averages' : last));
  });
}

function stageOf({ origin, op }: AnyNode): string {
  if (origin.scope.includes('backward')) return 'backward';
  if (op === 'adamStep' || op === 'movingAverage' || op === 'movingAverageOfSquares') return 'optimiser';
  return origin.scope.some((part) => /^(adamw?|sgd|rmsprop)\b/.test(part)) ? 'optimiser' : 'forward';
}

/** The network call in a scope: `likelihood(z)`; a second call of the same text is told apart by its number. */
function callOf({ origin }: AnyNode): string | undefined {
  const call = origin.scope.find((part) => /^[^ ]+\(.*\)(#\d+)?$/.test(part));
  return call?.replace(/\(\)/, '').replace(/#(\d+)$/, ', call $1');
}

/** Notes of the graph's terms, by the spec line where each term stands. */
function termNotes(
  plan: GraphPlan,
  program: Program,
): Map<string, { readonly name: string; readonly note: TermNote }[]> {
  const result = new Map<string, { readonly name: string; readonly note: TermNote }[]>();
  for (const output of plan.outputs) {
    if (output.role !== 'metric') continue;
    const note = program.terms.get(output.metric);
    if (!note) continue;
    const key = `${output.place.path}:${output.place.line}`;
    result.set(key, [...(result.get(key) ?? []), { name: output.metric, note }]);
  }
  return result;
}
