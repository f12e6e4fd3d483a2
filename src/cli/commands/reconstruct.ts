/** @file `genc reconstruct`: shows test images beside what a trained model makes of them. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { wholeNumber } from '../spec-options.ts';

interface ReconstructOptions extends EngineOptions {
  readonly count: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Declares the command. */
export function reconstructCommand(context: CommandContext): Command {
  const command = new Command('reconstruct')
    .summary('reconstruct test images with a trained model')
    .description(
      'Encodes and decodes the first test images, and shows originals and reconstructions side by side.',
    )
    .argument('<run>', 'the folder of a run')
    .option('--count <number>', 'how many test images', wholeNumber(1), 32)
    .option('--seed <number>', 'the seed of draws, where the model makes any', wholeNumber(0), 0)
    .option('-o, --out <file>', 'a .png or .npy file (default: reconstructions.png in the run folder)')
    .option('--json', 'print JSON');
  return addEngineOptions(command)
    .addHelpText('after', '\nExamples:\n  $ genc reconstruct runs/vae-20260101-1 --out reconstructions.png')
    .action((folder: string, options: ReconstructOptions) => run(folder, options, context));
}

async function run(folder: string, options: ReconstructOptions, context: CommandContext): Promise<void> {
  const { withTrainedRun } = await import('../trained.ts');
  const { testImages } = await import('../test-images.ts');
  const { resultFormat, writeResult } = await import('../write-result.ts');
  const out = options.out ?? `${folder}/reconstructions.png`;
  const format = resultFormat(out);
  await withTrainedRun(folder, options, context, async ({ host, plan, run: trained }) => {
    const infer = plan.infers.find(({ name }) => name === plan.reconstructor);
    const [argument, result] = [infer?.arguments[0], infer?.results[0]];
    if (!infer || !argument || !result) {
      throw new CommandFailure(
        `the model ${plan.model} has nothing to reconstruct with`,
        'that takes an encoder and a decoder, or an infer that maps data to the same type',
      );
    }
    const originals = await testImages(host, plan, argument, options.count);
    const { shape } = originals;
    const values = await trained.infer(infer.name, {
      arguments: new Map([[argument.name, originals]]),
      seed: options.seed,
    });
    const value = values.get(result.name);
    if (!value) throw new Error(`internal error: ${infer.name} gave no ${result.name}`);
    const range = argument.range ?? [0, 1];
    await writeResult(host, out, format, {
      parts: [
        { label: 'original', tensor: originals, range },
        { label: 'reconstruction', tensor: value, range: result.range ?? range },
      ],
      title: `Reconstructions by ${plan.model}`,
      subtitle: `The first ${shape[0]?.toLocaleString('en')} test images, after step ${trained.position.step.toLocaleString('en')}`,
    });
    const { terminal } = context;
    terminal.data(
      options.json === true ? JSON.stringify({ file: out, count: shape[0], shape: value.shape }) : out,
    );
  });
}
