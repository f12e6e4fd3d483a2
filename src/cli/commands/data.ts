/** @file `genc data`: what data there is, what a source or a folder holds, and made data for a spec. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions, wholeNumber } from '../spec-options.ts';

/** Declares the command and its three sub-commands. */
export function dataCommand(context: CommandContext): Command {
  return new Command('data')
    .summary('list, inspect and make data')
    .description(
      'Shows which data sources there are, tells what one holds before anything is trained, and makes data for a spec.',
    )
    .addCommand(listCommand(context))
    .addCommand(inspectCommand(context))
    .addCommand(synthCommand(context))
    .addHelpText(
      'after',
      [
        '',
        'Pictures of your own lie in a folder (images), in one folder for each class, or in trainA, trainB, testA and testB (domain: a, b);',
        'pairs of them side by side in one file, or under equal names in folders a and b (pairs). docs/data.md shows all of it.',
        '',
        'Examples:',
        '  $ genc data ls --json',
        '  $ genc data inspect my/photos --out sheet.png',
        '  $ genc data synth specs/pix2pix.gen --out made --count 40',
      ].join('\n'),
    );
}

function listCommand(context: CommandContext): Command {
  return new Command('ls')
    .summary('list the data sources')
    .description('Lists the sources that a spec can name, what each needs, and whether it is here.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ genc data ls')
    .action(async (options: { readonly json?: boolean }) => {
      const { listSources } = await import('../data/list.ts');
      await listSources(options.json === true, context);
    });
}

export interface InspectOptions extends SpecOptions {
  readonly out?: string;
  readonly count: number;
  readonly json?: boolean;
}

function inspectCommand(context: CommandContext): Command {
  const command = new Command('inspect')
    .summary('tell what a source holds')
    .description(
      'Reads all data of a spec, of one source (mnist, or images("photos", size: 64)), or of a folder, of which it finds out the layout: counts, sizes, ranges, classes, splits, files that cannot be read, and what else one wants to know before training. Exit code 2 where a spec could not train on its data as it is.',
    )
    .argument('<what>', 'a spec, a source, a folder of pictures, or an .npy or .npz file')
    .option('--out <file.png>', 'write a contact sheet of the first training examples')
    .option('--count <n>', 'examples on the sheet, of each class where there are classes', wholeNumber(1), 8)
    .option('--json', 'print JSON');
  return addSpecOptions(command)
    .addHelpText(
      'after',
      "\nExamples:\n  $ genc data inspect specs/vae.gen\n  $ genc data inspect 'drawnShapes(size: 32)' --out shapes.png\n  $ genc data inspect my/photos",
    )
    .action(async (what: string, options: InspectOptions) => {
      const { inspect } = await import('../data/inspect.ts');
      await inspect(what, options, context);
    });
}

export interface SynthOptions extends SpecOptions {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly json?: boolean;
}

function synthCommand(context: CommandContext): Command {
  const command = new Command('synth')
    .summary('make data that fits a spec')
    .description(
      'Writes a folder of made data in the layout that the spec reads, with the sizes, channels and classes that it declares, so that it can be tried before there is real data. Says which --set uses it.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .requiredOption('--out <folder>', 'the folder to write, which must be new or empty')
    .option('--count <n>', 'training examples of each source', wholeNumber(2), 32)
    .option('--seed <n>', 'seed of the values', wholeNumber(0), 0)
    .option('--json', 'print JSON');
  return addSpecOptions(command)
    .addHelpText('after', '\nExamples:\n  $ genc data synth specs/pix2pix.gen --out made --count 40')
    .action(async (file: string, options: SynthOptions) => {
      const { synthesize } = await import('../data/synth.ts');
      await synthesize(file, options, context);
    });
}
