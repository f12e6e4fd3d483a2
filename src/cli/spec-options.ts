/** @file The options that every command with a spec takes, and their values. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

export interface SpecOptions {
  /** `--set latent=10`: params by name, and what data is read from, as written. */
  readonly set: Readonly<Record<string, string>>;
  readonly model?: string;
}

/** Adds `--set` and `--model`. */
export function addSpecOptions(command: Command): Command {
  return command
    .option(
      '--set <name=value>',
      'give a param another value, or data another source (may be repeated)',
      collectAssignment,
      {},
    )
    .option('--model <name>', 'the model to use, where the file declares several');
}

/** Collects `name=value` options into one record. */
export function collectAssignment(
  text: string,
  previous: Readonly<Record<string, string>>,
): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('write it as name=value.');
  return { ...previous, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

/** Reads an option that is a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`it must be a whole number of at least ${least}.`);
    }
    return value;
  };
}
