/**
 * @file `genc fmt`: writes specs in their canonical form, in place or from standard input to standard output. A file with syntax
 * errors is shown and left as it is; so is one whose new text would not read back.
 */
import * as fs from 'node:fs/promises';
import { Command } from 'commander';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../../compiler/source/source.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';

interface FormatOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** A file and its canonical text, which is undefined where the file has syntax errors. */
interface Formatted {
  readonly source: SourceFile;
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** How standard input is named on the command line and in findings. */
const standardInput = '-';

/** Declares the command. */
export function fmtCommand(context: CommandContext): Command {
  return new Command('fmt')
    .summary('write specs in their canonical form')
    .description(
      'Rewrites specs in their canonical form and lists the files that changed. Comments stay, and so do empty lines and line breaks in pipes. Reads standard input where the file is - or left out.',
    )
    .argument('[files...]', 'the specs, .gen files')
    .option('--check', 'write nothing; list the files that would change and exit with 4 if there are any')
    .option('--json', 'print { "files": [{ file, changed }], "diagnostics": [...] }')
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc fmt specs/*.gen\n  $ genc fmt --check specs/*.gen\n  $ genc fmt - < draft.gen',
    )
    .action((files: string[], options: FormatOptions) => run(files, options, context));
}

async function run(files: readonly string[], options: FormatOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (files.length === 0 && process.stdin.isTTY) {
    throw new CommandFailure('no file was given', 'write genc fmt FILE.gen, or pipe a spec in');
  }
  const names = files.length === 0 ? [standardInput] : [...new Set(files)];
  if (names.includes(standardInput) && names.length > 1) {
    throw new CommandFailure('- stands for standard input and takes no files beside it');
  }
  const formatted: Formatted[] = [];
  for (const name of names) formatted.push(await formatSource(await readSource(name)));
  const changed = formatted.filter(({ source, text }) => text !== undefined && text !== source.text);
  if (options.check !== true) await writeAll(changed);
  const diagnostics = formatted.flatMap((one) => one.diagnostics);
  if (diagnostics.length > 0) context.setExitCode(exitCode.failed);
  else if (options.check === true && changed.length > 0) context.setExitCode(exitCode.findings);
  await show(formatted, changed, diagnostics, options, context);
  if (options.check === true && options.json !== true && diagnostics.length === 0) {
    const count = changed.length === 1 ? '1 file would change' : `${changed.length} files would change`;
    terminal.say(
      changed.length === 0
        ? `${terminal.colors.green('✓')} in canonical form`
        : `\n${terminal.colors.bold(count)}; genc fmt writes the canonical form`,
    );
  }
}

async function show(
  formatted: readonly Formatted[],
  changed: readonly Formatted[],
  diagnostics: readonly Diagnostic[],
  options: FormatOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { formatDiagnostics } = await import('../show-diagnostics.ts');
  const sources = new Map(formatted.map(({ source }) => [source.path, source]));
  if (options.json === true) {
    const found = JSON.parse(formatDiagnostics(diagnostics, sources, 'json', terminal.dataColors)) as object;
    const files = formatted.map((one) => ({
      file: one.source.path,
      changed: changed.includes(one),
      ...(one.source.path === standardInput && one.text !== undefined ? { text: one.text } : {}),
    }));
    terminal.data(JSON.stringify({ files, ...found }, undefined, 2));
    return;
  }
  if (diagnostics.length > 0) {
    terminal.say(formatDiagnostics(diagnostics, sources, 'pretty', terminal.colors));
  }
  for (const { source, text } of options.check === true ? changed : formatted) {
    if (source.path !== standardInput) continue;
    if (options.check === true) terminal.data(standardInput);
    else if (text !== undefined && text !== '') terminal.data(text.replace(/\n$/, ''));
  }
  for (const { source } of changed) if (source.path !== standardInput) terminal.data(source.path);
}

async function formatSource(source: SourceFile): Promise<Formatted> {
  const { parse } = await import('../../compiler/1-parse/parse.ts');
  const { printModule } = await import('../../compiler/ast/print-module.ts');
  const { hasErrors } = await import('../../compiler/diagnostics/catalog.ts');
  const { module, diagnostics } = parse(source);
  if (hasErrors(diagnostics)) return { source, text: undefined, diagnostics };
  const text = printModule(module, source);
  if (hasErrors(parse({ path: source.path, text }).diagnostics)) {
    throw new Error(`internal error: the canonical form of ${source.path} does not read back`);
  }
  return { source, text, diagnostics: [] };
}

async function readSource(name: string): Promise<SourceFile> {
  if (name === standardInput) {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return { path: standardInput, text: Buffer.concat(chunks).toString('utf8') };
  }
  const { loadSources } = await import('../sources.ts');
  const { sources, entry } = await loadSources(name);
  const source = sources.get(entry);
  if (!source) throw new Error(`internal error: ${entry} was read and is not there`);
  return source;
}

/** Writes the files; a link stays a link. */
async function writeAll(changed: readonly Formatted[]): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const host = createNodeHost();
  for (const { source, text } of changed) {
    if (source.path === standardInput || text === undefined) continue;
    await host.writeFileAtomically(await fs.realpath(source.path), text);
  }
}
