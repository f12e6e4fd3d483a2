/** @file `genc evaluate`: computes what a trained model's spec reports, on the test split. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { reportUnits } from '../report-units.ts';

interface EvaluateOptions extends EngineOptions {
  readonly json?: boolean;
}

/** Declares the command. */
export function evaluateCommand(context: CommandContext): Command {
  const command = new Command('evaluate')
    .summary('compute the reports of a trained model')
    .description('Computes everything that the spec of a run reports, on test data.')
    .argument('<run>', 'the folder of a run')
    .option('--json', 'print JSON');
  return addEngineOptions(command)
    .addHelpText('after', '\nExamples:\n  $ genc evaluate runs/vae-20260101-1 --json')
    .action((folder: string, options: EvaluateOptions) => run(folder, options, context));
}

async function run(folder: string, options: EvaluateOptions, context: CommandContext): Promise<void> {
  const { withTrainedRun } = await import('../trained.ts');
  await withTrainedRun(folder, options, context, async ({ plan, engine, run: trained }) => {
    const metrics = await trained.evaluate();
    const { terminal } = context;
    if (options.json === true) {
      const { name, device } = engine;
      terminal.data(
        JSON.stringify({ run: folder, step: trained.position.step, engine: name, device, metrics }),
      );
      return;
    }
    const units = new Map(reportUnits(plan));
    const entries = Object.entries(metrics);
    if (entries.length === 0)
      terminal.say(`The spec of ${plan.model} reports nothing: it has no evaluate block.`);
    const width = Math.max(0, ...entries.map(([name]) => name.length));
    for (const [name, value] of entries) {
      terminal.data(`${name.padEnd(width)}  ${value.toPrecision(6)} ${units.get(name) ?? ''}`.trimEnd());
    }
  });
}
