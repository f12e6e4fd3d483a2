/** @file `genc sample`: draws new samples from a trained model, as a picture or as an array. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { collectAssignment, wholeNumber } from '../spec-options.ts';

interface SampleOptions extends EngineOptions {
  readonly count: number;
  readonly seed: number;
  readonly out?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** Declares the command. */
export function sampleCommand(context: CommandContext): Command {
  const command = new Command('sample')
    .summary('draw new samples from a trained model')
    .description(
      'Draws new samples from a trained model. The n-th sample of a seed is the same whatever the count.',
    )
    .argument('<run>', 'the folder of a run')
    .option('--count <number>', 'how many', wholeNumber(1), 64)
    .option('--seed <number>', 'the seed of the draws', wholeNumber(0), 0)
    .option('-o, --out <file>', 'a .png or .npy file (default: samples-<seed>.png in the run folder)')
    .option(
      '--with <name=value>',
      "an argument of the model's sampler, the same for all",
      collectAssignment,
      {},
    )
    .option('--json', 'print JSON');
  return addEngineOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc sample runs/vae-20260101-1 --count 64 --seed 1 --out samples.png\n  $ genc sample runs/vae-20260101-1 --count 10000 --out samples.npy',
    )
    .action((folder: string, options: SampleOptions) => run(folder, options, context));
}

async function run(folder: string, options: SampleOptions, context: CommandContext): Promise<void> {
  const { withTrainedRun } = await import('../trained.ts');
  const { bindWords } = await import('../infer/bind.ts');
  const { plannedSignature } = await import('../infer/signature.ts');
  const { readArguments } = await import('../infer/values.ts');
  const { resultFormat, writeResult } = await import('../write-result.ts');
  const { count, seed } = options;
  const out = options.out ?? `${folder}/samples-${seed}.png`;
  const format = resultFormat(out);
  await withTrainedRun(folder, options, context, async ({ host, plan, run: trained }) => {
    const infer = plan.infers.find(({ name }) => name === plan.sampler);
    const result = infer?.results[0];
    if (!infer || !result) {
      throw new CommandFailure(
        `the model ${plan.model} has nothing to sample from`,
        'declare a prior and a generator or decoder, or an infer without arguments',
      );
    }
    const texts = bindWords(plannedSignature(infer), { words: [], named: options.with, options: [] });
    const { values: given } = await readArguments(host, plan, infer, texts, { count });
    const values = await trained.infer(infer.name, { arguments: given, count, seed });
    const value = values.get(result.name);
    if (!value) throw new Error(`internal error: ${infer.name} gave no ${result.name}`);
    await writeResult(host, out, format, {
      parts: [{ label: result.name, tensor: value, range: result.range ?? [0, 1] }],
      title: `Samples of ${plan.model}`,
      subtitle: `${count.toLocaleString('en')} draws, seed ${seed}, after step ${trained.position.step.toLocaleString('en')}`,
    });
    const { terminal } = context;
    terminal.data(
      options.json === true ? JSON.stringify({ file: out, count, seed, shape: value.shape }) : out,
    );
  });
}
