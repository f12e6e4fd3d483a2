/** @file `genc graph`: shows the graphs of a model as text, as they are emitted or after an earlier pass. */
import { Command } from 'commander';
import { suggestionPhrase } from '../../compiler/diagnostics/did-you-mean.ts';
import type { CommandContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions } from '../spec-options.ts';

interface GraphOptions extends SpecOptions {
  readonly after?: string;
  readonly only?: string;
  readonly json?: boolean;
}

/** Declares the command. */
export function graphCommand(context: CommandContext): Command {
  const command = new Command('graph')
    .summary('show the graphs of a model')
    .description(
      'Prints the graphs of a model, one line a node: training steps, evaluations, figures, infers.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .option('--after <pass>', 'show them as they are after this pass; lower is before the first')
    .option('--only <name>', 'show only the graph of this name')
    .option('--json', 'print { "graphs": { name: text } }');
  return addSpecOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc graph specs/vae.gen --only trainStep\n  $ genc graph specs/vae.gen --after differentiate',
    )
    .action((file: string, options: GraphOptions) => run(file, options, context));
}

async function run(file: string, options: GraphOptions, context: CommandContext): Promise<void> {
  const { loadSources } = await import('../sources.ts');
  const { passes } = await import('../../compiler/5-transform/passes.ts');
  const { printGraph } = await import('../../compiler/ir/print.ts');
  const { compileAfter, lowering } = await import('../compile-spec.ts');
  const { terminal } = context;
  const names = [lowering, ...passes.map(({ name }) => name)];
  if (options.after !== undefined && !names.includes(options.after)) {
    throw new CommandFailure(
      `there is no pass ${options.after}`,
      suggestionPhrase(options.after, names) ?? `the passes, in order: ${names.join(', ')}`,
    );
  }
  const spec = await loadSources(file);
  const program = await compileAfter(spec, options, options.after ?? names.at(-1) ?? lowering);
  const known = [...program.graphs.keys()];
  if (options.only !== undefined && !known.includes(options.only)) {
    throw new CommandFailure(
      `the model has no graph ${options.only}`,
      suggestionPhrase(options.only, known) ?? `its graphs: ${known.join(', ')}`,
    );
  }
  const shown = [...program.graphs].filter(([name]) => options.only === undefined || name === options.only);
  if (options.json === true) {
    const graphs = Object.fromEntries(shown.map(([name, graph]) => [name, printGraph(graph)]));
    terminal.data(JSON.stringify({ graphs }, undefined, 2));
    return;
  }
  for (const [, graph] of shown) terminal.data(printGraph(graph).trimEnd());
}
