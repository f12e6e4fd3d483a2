/**
 * @file Checkpoints of a run: all state and every counter, so that a resumed run continues to the same bits. They lie in
 * `checkpoints/last` and `checkpoints/previous` of the run folder, each a whole folder that is moved into place: a crash at any
 * moment leaves at least one of them readable.
 */
import type { HostTensor } from '../engine.ts';
import type { WatchState } from '../health/watch.ts';
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { Plan, StatePlan } from '../plan.ts';
import { sameShape, showShape } from '../tensors.ts';
import { readTensorFile, writeTensorFile } from './safetensors.ts';

const FORMAT = 'genc-checkpoint-1';
const FILE = 'state.safetensors';

/** Where a run stands, beside its tensors. Data and random numbers need no cursor of their own: both follow from the step. */
export interface RunPosition {
  readonly seed: number;
  /** Index into the plan's phases of the phase to continue with; one past the last when all are done. */
  readonly phase: number;
  /** Steps done in that phase. */
  readonly phaseStep: number;
  /** Steps done in the run. */
  readonly step: number;
  /** Bytes of the run's logs that belong to these steps; what follows is cut off on resume. */
  readonly metricsLength: number;
  readonly eventsLength: number;
  /** What the run's health was, so far as it was looked at. */
  readonly health?: WatchState;
}

/** A checkpoint as read back. */
export interface Checkpoint {
  readonly position: RunPosition;
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** The file that it came from. */
  readonly file: string;
}

/** Writes a checkpoint; returns the folder it lies in. The one before is kept as `previous`. */
export async function saveCheckpoint(
  host: Host,
  runFolder: string,
  plan: Plan,
  position: RunPosition,
  tensors: ReadonlyMap<string, HostTensor>,
): Promise<string> {
  const folder = host.join(runFolder, 'checkpoints');
  const staged = host.join(folder, 'staged');
  const last = host.join(folder, 'last');
  await host.remove(staged);
  await host.makeFolder(staged);
  const metadata = {
    format: FORMAT,
    compiler: plan.compiler,
    model: plan.model,
    specHash: plan.specHash,
    precision: 'f32',
    phaseName: plan.phases[position.phase]?.name ?? '',
    position: JSON.stringify(position),
  };
  await host.writeFileAtomically(host.join(staged, FILE), writeTensorFile({ tensors, metadata }));
  // From here on `last` or `previous` is whole at every moment.
  if ((await host.fileSize(host.join(last, FILE))) !== undefined) {
    await host.replaceFolder(last, host.join(folder, 'previous'));
  }
  await host.replaceFolder(staged, last);
  return last;
}

/**
 * Reads the newest whole checkpoint of a run and checks it against the plan. Throws `InputError`: `checkpoint/missing`,
 * `checkpoint/malformed`, `checkpoint/mismatch` (names each tensor that does not fit), `checkpoint/other-spec`.
 */
export async function loadCheckpoint(host: Host, runFolder: string, plan: Plan): Promise<Checkpoint> {
  const folder = host.join(runFolder, 'checkpoints');
  for (const name of ['last', 'previous']) {
    const file = host.join(folder, name, FILE);
    if ((await host.fileSize(file)) !== undefined)
      return readCheckpoint(await host.readFile(file), file, plan);
  }
  throw new InputError(
    'checkpoint/missing',
    folder,
    'there is no checkpoint in this run folder',
    `expected ${host.join(folder, 'last', FILE)}; name the folder of a run that has saved one`,
  );
}

/** Checks the bytes of a checkpoint against the plan; `file` names it in errors. */
export function readCheckpoint(bytes: Uint8Array, file: string, plan: Plan): Checkpoint {
  const { tensors, metadata } = readTensorFile(bytes, file);
  if (metadata['format'] !== FORMAT) {
    const found = metadata['format'] === undefined ? 'no format' : `the format ${metadata['format']}`;
    throw new InputError(
      'checkpoint/malformed',
      file,
      `this is a safetensors file but not a checkpoint of genc: its metadata names ${found}, not ${FORMAT}`,
      'name a run folder that genc train made',
    );
  }
  const misfits = compareStates(plan.state, tensors);
  if (misfits.length > 0) {
    const shown = misfits.slice(0, 8);
    if (misfits.length > shown.length) shown.push(`and ${misfits.length - shown.length} more`);
    throw new InputError(
      'checkpoint/mismatch',
      file,
      `the checkpoint does not fit the spec:\n  ${shown.join('\n  ')}`,
      'use the spec and the params that the run was started with, or start a new run',
    );
  }
  if (metadata['specHash'] !== plan.specHash) {
    throw new InputError(
      'checkpoint/other-spec',
      file,
      `the checkpoint was made by another version of the spec (model ${metadata['model']}); its tensors would fit`,
      'use the spec and the params that the run was started with, or start a new run',
    );
  }
  const position = parsePosition(metadata['position']);
  if (position === undefined || position.phase > plan.phases.length) {
    throw new InputError('checkpoint/malformed', file, 'the run position in the metadata is malformed');
  }
  return { position, tensors, file };
}

/** One line for each tensor that is missing, of another shape or dtype, or not in the spec. */
export function compareStates(
  states: readonly StatePlan[],
  tensors: ReadonlyMap<string, HostTensor>,
): string[] {
  const misfits: string[] = [];
  const known = new Set<string>();
  for (const state of states) {
    known.add(state.name);
    const tensor = tensors.get(state.name);
    if (tensor === undefined) {
      misfits.push(`${state.name}: not in the checkpoint, ${showShape(state.shape)} in the spec`);
    } else if (!sameShape(tensor.shape, state.shape)) {
      const found = showShape(tensor.shape);
      misfits.push(`${state.name}: ${found} in the checkpoint, ${showShape(state.shape)} in the spec`);
    } else if (tensor.dtype !== state.dtype) {
      misfits.push(`${state.name}: ${tensor.dtype} in the checkpoint, ${state.dtype} in the spec`);
    }
  }
  for (const [name, tensor] of tensors) {
    if (!known.has(name))
      misfits.push(`${name}: ${showShape(tensor.shape)} in the checkpoint, not in the spec`);
  }
  return misfits;
}

const POSITION_KEYS = ['seed', 'phase', 'phaseStep', 'step', 'metricsLength', 'eventsLength'] as const;

function parsePosition(text: string | undefined): RunPosition | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Record<(typeof POSITION_KEYS)[number], unknown>> | null;
    const whole = POSITION_KEYS.every((key) => {
      const number = value?.[key];
      return Number.isSafeInteger(number) && (number as number) >= 0;
    });
    return whole ? (value as RunPosition) : undefined;
  } catch {
    return undefined;
  }
}
