/** @file How a command that threw ends: a message that helps, and the exit code that fits. */
import type { SourceSet } from '../compiler/source/source.ts';
import { EngineUnavailable } from '../runtime/engine.ts';
import { InputError } from '../runtime/host.ts';
import type { Divergence } from '../runtime/training/diverged.ts';
import { TrainingDiverged } from '../runtime/training/diverged.ts';
import { SpecRejected } from './compile-spec.ts';
import { divergenceCode, divergenceDiagnostic } from './divergence-diagnostic.ts';
import { exitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { countText, formatDiagnostics } from './show-diagnostics.ts';
import type { Terminal } from './terminal.ts';

/** A failure as plain data; also what `--json` prints. */
export interface FailureReport {
  readonly kind: 'input' | 'unavailable' | 'diverged' | 'bug';
  readonly message: string;
  readonly code?: string;
  /** The file, place or flag at fault. */
  readonly where?: string;
  readonly help?: string;
  readonly stack?: string;
  /** For `diverged`: all that is known. */
  readonly divergence?: Divergence;
}

/** Describes what was thrown. */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof InputError) {
    const { code, where, message, help } = error;
    return { kind: 'input', code, where, message, ...(help === undefined ? {} : { help }) };
  }
  if (error instanceof EngineUnavailable) {
    return { kind: 'unavailable', message: error.message, help: error.fix };
  }
  if (error instanceof TrainingDiverged) {
    const { message, divergence } = error;
    return { kind: 'diverged', code: divergenceCode, message, divergence };
  }
  if (error instanceof CommandFailure) {
    return {
      kind: 'input',
      message: error.message,
      ...(error.help === undefined ? {} : { help: error.help }),
    };
  }
  const fileProblem = describeFileProblem(error);
  if (fileProblem) return fileProblem;
  if (error instanceof Error) {
    return {
      kind: 'bug',
      message: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  return { kind: 'bug', message: String(error) };
}

/** Shows a failure and returns the exit code. */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof SpecRejected) return showRejection(error, terminal, json);
  return showFailure(describeFailure(error), terminal, json);
}

/** Shows a failure that is already described, and returns the exit code. `sources` are those that a divergence points into. */
export function showFailure(
  failure: FailureReport,
  terminal: Terminal,
  json: boolean,
  sources: SourceSet = new Map(),
): number {
  const { colors } = terminal;
  if (json) terminal.data(failureLine(failure));
  if (failure.divergence) {
    const diagnostic = divergenceDiagnostic(failure.divergence, sources);
    terminal.say(formatDiagnostics([diagnostic], sources, 'pretty', colors));
    return exitCode.guard;
  }
  const title = failure.code === undefined ? 'error' : `error[${failure.code}]`;
  terminal.say(`${colors.bold(colors.red(title))}${colors.bold(`: ${failure.message}`)}`);
  if (failure.where !== undefined) terminal.say(`  ${colors.cyan('-->')} ${failure.where}`);
  if (failure.help !== undefined) terminal.say(`  ${colors.cyan('= help:')} ${failure.help}`);
  switch (failure.kind) {
    case 'bug':
      if (failure.stack !== undefined) terminal.say(colors.dim(failure.stack));
      terminal.say('This is a bug in genc; please report it with the lines above.');
      return exitCode.bug;
    case 'diverged':
      return exitCode.guard;
    case 'input':
    case 'unavailable':
      return exitCode.failed;
  }
}

/** The line that `--json` prints for a failure. */
export function failureLine({ kind, message, code, where, help }: FailureReport): string {
  return JSON.stringify({ event: 'error', kind, code, message, where, help });
}

function showRejection({ diagnostics, sources }: SpecRejected, terminal: Terminal, json: boolean): number {
  if (json) {
    const found = JSON.parse(formatDiagnostics(diagnostics, sources, 'json', terminal.dataColors)) as object;
    terminal.data(JSON.stringify({ event: 'error', kind: 'spec', ...found }));
    return exitCode.failed;
  }
  terminal.say(formatDiagnostics(diagnostics, sources, 'pretty', terminal.colors));
  terminal.say(`\n${terminal.colors.bold(countText(diagnostics))}`);
  return exitCode.failed;
}

interface FileProblem {
  readonly message: string;
  readonly help: string;
}

const anotherPlace = 'choose another place, or change who may read and write this one';
const notAFolder = {
  message: 'this is a file, and a folder was expected',
  help: 'name a folder, or one that is not there yet',
};

const fileProblems: Readonly<Record<string, FileProblem>> = {
  ENOENT: {
    message: 'there is no such file or folder',
    help: 'relative paths start at the folder in which genc runs',
  },
  EACCES: { message: 'permission denied', help: anotherPlace },
  EPERM: { message: 'permission denied', help: anotherPlace },
  EISDIR: { message: 'this is a folder, and a file was expected', help: 'name a file inside of it' },
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  ENOSPC: { message: 'no space is left on the disk', help: 'make room there, or choose another place' },
  EROFS: { message: 'the file system is read-only', help: 'choose a place on another one' },
  ENAMETOOLONG: { message: 'the name is too long', help: 'choose a shorter one' },
};

function describeFileProblem(error: unknown): FailureReport | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const problem = fileProblems[String(error.code)];
  if (problem === undefined) return undefined;
  // A file is written under another name first, which its user has not chosen.
  const where =
    'path' in error && typeof error.path === 'string'
      ? { where: error.path.replace(/\.\d+\.writing$/, '') }
      : {};
  return { kind: 'input', ...problem, ...where };
}
