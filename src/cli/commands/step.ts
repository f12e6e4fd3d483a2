/** @file `genc step`: which update of a training step computes each value, and which are reused or computed again. */
import { Command } from 'commander';
import type { StepTable } from '../../compiler/4-lower/step-record.ts';
import type { CommandContext } from '../context.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions } from '../spec-options.ts';
import { formatTable } from '../table.ts';

type StepOptions = SpecOptions & { readonly json?: boolean };

/** Declares the command. */
export function stepCommand(context: CommandContext): Command {
  const command = new Command('step')
    .summary('show what a training step computes')
    .description(
      'Lists every value of a training step: the update that needs it, whether it is computed, reused or computed again there, and which network changed.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .option('--json', 'print JSON');
  return addSpecOptions(command)
    .addHelpText('after', '\nExamples:\n  $ genc step specs/gan.gen\n  $ genc step specs/vae.gen --json')
    .action((file: string, options: StepOptions) => run(file, options, context));
}

async function run(file: string, options: StepOptions, context: CommandContext): Promise<void> {
  const { loadSources } = await import('../sources.ts');
  const { check } = await import('../../compiler/check-spec.ts');
  const { compilerOptions, SpecRejected } = await import('../compile-spec.ts');
  const { lower } = await import('../../compiler/4-lower/lower.ts');
  const { StepRecorder } = await import('../../compiler/4-lower/step-record.ts');
  const { compilerVersion } = await import('../../compiler/version.ts');
  const { terminal } = context;
  const { sources, entry } = await loadSources(file);
  const { diagnostics, typed } = check(sources, entry, compilerOptions(options));
  if (!typed) throw new SpecRejected(diagnostics, sources);
  const tables: StepTable[] = [];
  lower(typed, sources, {
    compilerVersion,
    specHash: '',
    observe: (graph) => {
      const recorder = new StepRecorder(graph, sources);
      tables.push(recorder.table);
      return recorder;
    },
  });
  if (options.json === true) terminal.data(JSON.stringify({ steps: tables }, undefined, 2));
  else tables.flatMap(tableLines).forEach((line) => terminal.data(line));
}

function tableLines(table: StepTable, index: number): readonly string[] {
  const rows = table.rows.map((row) => [
    row.value,
    row.inside.replace(`${table.phase}/`, ''),
    row.update,
    row.reason === '' ? row.decision : `${row.decision}: ${row.reason}`,
    `${row.place.path}:${row.place.line}`,
  ]);
  return [
    ...(index === 0 ? [] : ['']),
    titleOf(table),
    ...formatTable(['value', 'in', 'update', 'decision', 'place'], rows, new Set()).map(
      (line) => `  ${line}`,
    ),
  ];
}

function titleOf({ phase, fires, parts, batch, calibration }: StepTable): string {
  if (calibration)
    return `calibration of ${calibration.name} by ${calibration.batches} batches of ${batch}, after the last step of ${phase}`;
  const terms = fires.length === 0 ? '' : `, with the terms of every ${fires.join(' and ')} steps`;
  const inParts =
    parts === 1 ? '' : `, each update in ${parts} parts of ${batch} examples, one after another`;
  return `step of ${phase}${terms}${inParts}`;
}
