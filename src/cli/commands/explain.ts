/** @file `genc explain`: what a diagnostic's code means, with an example, wrong and right. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';

/** Declares the command. */
export function explainCommand(context: CommandContext): Command {
  return new Command('explain')
    .summary('explain a diagnostic')
    .description('Explains the code of a diagnostic, with an example; without a code, lists all of them.')
    .argument('[code]', 'a code such as shape/reshape-count')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ genc explain shape/reshape-count\n  $ genc explain')
    .action((code: string | undefined, options: { json?: boolean }) => run(code, options, context));
}

async function run(
  code: string | undefined,
  options: { readonly json?: boolean },
  { terminal }: CommandContext,
): Promise<void> {
  const { allCodes, catalogEntry, explainCode } = await import('../../compiler/diagnostics/explain.ts');
  const { suggest } = await import('../../compiler/diagnostics/did-you-mean.ts');
  const describe = (name: string): object | undefined => {
    const entry = catalogEntry(name);
    if (!entry) return undefined;
    const { severity, title, explanation, example } = entry;
    return { code: name, severity, title, explanation, example };
  };
  if (code === undefined) {
    const codes = allCodes();
    if (options.json === true) {
      terminal.data(JSON.stringify({ codes: codes.map(describe) }, undefined, 2));
      return;
    }
    const width = Math.max(0, ...codes.map((name) => name.length));
    for (const name of codes) terminal.data(`${name.padEnd(width)}  ${catalogEntry(name)?.title ?? ''}`);
    return;
  }
  const text = explainCode(code);
  if (text === undefined) {
    const near = suggest(code, allCodes());
    throw new CommandFailure(
      `there is no diagnostic ${code}`,
      near === undefined ? 'genc explain lists all codes' : `did you mean ${near}?`,
    );
  }
  terminal.data(options.json === true ? JSON.stringify(describe(code), undefined, 2) : text.trimEnd());
}
