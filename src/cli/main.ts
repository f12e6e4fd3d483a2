/**
 * @file The command line: declares the commands, runs one and turns whatever happens into an exit code. Commands load what
 * they need when they run, so that `genc check` starts without engines, emitters or picture libraries.
 */
import { Command, CommanderError } from 'commander';
import { checkCommand } from './commands/check.ts';
import { compileCommand } from './commands/compile.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { explainCommand } from './commands/explain.ts';
import { fmtCommand } from './commands/fmt.ts';
import { graphCommand } from './commands/graph.ts';
import { inferCommand } from './commands/infer.ts';
import { initCommand } from './commands/init.ts';
import { interpolateCommand } from './commands/interpolate.ts';
import { reconstructCommand } from './commands/reconstruct.ts';
import { sampleCommand } from './commands/sample.ts';
import { smokeCommand } from './commands/smoke.ts';
import { stepCommand } from './commands/step.ts';
import { summaryCommand } from './commands/summary.ts';
import { trainCommand } from './commands/train.ts';
import { translateCommand } from './commands/translate.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-codes.ts';
import { failureLine, reportFailure } from './report-failure.ts';
import type { Terminal } from './terminal.ts';
import { createTerminal } from './terminal.ts';
import { compilerVersion as version } from '../compiler/version.ts';

/** Runs `genc` with the arguments after the program's name; resolves to the exit code. `worker` is the built worker.ts. */
export async function main(
  args: readonly string[],
  worker: URL,
  terminal: Terminal = createTerminal(),
): Promise<number> {
  let code: number = exitCode.done;
  const context: CommandContext = {
    terminal,
    worker,
    setExitCode: (given) => {
      code = given;
    },
  };
  const program = createProgram(context);
  const json = args.includes('--json');
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, terminal, json);
    if (error.exitCode === 0) return exitCode.done;
    // Commander has told people; this is for scripts.
    if (json) terminal.data(failureLine({ kind: 'input', message: error.message.replace(/^error: /, '') }));
    return exitCode.failed;
  }
}

function createProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('genc')
    .description('Compiles and trains generative models that are written in the Gen language (.gen files).')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  $ genc train specs/vae.gen                 train, with figures in runs/',
        '  $ genc train specs/vae.gen --set latent=2  the same with two latent units',
        '  $ genc sample runs/vae-20260101-1          new samples from a trained run',
        '  $ genc check specs/*.gen                   find faults without running anything',
        '',
        'Exit codes: 0 done, 1 a bug in genc, 2 could not do the job, 4 check or fmt --check found something,',
        '5 training stopped itself, 130 interrupted.',
      ].join('\n'),
    );
  for (const command of [
    initCommand,
    checkCommand,
    fmtCommand,
    compileCommand,
    trainCommand,
    sampleCommand,
    inferCommand,
    interpolateCommand,
    translateCommand,
    reconstructCommand,
    evaluateCommand,
    graphCommand,
    summaryCommand,
    stepCommand,
    smokeCommand,
    dataCommand,
    explainCommand,
    doctorCommand,
  ]) {
    program.addCommand(command(context));
  }
  const inner = program.commands.flatMap(({ commands }) => commands);
  for (const command of [program, ...program.commands, ...inner]) {
    const { parent } = command;
    const words = [
      ...(parent && parent !== program ? [parent] : []),
      ...(command === program ? [] : [command]),
    ];
    command
      .exitOverride()
      .showHelpAfterError(`(genc ${words.map((one) => `${one.name()} `).join('')}--help shows what there is)`)
      .configureOutput({
        writeOut: (text) => terminal.data(text.replace(/\n$/, '')),
        writeErr: (text) => terminal.say(text.replace(/\n$/, '')),
        outputError: (text, write) => write(terminal.colors.red(text)),
      });
  }
  return program;
}
