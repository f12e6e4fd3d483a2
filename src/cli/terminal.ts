/**
 * @file The console, as commands see it: data on standard output, everything else on standard error, colours and moving lines
 * only where they belong (NO_COLOR, FORCE_COLOR, CI, TERM=dumb and pipes are respected).
 */
import picocolors from 'picocolors';
import { exitCode } from './exit-codes.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface Terminal {
  /** Writes a line of data to standard output. */
  data(text: string): void;
  /** Writes a line for people to standard error. */
  say(text: string): void;
  /** Colours for `data`. */
  readonly dataColors: Colors;
  /** Colours for `say`. */
  readonly colors: Colors;
  /** Whether lines on standard error may be redrawn. */
  readonly isLive: boolean;
  /** Columns of standard error. */
  width(): number;
}

/** The process's own console. */
export function createTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // A reader that closes the pipe early (`| head`) has what it wants, and nobody would read the rest.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.signal);
    throw error;
  });
  return {
    data: (text) => void stdout.write(`${text}\n`),
    say: (text) => void stderr.write(`${text}\n`),
    dataColors: picocolors.createColors(wantsColor(stdout.isTTY)),
    colors: picocolors.createColors(wantsColor(stderr.isTTY)),
    isLive: stderr.isTTY && !isSet(env['CI']) && env['TERM'] !== 'dumb',
    width: () => stderr.columns || 80,
  };
}

function wantsColor(isTerminal: boolean): boolean {
  const { env } = process;
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
