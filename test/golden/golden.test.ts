/**
 * @file A golden folder for each spec, test/golden/<spec>/: what every stage makes of it, compared exactly. UPDATE_GOLDEN=1 writes
 * them. A file or folder that nothing here makes is an error, and so is one that is too long to be read.
 */
import { readdirSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/compiler/1-parse/parse.ts';
import { printTyped } from '../../src/compiler/3-check/print.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { passes } from '../../src/compiler/5-transform/passes.ts';
import { transform } from '../../src/compiler/5-transform/transform.ts';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { printModule } from '../../src/compiler/ast/print-module.ts';
import { printGraph } from '../../src/compiler/ir/print.ts';
import { graphCost } from '../../src/compiler/ir/statistics.ts';
import type { Plan, SpecPlace } from '../../src/runtime/plan.ts';
import { goldenFiles, goldenFolder, goldenText, isUpdate, removeGolden } from '../support/golden.ts';
import { checkText, compileText, lowerText, specNames, specText } from '../support/specs.ts';
import { typeErrors } from '../support/type-check.ts';

const limitInBytes = 60_000;

interface Stages {
  readonly program: Program;
  /** Text by path in the golden folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly emitted: ReadonlyMap<string, string>;
}

async function stagesOf(name: string): Promise<Stages> {
  const text = specText(name);
  const path = `specs/${name}.gen`;
  const lowered = lowerText(text, {}, path);
  const program = compileText(text, {}, path);
  const emitted = await emitTypeScript(program);
  const files = new Map([
    ['ast.txt', printModule(parse({ path, text }).module)],
    ['typed.txt', printTyped(checkText(text, {}, path))],
    ['summary.txt', summaryOf(lowered)],
  ]);
  for (const phase of program.plan.phases) {
    for (const { graph } of phase.variants) {
      files.set(`graph.${graph.name}.lowered.txt`, printGraph(lowered.graphs.get(graph.name)!));
      files.set(`graph.${graph.name}.txt`, printGraph(program.graphs.get(graph.name)!));
    }
  }
  // emitted/plan.ts is the plan as data, in long: its short form is kept in its place.
  for (const [file, code] of emitted) if (file !== 'plan.ts') files.set(`emitted/${file}`, code);
  files.set('plan.txt', await planText(program.plan));
  return { program, files, emitted };
}

/** The plan as short JSON, places as `path:line:column`. */
function planText(plan: Plan): Promise<string> {
  const text = JSON.stringify(plan, (key, value: unknown) => {
    if (key !== 'place') return value;
    const { path, line, column } = value as SpecPlace;
    return `${path}:${line}:${column}`;
  });
  return format(text, { parser: 'json5', printWidth: 220, quoteProps: 'as-needed' });
}

/** How many nodes each graph has of each op, after lowering and after each pass; and what it costs in the end. */
function summaryOf(lowered: Program): string {
  const lines: string[] = [];
  for (const [name, graph] of lowered.graphs) {
    lines.push(`graph ${name}`);
    let current = graph;
    lines.push(`  lower: ${opCounts(current.nodes)}`);
    for (const pass of passes) {
      const next = pass.run(current);
      lines.push(`  ${pass.name}: ${opCounts(next.nodes)}`);
      current = next;
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

const stages = new Map<string, Promise<Stages>>();
const stagesFor = (name: string): Promise<Stages> => {
  let made = stages.get(name);
  if (!made) stages.set(name, (made = stagesOf(name)));
  return made;
};

describe.each(specNames)('%s', (name) => {
  it('gives the same at every stage as before', async () => {
    const { files } = await stagesFor(name);
    const kept = [...files].map(([file, text]) => [file, goldenText(`${name}/${file}`, text)] as const);
    const missing = kept.filter(([, text]) => text === undefined).map(([file]) => file);
    expect(missing, 'missing goldens; UPDATE_GOLDEN=1 writes them').toEqual([]);
    for (const [file, text] of kept) expect(files.get(file), file).toBe(text);
  });

  it('has no golden file that no stage makes', async () => {
    const { files } = await stagesFor(name);
    const unreferenced = goldenFiles(name).filter((path) => !files.has(path.slice(name.length + 1)));
    if (isUpdate) removeGolden(unreferenced);
    else expect(unreferenced).toEqual([]);
  });

  it('has texts that can be read', async () => {
    const { files } = await stagesFor(name);
    const long = [...files].filter(([, text]) => text.length > limitInBytes).map(([file]) => file);
    expect(long).toEqual([]);
  });

  it('is compiled to the same bytes again', async () => {
    const { files } = await stagesFor(name);
    expect((await stagesOf(name)).files).toEqual(files);
  });
});

it('what is emitted passes tsc --strict', async () => {
  const files = new Map<string, string>();
  for (const name of specNames) {
    for (const [file, code] of (await stagesFor(name)).emitted) files.set(`${name}/${file}`, code);
  }
  expect(typeErrors(files)).toEqual([]);
});

it('every golden folder is that of a spec', () => {
  const folders = readdirSync(goldenFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual(specNames);
});
