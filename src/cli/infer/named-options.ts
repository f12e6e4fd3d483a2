/** @file The options that commands share which run an infer by its name: how many items, which seed, where to, arguments by name. */
import type { Command } from 'commander';
import { collectAssignment, wholeNumber } from '../spec-options.ts';

/** Adds them; `count` and `out` describe what these two mean for the command. */
export function addNamedOptions(command: Command, count: string, out: string): Command {
  return command
    .option('--count <number>', count, wholeNumber(1))
    .option('--seed <number>', 'the seed of draws, where it makes any', wholeNumber(0), 0)
    .option('-o, --out <file>', out)
    .option('--fit', 'scale and cut pictures of another size, and make colour grey where grey is needed')
    .option(
      '--with <name=value>',
      'an argument by name, also where an option of genc has that name (may be repeated)',
      collectAssignment,
      {},
    )
    .option('--json', 'print JSON')
    .allowUnknownOption();
}

/** The names of a command's options, without dashes. */
export const optionNames = (command: Command): string[] =>
  command.options.flatMap(({ long }) => long?.slice(2) ?? []);
