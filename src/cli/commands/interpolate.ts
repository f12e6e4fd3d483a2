/** @file `genc interpolate`: pictures on straight lines between two codes of a trained model: drawn, given, or of given pictures. */
import { Command } from 'commander';
import type { InferPlan } from '../../runtime/plan.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import type { CommandContext } from '../context.ts';
import { addEngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { addNamedOptions, optionNames } from '../infer/named-options.ts';
import type { Ends } from '../infer/interpolation.ts';
import type { NamedOptions } from '../infer/run-named.ts';
import type { OpenedRun } from '../trained.ts';

interface InterpolateOptions extends NamedOptions {
  readonly by?: string;
  readonly program?: boolean;
}

const standardRows = 8;

/** Declares the command. */
export function interpolateCommand(context: CommandContext): Command {
  const command = new Command('interpolate')
    .summary('walk between draws, or between two pictures, in the codes of a trained model')
    .description(
      'Draws rows of pictures along straight lines between two codes: an infer of the spec that walks, such as walk(a, b, steps), else a ' +
        'generator or decoder. The ends are draws of its prior; or two pictures (or folders of them), which an encoder makes codes of; or two ' +
        'codes, as numbers or .npy files. Where there is no prior and no ends are given, test pictures are taken. A class that it needs is given ' +
        'by name: --y 3.',
    )
    .argument('<run>', 'the folder of a run')
    .argument('[ends...]', 'nothing or two ends, then arguments as --parameter value (--steps 10)')
    .option(
      '--by <name>',
      'the infer or network that makes the pictures; of a record all of its pictures, or one: --by paint.low',
    )
    .option('--program', 'print the infer that would run, in Gen, and run nothing');
  addNamedOptions(
    command,
    `how many rows (default: as many as the ends have, or ${standardRows})`,
    'a .png or .npy file (default: interpolation.png in the run folder)',
  );
  return addEngineOptions(command)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  $ genc interpolate runs/dcgan-20260101-1 --count 8 --steps 12 --seed 1 --out walks.png',
        '  $ genc interpolate runs/vae-20260101-1 three.png eight.png',
        '  $ genc interpolate runs/biggan-20260101-1 --y 3',
      ].join('\n'),
    )
    .action((folder: string, words: string[], options: InterpolateOptions) =>
      run(folder, words, options, command, context),
    );
}

async function run(
  folder: string,
  words: readonly string[],
  options: InterpolateOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { openRunFolder } = await import('../run-folder.ts');
  const { compilerOptions, SpecRejected } = await import('../compile-spec.ts');
  const { check } = await import('../../compiler/check-spec.ts');
  const { interpolationOf } = await import('../infer/interpolation.ts');
  const { runNamed } = await import('../infer/run-named.ts');
  const named = words.findIndex((word) => word.startsWith('--'));
  const ends = named === -1 ? words : words.slice(0, named);
  if (ends.length !== 0 && ends.length !== 2) {
    throw new CommandFailure(
      `a walk has two ends, and ${ends.length === 1 ? 'one is' : `${ends.length} are`} given: ${ends.join(' ')}`,
      'give two pictures or two codes, or none for draws',
    );
  }
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  const { diagnostics, typed } = check(spec.sources, spec.entry, compilerOptions(config.options));
  if (!typed) throw new SpecRejected(diagnostics, spec.sources);
  const kind = ends.length === 0 ? undefined : await kindOf(ends);
  const walk = interpolationOf(spec, typed, kind, options.by);
  const { terminal } = context;
  if (options.program === true) {
    terminal.data(options.json === true ? JSON.stringify({ program: walk.program }) : walk.program);
    return;
  }
  if (options.json !== true) terminal.say(walk.description);
  const supplied = kind === undefined ? (walk.ends ?? []) : [];
  const given = { words, named: options.with, options: optionNames(command), supplied };
  const supply = async (
    opened: OpenedRun,
    infer: InferPlan,
    count: number,
  ): Promise<Map<string, HostTensor>> => testEnds(opened, infer, supplied, count);
  const { name, program } = walk;
  // Ends that are given tell how many rows there are.
  const standardCount = kind === undefined ? standardRows : 1;
  await runNamed({ folder, name, given, options, program, standardCount, supply }, context);
}

/** Pictures where both ends are files or folders of pictures, codes otherwise. */
async function kindOf(ends: readonly string[]): Promise<Ends> {
  const { createNodeHost } = await import('../host.ts');
  const { isPicture } = await import('../../runtime/data/pictures.ts');
  const host = createNodeHost();
  const kinds = await Promise.all(
    ends.map(async (end) => {
      const isFile = isPicture({ name: host.join(end).split(/[/\\]/).at(-1) ?? '', isFolder: false });
      return isFile || (await host.listFolder(end)) !== undefined ? 'pictures' : 'codes';
    }),
  );
  const [first = 'codes', second = 'codes'] = kinds;
  if (first === second) return first;
  throw new CommandFailure(
    `one end is a picture and the other is none: ${ends.join(' ')}`,
    'give two pictures, or two codes as numbers with commas between or .npy files',
  );
}

/** The first test pictures for one end, the next ones for the other. */
async function testEnds(
  { host, plan }: OpenedRun,
  infer: InferPlan,
  ends: readonly string[],
  count: number,
): Promise<Map<string, HostTensor>> {
  const { testImages } = await import('../test-images.ts');
  const [from, to] = ends;
  const argument = infer.arguments.find(({ name }) => name === from);
  if (from === undefined || to === undefined || !argument) return new Map();
  const { shape, dtype, data } = await testImages(host, plan, argument, 2 * count);
  const [found = 0] = shape;
  if (found < 2 * count) {
    throw new CommandFailure(
      `${count} rows between test pictures need ${2 * count}, and there are ${found}`,
      `give --count ${Math.floor(found / 2)} or less`,
    );
  }
  const size = data.length / found;
  const half = (start: number): HostTensor => ({
    shape: [count, ...shape.slice(1)],
    dtype,
    data: data.slice(start * size, (start + count) * size),
  });
  return new Map([
    [from, half(0)],
    [to, half(count)],
  ]);
}
