/** @file What every stage makes of a spec, as the texts that its golden folder keeps. */
import { format } from 'prettier';
import { parse } from '../../src/compiler/1-parse/parse.ts';
import { printTyped } from '../../src/compiler/3-check/print.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { passes } from '../../src/compiler/5-transform/passes.ts';
import { transform } from '../../src/compiler/5-transform/transform.ts';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { printModule } from '../../src/compiler/ast/print-module.ts';
import { printGraph } from '../../src/compiler/ir/print.ts';
import { graphCost } from '../../src/compiler/ir/statistics.ts';
import type { GraphPlan, InputPlan, OutputPlan, Plan, SpecPlace } from '../../src/runtime/plan.ts';
import { checkText, compileText, lowerText } from './specs.ts';

export interface Stages {
  /** Text by path in the golden folder. */
  readonly files: ReadonlyMap<string, string>;
  /** The emitted TypeScript by path, whole. */
  readonly emitted: ReadonlyMap<string, string>;
}

/** What every stage makes of a text; `path` is what places in it show. */
export async function stagesOf(text: string, path: string): Promise<Stages> {
  const lowered = lowerText(text, {}, path);
  const program = compileText(text, {}, path);
  const emitted = await emitTypeScript(program);
  const files = new Map([
    ['ast.txt', printModule(parse({ path, text }).module)],
    ['typed.txt', printTyped(checkText(text, {}, path))],
    ['summary.txt', summaryOf(lowered)],
  ]);
  for (const { name } of keptGraphs(program.plan)) {
    files.set(`graph.${name}.lowered.txt`, printGraph(lowered.graphs.get(name)!));
    files.set(`graph.${name}.txt`, printGraph(program.graphs.get(name)!));
  }
  // emitted/plan.ts is the plan as data, in long: its short form is kept in its place.
  for (const [file, code] of emitted) if (file !== 'plan.ts') files.set(`emitted/${file}`, code);
  // Of constructs, what watches more than gradients: these are in every one.
  if (path === 'spec.gen' && watchesGradientsAlone(program.plan)) files.delete('emitted/health.ts');
  files.set('plan.txt', await planText(program.plan));
  return { files, emitted };
}

function watchesGradientsAlone({ phases }: Plan): boolean {
  return phases.every(({ health }) => (health?.monitors ?? []).every(({ kind }) => kind === 'gradient'));
}

/** Of a large spec: the typed model and the summary alone, without the seconds that emitting it takes. */
export function shortStagesOf(text: string, path: string): Stages {
  const files = new Map([
    ['typed.txt', printTyped(checkText(text, {}, path))],
    ['summary.txt', summaryOf(lowerText(text, {}, path))],
  ]);
  return { files, emitted: new Map() };
}

/** The graphs that are kept whole: steps, calibrations, and the loops of programs. Of all others the emitted code is. */
function keptGraphs(plan: Plan): readonly GraphPlan[] {
  const training = plan.phases.flatMap(({ variants, calibrations }) => [
    ...variants,
    ...(calibrations ?? []),
  ]);
  const loops = [...plan.infers, ...plan.figures, ...plan.evaluations].flatMap(({ stages }) =>
    (stages ?? []).filter(({ times }) => times > 1),
  );
  return [...training, ...loops].map(({ graph }) => graph);
}

/** The plan as short JSON: places as `path:line:column`, a graph's weights and their next values by name alone. */
function planText(plan: Plan): Promise<string> {
  const text = JSON.stringify(plan, (key, value: unknown) => {
    if (key === 'place') return placeText(value as SpecPlace);
    if (key === 'inputs') return (value as readonly InputPlan[]).map(inputText);
    if (key === 'outputs') return (value as readonly OutputPlan[]).map(outputText);
    return value;
  });
  return format(text, { parser: 'json5', printWidth: 220, quoteProps: 'as-needed', useTabs: true });
}

function placeText({ path, line, column }: SpecPlace): string {
  return `${path}:${line}:${column}`;
}

/** A state under its own name has the shape that `state` says. */
function inputText(input: InputPlan): InputPlan | string {
  return input.role === 'state' && input.state === input.name ? input.name : input;
}

function outputText(output: OutputPlan): OutputPlan | string {
  return output.role === 'state' && `${output.state}:next` === output.name ? output.name : output;
}

/**
 * How many nodes each graph has of each op, after lowering and after each pass that changes these numbers; and what it costs in the
 * end.
 */
function summaryOf(lowered: Program): string {
  const lines: string[] = [];
  for (const [name, graph] of lowered.graphs) {
    lines.push(`graph ${name}`);
    let current = graph;
    let shown = opCounts(graph.nodes);
    lines.push(`  lower: ${shown}`);
    for (const pass of passes) {
      current = pass.run(current);
      const counts = opCounts(current.nodes);
      if (counts !== shown) lines.push(`  ${pass.name}: ${counts}`);
      shown = counts;
    }
    const { kernels, flops, peakBytes } = graphCost(transform(graph));
    lines.push(`  ${kernels} kernels, ${flops} operations, at most ${peakBytes} bytes`, '');
  }
  return lines.join('\n');
}

function opCounts(nodes: readonly { readonly op: string }[]): string {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([op, count]) => `${op} ${count}`);
  return `${nodes.length} nodes: ${parts.join(', ')}`;
}
