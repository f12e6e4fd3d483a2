/** @file `genc infer`: runs an `infer` of a trained model by its name, with arguments of the types that the spec declares. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { addEngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { addNamedOptions, optionNames } from '../infer/named-options.ts';
import type { NamedOptions } from '../infer/run-named.ts';

/** Declares the command. */
export function inferCommand(context: CommandContext): Command {
  const command = new Command('infer')
    .summary('run an infer of a trained model, or list them')
    .description(
      'Runs an infer that the spec declares, or a network, by its name. Arguments are typed by the spec and fill its parameters in order; ' +
        'each can also be given as --parameter value. Images are PNG, JPEG or WebP files (or a folder of them), classes and numbers are ' +
        'written as they are, a vector as its numbers with commas between, and any of them as an .npy file. Several classes or numbers with ' +
        'commas between, and files with several items, run it for each; a single item serves them all. Without a name it lists what there is.',
    )
    .argument('<run>', 'the folder of a run')
    .argument('[name]', 'the name of an infer or a network')
    .argument('[arguments...]', 'its arguments, in order or as --parameter value');
  addNamedOptions(
    command,
    'how many items (default: as many as the arguments have)',
    'a .png or .npy file; a record writes one file for each field (default: images in the run folder, numbers are printed)',
  );
  return addEngineOptions(command)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  $ genc infer runs/age-cgan-20260101-1                                      what there is',
        '  $ genc infer runs/age-cgan-20260101-1 ageTo face.png --from 2 --to 5 --out aged.png',
        '  $ genc infer runs/age-cgan-20260101-1 ageTo face.png 2 0,1,2,3,4,5         one face at six ages',
        '  $ genc infer runs/stackgan-20260101-1 paint "a large red circle" --count 16',
        '  $ genc infer runs/vae-20260101-1 likelihood --z 0.5,-1 --out mean.npy',
      ].join('\n'),
    )
    .action((folder: string, name: string | undefined, words: string[], options: NamedOptions) =>
      name === undefined
        ? list(folder, options, context)
        : run(folder, name, words, options, command, context),
    );
}

async function list(folder: string, options: NamedOptions, context: CommandContext): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { openRunFolder } = await import('../run-folder.ts');
  const { compileSources } = await import('../compile-spec.ts');
  const { allSignatures, declaredSignatures } = await import('../infer/signature.ts');
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  const { plan } = (await compileSources(spec, config.options, context)).program;
  const signatures = allSignatures(declaredSignatures(spec, config.model), plan.infers);
  const { terminal } = context;
  if (options.json === true) {
    const infers = signatures.map(({ name, documentation, text, parameters }) => ({
      name,
      documentation,
      signature: text,
      parameters: parameters.map(({ standard, name: parameter, type }) => ({
        name: parameter,
        type,
        default: standard ?? null,
      })),
    }));
    terminal.data(JSON.stringify({ model: plan.model, infers }, undefined, 2));
    return;
  }
  for (const { text, documentation } of signatures) {
    terminal.data(text);
    for (const line of documentation.split('\n').filter(Boolean)) terminal.data(`    ${line}`);
  }
}

async function run(
  folder: string,
  name: string,
  words: readonly string[],
  options: NamedOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const misplaced = [folder, name].find((word) => word.startsWith('--'));
  if (misplaced !== undefined) {
    throw new CommandFailure(
      `${misplaced} stands where the run and the name of an infer come`,
      'write genc infer RUN NAME first, then its arguments',
    );
  }
  const { runNamed } = await import('../infer/run-named.ts');
  const given = { words, named: options.with, options: optionNames(command) };
  await runNamed({ folder, name, given, options }, context);
}
