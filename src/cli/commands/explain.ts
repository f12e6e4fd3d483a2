/** @file `genc explain`: what a code means, of the compiler or of run time, with an example, wrong and right. */
import { Command } from 'commander';
import type { Explained } from '../../compiler/diagnostics/explain.ts';
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
  const { explanations } = await import('../explanations.ts');
  const { explanationText } = await import('../../compiler/diagnostics/explain.ts');
  const { suggest } = await import('../../compiler/diagnostics/did-you-mean.ts');
  const asData = (name: string, { severity, title, explanation, example }: Explained): object => ({
    code: name,
    severity,
    title,
    explanation,
    example,
  });
  if (code === undefined) {
    const all = [...explanations];
    if (options.json === true) {
      const codes = all.map(([name, entry]) => asData(name, entry));
      terminal.data(JSON.stringify({ codes }, undefined, 2));
      return;
    }
    const width = Math.max(0, ...all.map(([name]) => name.length));
    for (const [name, { title }] of all) terminal.data(`${name.padEnd(width)}  ${title}`);
    return;
  }
  const found = explanations.get(code);
  if (!found) {
    const near = suggest(code, explanations.keys());
    throw new CommandFailure(
      `there is no diagnostic ${code}`,
      near === undefined ? 'genc explain lists all codes' : `did you mean ${near}?`,
    );
  }
  terminal.data(
    options.json === true
      ? JSON.stringify(asData(code, found), undefined, 2)
      : explanationText(code, found).trimEnd(),
  );
}
