/** @file `genc translate`: an infer that makes a picture of a picture, applied to a file or to all pictures of a folder. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { addEngineOptions } from '../engines.ts';
import { optionNames } from '../infer/named-options.ts';
import type { TranslateRequestOptions } from '../infer/translate.ts';
import { collectAssignment, wholeNumber } from '../spec-options.ts';

interface TranslateOptions extends TranslateRequestOptions {
  readonly with: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** Declares the command. */
export function translateCommand(context: CommandContext): Command {
  const command = new Command('translate')
    .summary('make a picture of a picture, or of each in a folder')
    .description(
      'Runs what makes a picture of a picture on a file, or on all pictures of a folder: the infer translate, else the first infer or generator ' +
        'that needs nothing but a picture, or the one that --by names. Each result is a picture by itself, under the name of its original.',
    )
    .argument('<run>', 'the folder of a run')
    .argument('<pictures>', 'a picture, or a folder of pictures')
    .argument('[arguments...]', 'further arguments of the infer, as --parameter value')
    .option('--by <name>', 'the infer or network to run')
    .option(
      '-o, --out <path>',
      'a .png file for a picture, a folder for a folder (default: beside the original, with the name of the infer after its own)',
    )
    .option('--fit', 'scale and cut pictures of another size, and make colour grey where grey is needed')
    .option('--skip-unreadable', 'name files that cannot be read and go on without them')
    .option('--seed <number>', 'the seed of draws, where it makes any', wholeNumber(0), 0)
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
        '  $ genc translate runs/pix2pix-20260101-1 edges.png --out shoe.png',
        '  $ genc translate runs/cycle-gan-20260101-1 photos --out paintings --fit',
        '  $ genc translate runs/cycle-gan-20260101-1 paintings --by BtoA',
        '  $ genc translate runs/age-cgan-20260101-1 faces --by ageTo --from 2 --to 5',
      ].join('\n'),
    )
    .action((folder: string, pictures: string, words: string[], options: TranslateOptions) =>
      run(folder, pictures, words, options, command, context),
    );
}

async function run(
  folder: string,
  pictures: string,
  words: readonly string[],
  options: TranslateOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { translate } = await import('../infer/translate.ts');
  const { terminal } = context;
  const isJson = options.json === true;
  const given = { words, named: options.with, options: optionNames(command) };
  const request = { folder, pictures, given, options };
  const { infer, files, skipped } = await translate(request, context, ({ to }) => {
    if (!isJson) terminal.data(to);
  });
  if (isJson) {
    terminal.data(JSON.stringify({ infer, seed: options.seed, files, skipped }));
  } else if (skipped.length > 0) {
    terminal.say(`${skipped.length} of ${files.length + skipped.length} pictures could not be read`);
  }
}
