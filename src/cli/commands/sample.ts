/** @file `genc sample`: draws new samples from a trained model, as a picture or as an array. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { collectAssignment, wholeNumber } from '../spec-options.ts';

interface SampleOptions extends EngineOptions {
  readonly count: number;
  readonly seed: number;
  readonly out?: string;
  readonly by?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** Declares the command. */
export function sampleCommand(context: CommandContext): Command {
  const command = new Command('sample')
    .summary('draw new samples from a trained model')
    .description(
      'Draws new samples from a trained model: by its prior and generator or decoder, else by the first infer that draws pictures and takes ' +
        'what --with gives, or by the one that --by names. The n-th sample of a seed is the same whatever the count.',
    )
    .argument('<run>', 'the folder of a run')
    .option('--count <number>', 'how many', wholeNumber(1), 64)
    .option('--seed <number>', 'the seed of the draws', wholeNumber(0), 0)
    .option('-o, --out <file>', 'a .png or .npy file (default: samples-<seed>.png in the run folder)')
    .option('--by <name>', 'the infer that draws')
    .option(
      '--with <name=value>',
      'an argument of what draws, such as a class: one for all, or as many as samples, with commas between (may be repeated)',
      collectAssignment,
      {},
    )
    .option('--json', 'print JSON');
  return addEngineOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc sample runs/vae-20260101-1 --count 64 --seed 1 --out samples.png\n  $ genc sample runs/vae-20260101-1 --count 10000 --out samples.npy\n  $ genc sample runs/biggan-20260101-1 --with y=3 --count 16',
    )
    .action((folder: string, options: SampleOptions) => run(folder, options, context));
}

async function run(folder: string, options: SampleOptions, context: CommandContext): Promise<void> {
  const { withTrainedRun } = await import('../trained.ts');
  const { createNodeHost } = await import('../host.ts');
  const { openRunFolder } = await import('../run-folder.ts');
  const { bindWords } = await import('../infer/bind.ts');
  const { pictureRange } = await import('../infer/picture-range.ts');
  const { allSignatures, declaredSignatures } = await import('../infer/signature.ts');
  const { samplerOf } = await import('../infer/sampler.ts');
  const { readArguments } = await import('../infer/values.ts');
  const { needsFolderOf, resultFormat, writeResult } = await import('../write-result.ts');
  const { count, seed } = options;
  const out = options.out ?? `${folder}/samples-${seed}.png`;
  const format = resultFormat(out);
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  await needsFolderOf(createNodeHost(), out);
  await withTrainedRun(folder, options, context, async ({ host, plan, run: trained }) => {
    const signatures = allSignatures(declaredSignatures(spec, config.model), plan.infers);
    const { infer, result, signature } = samplerOf(plan, signatures, {
      by: options.by,
      named: Object.keys(options.with),
    });
    const texts = bindWords(signature, { words: [], named: options.with, options: [], byWithAlone: true });
    const { values: given } = await readArguments(host, plan, infer, texts, { count });
    const values = await trained.infer(infer.name, { arguments: given, count, seed });
    const value = values.get(result.name);
    if (!value) throw new Error(`internal error: ${infer.name} gave no ${result.name}`);
    const range = pictureRange(plan, value.shape.slice(1), result.range) ?? [0, 1];
    await writeResult(host, out, format, {
      parts: [{ label: result.name, tensor: value, range }],
      title: `Samples of ${plan.model}`,
      subtitle: `${count.toLocaleString('en')} draws, seed ${seed}, after step ${trained.position.step.toLocaleString('en')}`,
    });
    const { terminal } = context;
    terminal.data(
      options.json === true
        ? JSON.stringify({ file: out, infer: infer.name, count, seed, shape: value.shape })
        : out,
    );
  });
}
