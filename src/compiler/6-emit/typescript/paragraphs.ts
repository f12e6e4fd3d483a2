/**
 * @file Divides a graph's nodes into paragraphs, as a reader of the code meets them: a heading where the update or its stage
 * changes, the spec's line where that changes, the meaning of a loss term at the term's line. Order is the graph's own.
 */
import type { GraphPlan } from '../../../runtime/plan.ts';
import type { AnyNode, Graph } from '../../ir/graph.ts';
import type { Span } from '../../source/source.ts';
import type { Program, TermNote } from '../../4-lower/program.ts';

export interface Paragraph {
  /** `update posterior, likelihood`, where it differs from the paragraph before. */
  readonly heading: string | undefined;
  /** `forward and terms`, `backward`, `optimiser`: the part of the update, where it differs. */
  readonly stage: string | undefined;
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
  const paragraphs: Paragraph[] = [];
  let current: { place: string; nodes: AnyNode[] } | undefined;
  let [heading, stage, shownLine]: (string | undefined)[] = [];
  for (const node of graph.nodes) {
    if (!isStatement(node)) continue;
    const [top, part] = [node.origin.scope[0], stageOf(node)];
    const line = node.origin.span ? places.lineOf(node.origin.span) : undefined;
    const place = JSON.stringify([top, part, line?.key]);
    if (current?.place === place) {
      current.nodes.push(node);
      continue;
    }
    current = { place, nodes: [node] };
    const notes = line ? (pending.get(line.key) ?? []) : [];
    if (line) pending.delete(line.key);
    paragraphs.push({
      heading: top === heading ? undefined : top,
      stage: top === heading && part === stage ? undefined : part,
      specLine: line && line.key !== shownLine ? line.text : undefined,
      notes,
      nodes: current.nodes,
    });
    [heading, stage] = [top, part];
    if (line) shownLine = line.key;
  }
  return paragraphs;
}

/** The part of an update that a node belongs to; graphs without updates have no parts. */
function stageOf({ origin, op }: AnyNode): string | undefined {
  if (!origin.scope[0]?.startsWith('update')) return undefined;
  if (op === 'adamStep' || op === 'movingAverage' || op === 'movingAverageOfSquares') return 'optimiser';
  if (origin.scope.some((part) => /^(adamw?|sgd|rmsprop|optimi[sz]er)\b/.test(part))) return 'optimiser';
  return origin.scope.includes('backward') ? 'backward' : 'forward and terms';
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

/** Finds the line of a span. */
class SpecPlaces {
  readonly #lines: ReadonlyMap<string, readonly string[]>;
  readonly #starts = new Map<string, readonly number[]>();

  constructor(lines: ReadonlyMap<string, readonly string[]>) {
    this.#lines = lines;
  }

  /** The line's key and its text for a comment; undefined for spans of files that the program does not carry. */
  lineOf(span: Span): { readonly key: string; readonly text: string } | undefined {
    const lines = this.#lines.get(span.path);
    if (!lines) return undefined;
    let starts = this.#starts.get(span.path);
    if (!starts) {
      let offset = 0;
      starts = lines.map((line) => (offset += line.length + 1) - line.length - 1);
      this.#starts.set(span.path, starts);
    }
    let index = starts.findLastIndex((start) => start <= span.start);
    index = Math.max(0, index);
    const file = span.path.split(/[\\/]/).at(-1) ?? span.path;
    return { key: `${span.path}:${index + 1}`, text: `${file}:${index + 1}  ${(lines[index] ?? '').trim()}` };
  }
}
