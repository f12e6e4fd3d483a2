/**
 * @file Which engine and device a command uses. Input: `--engine`, `--device` and `--threads`. Output: candidates in order of preference
 * (the first that starts is used) and started engines. The rule of `auto`: a CUDA card where its package is installed, else
 * ONNX Runtime on the CPU, which is the fastest there.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Engine } from '../runtime/engine.ts';
import { EngineUnavailable } from '../runtime/engine.ts';
import type { TfjsDeviceName } from '../runtime/engines/tfjs/device.ts';
import type { Host } from '../runtime/host.ts';
import { CommandFailure } from './failure.ts';
import { wholeNumber } from './spec-options.ts';

/** An engine on a device. */
export type EngineChoice =
  | { readonly engine: 'onnx'; readonly device: 'cpu'; readonly threads?: number }
  | { readonly engine: 'tfjs'; readonly device: TfjsDeviceName };

export interface EngineOptions {
  readonly engine?: 'onnx' | 'tfjs';
  readonly device?: 'auto' | TfjsDeviceName;
  /** Of engine `onnx`; without it, one for each physical core. */
  readonly threads?: number;
}

/** All choices there are, in the order in which `genc doctor` lists them. */
export const engineChoices: readonly EngineChoice[] = [
  { engine: 'onnx', device: 'cpu' },
  { engine: 'tfjs', device: 'wasm' },
  { engine: 'tfjs', device: 'cpu' },
  { engine: 'tfjs', device: 'node' },
  { engine: 'tfjs', device: 'cuda' },
  { engine: 'tfjs', device: 'webgpu' },
];

/** Adds `--engine`, `--device` and `--threads`. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'what computes (default: the fastest that works)').choices([
        'onnx',
        'tfjs',
      ]),
    )
    .addOption(
      new Option('--device <name>', 'where it computes; genc doctor lists what works here').choices([
        'auto',
        'cpu',
        'wasm',
        'webgpu',
        'cuda',
        'node',
      ]),
    )
    .option(
      '--threads <count>',
      'how many threads engine onnx computes with (default: one for each core)',
      wholeNumber(1),
    );
}

/** What to try, the best first. Throws `CommandFailure` for a pair that does not exist, and for threads of an engine that has none to set. */
export function engineCandidates(options: EngineOptions, host: Host): readonly EngineChoice[] {
  const { threads } = options;
  const candidates = candidatesOf(options, host);
  if (threads === undefined) return candidates;
  const onnx = candidates.find(({ engine }) => engine === 'onnx');
  if (onnx) return [{ engine: 'onnx', device: 'cpu', threads }];
  throw new CommandFailure(
    `--threads ${threads} is for engine onnx, and this is engine tfjs`,
    'leave --threads out, or write --engine onnx',
  );
}

function candidatesOf({ engine, device = 'auto' }: EngineOptions, host: Host): readonly EngineChoice[] {
  const hasCuda = host.packageFolder('@tensorflow/tfjs-node-gpu') !== undefined;
  if (device === 'auto') {
    const cuda: readonly EngineChoice[] = hasCuda ? [{ engine: 'tfjs', device: 'cuda' }] : [];
    if (engine === 'onnx') return [{ engine: 'onnx', device: 'cpu' }];
    if (engine === 'tfjs') return [...cuda, { engine: 'tfjs', device: 'wasm' }];
    return [...cuda, { engine: 'onnx', device: 'cpu' }];
  }
  if (device === 'cpu' && engine !== 'tfjs') return [{ engine: 'onnx', device: 'cpu' }];
  if (engine === 'onnx') {
    throw new CommandFailure(
      `engine onnx has no device ${device}`,
      'leave --engine out, or write --engine tfjs',
    );
  }
  return [{ engine: 'tfjs', device }];
}

/** Starts the first candidate that can be started. Throws the last one's `EngineUnavailable`. */
export async function startEngine(candidates: readonly EngineChoice[]): Promise<Engine> {
  let reason: unknown;
  for (const choice of candidates) {
    try {
      return await startChoice(choice);
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      reason = error;
    }
  }
  throw reason ?? new Error('internal error: no engine to try');
}

/** Starts one engine. Throws `EngineUnavailable` with the command that adds what is missing. */
export async function startChoice(choice: EngineChoice): Promise<Engine> {
  if (choice.engine === 'onnx') {
    const { createOnnxEngine } = await import('../runtime/engines/onnx/engine.ts');
    return createOnnxEngine(choice.threads === undefined ? {} : { threads: choice.threads });
  }
  const { createTfjsEngine } = await import('../runtime/engines/tfjs/engine.ts');
  return createTfjsEngine(choice.device);
}
