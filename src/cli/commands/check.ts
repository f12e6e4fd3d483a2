/** @file `genc check`: finds faults in specs without running anything. */
import { Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-codes.ts';
import type { DiagnosticFormat } from '../show-diagnostics.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions } from '../spec-options.ts';

interface CheckOptions extends SpecOptions {
  readonly format: DiagnosticFormat;
  readonly json?: boolean;
  readonly shapes?: boolean;
}

/** Declares the command. */
export function checkCommand(context: CommandContext): Command {
  const command = new Command('check')
    .summary('find faults in specs')
    .description(
      'Checks specs: syntax, names, shapes, ranges, distributions and players. Exit code 4 where there are errors.',
    )
    .argument('<files...>', 'the specs, .gen files')
    .addOption(
      new Option('--format <form>', 'how findings are written')
        .choices(['pretty', 'json', 'sarif', 'github'])
        .default('pretty'),
    )
    .option('--json', 'the same as --format json')
    .option('--shapes', 'show the type of each line, and the parameters of those of networks');
  return addSpecOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc check specs/*.gen\n  $ genc check specs/vae.gen --set latent=2 --json\n  $ genc check specs/vae.gen --shapes',
    )
    .action((files: string[], options: CheckOptions) => run(files, options, context));
}

async function run(files: readonly string[], options: CheckOptions, context: CommandContext): Promise<void> {
  const { loadSources } = await import('../sources.ts');
  const { check } = await import('../../compiler/check-spec.ts');
  const { sortDiagnostics } = await import('../../compiler/diagnostics/sort.ts');
  const { compilerOptions } = await import('../compile-spec.ts');
  const { countText, formatDiagnostics } = await import('../show-diagnostics.ts');
  const { terminal } = context;
  const format = options.json === true ? 'json' : options.format;
  const specs = await Promise.all(files.map(loadSources));
  const sources = new Map(specs.flatMap((spec) => [...spec.sources]));
  const { ShapeRecorder } = await import('../../compiler/3-check/shapes.ts');
  const { shapeLines } = await import('../show-shapes.ts');
  const checked = specs.map((spec) => {
    if (options.shapes !== true) return check(spec.sources, spec.entry, compilerOptions(options));
    const observer = new ShapeRecorder();
    const result = check(spec.sources, spec.entry, { ...compilerOptions(options), observer });
    return { ...result, shapes: result.typed && observer.report(result.typed, spec.sources) };
  });
  const shapes = checked.flatMap((result) => ('shapes' in result && result.shapes ? [result.shapes] : []));
  // Two specs may import one file with one fault: it is told once.
  const diagnostics = sortDiagnostics(checked.flatMap((result) => result.diagnostics));
  const hasErrors = diagnostics.some((one) => one.severity === 'error');
  if (hasErrors) context.setExitCode(exitCode.findings);
  const text = formatDiagnostics(diagnostics, sources, format, terminal.dataColors);
  if (format === 'json' && options.shapes === true) {
    terminal.data(JSON.stringify({ ...(JSON.parse(text) as object), shapes }, undefined, 2));
  } else if (text !== '') terminal.data(text);
  if (format !== 'pretty') return;
  for (const report of shapes) for (const line of shapeLines(report)) terminal.data(line);
  const where = files.length === 1 ? (files[0] ?? '') : `${files.length} files`;
  terminal.say(
    diagnostics.length === 0
      ? `${terminal.colors.green('✓')} ${where}: no findings`
      : `\n${where}: ${terminal.colors.bold(countText(diagnostics))}`,
  );
}
