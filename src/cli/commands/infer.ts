/** @file `genc infer`: runs an `infer` of a trained model by its name, with arguments of the types that the spec declares. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { collectAssignment, wholeNumber } from '../spec-options.ts';
import type { Signature } from '../infer/signature.ts';

interface InferOptions extends EngineOptions {
  readonly count?: number;
  readonly seed: number;
  readonly out?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

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
    .argument('[arguments...]', 'its arguments, in order or as --parameter value')
    .option('--count <number>', 'how many items (default: as many as the arguments have)', wholeNumber(1))
    .option('--seed <number>', 'the seed of draws, where it makes any', wholeNumber(0), 0)
    .option(
      '-o, --out <file>',
      'a .png or .npy file; a record writes one file for each field (default: images in the run folder, numbers are printed)',
    )
    .option(
      '--with <name=value>',
      'an argument by name, also where an option of genc has that name (may be repeated)',
      collectAssignment,
      {},
    )
    .option('--json', 'print JSON')
    .allowUnknownOption();
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
    .action((folder: string, name: string | undefined, words: string[], options: InferOptions) =>
      name === undefined
        ? list(folder, options, context)
        : run(folder, name, words, options, command, context),
    );
}

async function list(folder: string, options: InferOptions, context: CommandContext): Promise<void> {
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
  options: InferOptions,
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
  const { createNodeHost } = await import('../host.ts');
  const { openRunFolder } = await import('../run-folder.ts');
  const { withTrainedRun } = await import('../trained.ts');
  const { allSignatures, declaredSignatures } = await import('../infer/signature.ts');
  const { bindWords, staticValues } = await import('../infer/bind.ts');
  const { readArguments } = await import('../infer/values.ts');
  const { showResults } = await import('../infer/results.ts');
  const given = {
    words,
    named: options.with,
    options: command.options.flatMap(({ long }) => long?.slice(2) ?? []),
  };
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  const declared = declaredSignatures(spec, config.model);
  const early = declared.find((one) => one.name === name);
  // What decides sizes has to be known before the spec is compiled.
  const statics = new Map(early ? [[name, staticValues(early, bindWords(early, given))]] : []);
  await withTrainedRun(folder, { ...options, statics }, context, async ({ host, plan, run: trained }) => {
    const signatures = allSignatures(declared, plan.infers);
    const signature = signatures.find((one) => one.name === name);
    const infer = plan.infers.find((one) => one.name === name);
    if (!signature || !infer) throw await unknownName(plan.model, name, signatures);
    const texts = bindWords(signature, given);
    const { seed, out } = options;
    const { values, count } = await readArguments(host, plan, infer, texts, options.count);
    const results = await trained.infer(name, { arguments: values, count, seed });
    const after = `after step ${trained.position.step.toLocaleString('en')}`;
    const subtitle = `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}, seed ${seed}, ${after}`;
    const shown = await showResults(host, plan, infer, results, { out, folder, subtitle });
    const { terminal } = context;
    if (options.json === true) {
      const parts = shown.map(({ values: numbers, ...one }) => ({
        ...one,
        ...(numbers === undefined ? {} : { values: JSON.parse(numbers) as unknown }),
      }));
      terminal.data(JSON.stringify({ infer: name, count, seed, results: parts }));
      return;
    }
    for (const { name: result, file, values: numbers } of shown) {
      terminal.data(`${shown.length === 1 ? '' : `${result}: `}${file ?? numbers ?? ''}`);
    }
  });
}

async function unknownName(
  model: string,
  name: string,
  signatures: readonly Signature[],
): Promise<CommandFailure> {
  const { suggest } = await import('../../compiler/diagnostics/did-you-mean.ts');
  const near = suggest(
    name,
    signatures.map((one) => one.name),
  );
  const found = signatures.find((one) => one.name === near);
  return new CommandFailure(
    `the model ${model} has no infer ${name}`,
    found ? `did you mean ${found.text}?` : `it has: ${signatures.map((one) => one.text).join('; ')}`,
  );
}
