/** @file `genc init`: writes a spec to start from, and a guide. Existing files are never overwritten. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';

/** Declares the command. */
export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .summary('write a spec to start from')
    .description('Writes model.gen, a variational autoencoder on MNIST, and GUIDE.md, what to do with it.')
    .argument('[folder]', 'where to write them', '.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ genc init my-model && genc train my-model/model.gen')
    .action((folder: string, options: { json?: boolean }) => run(folder, options, context));
}

async function run(
  folder: string,
  options: { readonly json?: boolean },
  { terminal }: CommandContext,
): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { starterGuide, starterSpec } = await import('../starter.ts');
  const host = createNodeHost();
  const files = [
    { name: host.join(folder, 'model.gen'), text: starterSpec },
    { name: host.join(folder, 'GUIDE.md'), text: starterGuide },
  ];
  for (const { name } of files) {
    if ((await host.fileSize(name)) !== undefined) {
      throw new CommandFailure(`${name} exists already`, 'choose another folder: genc init FOLDER');
    }
  }
  await host.makeFolder(folder);
  for (const { name, text } of files) await host.writeFileAtomically(name, text);
  if (options.json === true) {
    terminal.data(JSON.stringify({ files: files.map(({ name }) => name) }));
    return;
  }
  for (const { name } of files) terminal.data(name);
  terminal.say(`\nNext: genc train ${files[0]?.name ?? ''}`);
}
