/**
 * @file Decides when a run is saved and does it beside training: at the start, at least every 30 seconds, at each epoch's end, and
 * on stop. State that is not finite is never saved.
 */
import type { RunPosition } from '../checkpoint/checkpoint.ts';
import { saveCheckpoint } from '../checkpoint/checkpoint.ts';
import type { HostTensor } from '../engine.ts';
import type { Host } from '../host.ts';
import type { Plan } from '../plan.ts';
import { firstNonFinite } from '../tensors.ts';
import type { RunMoment } from './events.ts';
import type { Recorder } from './recorder.ts';
import { writeFailure } from './run-log.ts';
import type { RunState } from './state.ts';

const INTERVAL_MILLISECONDS = 30_000;

/** A state with a value that is not finite. */
export interface BadState {
  readonly state: string;
  readonly value: number;
}

/** The counters of a position; the logs' lengths are added here. */
export type Counters = Omit<RunPosition, 'metricsLength' | 'eventsLength'>;

/** A checkpoint on disk, and the steps that were done then. */
interface SavedCheckpoint {
  readonly folder: string;
  readonly step: number;
}

/** Saves one run. */
export class Checkpointer {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #runFolder: string;
  readonly #recorder: Recorder;
  #saving: Promise<void> | undefined;
  #failure: unknown;
  #newest: SavedCheckpoint | undefined;
  #savedAt: number;

  /** `newest` is the checkpoint that a resumed run came from. */
  constructor(
    host: Host,
    plan: Plan,
    runFolder: string,
    recorder: Recorder,
    newest: SavedCheckpoint | undefined,
  ) {
    this.#host = host;
    this.#plan = plan;
    this.#runFolder = runFolder;
    this.#recorder = recorder;
    this.#newest = newest;
    this.#savedAt = host.now();
  }

  /** The newest one that is on disk. */
  get newest(): SavedCheckpoint | undefined {
    return this.#newest;
  }

  /** Whether the interval is over. */
  isDue(): boolean {
    return this.#host.now() - this.#savedAt >= INTERVAL_MILLISECONDS;
  }

  /**
   * Takes a copy of the state and writes it while training goes on; skipped while the save before is still being written.
   * Returns a state that is not finite, which is then not saved.
   */
  async save(state: RunState, counters: Counters, moment: RunMoment): Promise<BadState | undefined> {
    if (this.#saving !== undefined) return undefined;
    return this.#start(state, counters, moment);
  }

  /** Saves for certain, and waits until it is on disk. */
  async saveNow(state: RunState, counters: Counters, moment: RunMoment): Promise<BadState | undefined> {
    await this.settle();
    const bad = await this.#start(state, counters, moment);
    await this.settle();
    return bad;
  }

  /** Waits for a save in progress. Throws what it failed with. */
  async settle(): Promise<void> {
    await this.#saving;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #start(state: RunState, counters: Counters, moment: RunMoment): Promise<BadState | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#savedAt = this.#host.now();
    const tensors = await state.download();
    const bad = findBadState(tensors);
    if (bad !== undefined) return bad;
    const position = { ...counters, ...(await this.#recorder.flush()) };
    this.#saving = this.#write(position, tensors, moment)
      .catch((error: unknown) => {
        this.#failure = writeFailure(this.#host.join(this.#runFolder, 'checkpoints'), error);
      })
      .finally(() => {
        this.#saving = undefined;
      });
    return undefined;
  }

  async #write(
    position: RunPosition,
    tensors: ReadonlyMap<string, HostTensor>,
    moment: RunMoment,
  ): Promise<void> {
    const folder = await saveCheckpoint(this.#host, this.#runFolder, this.#plan, position, tensors);
    this.#newest = { folder, step: position.step };
    this.#recorder.event({ event: 'checkpoint', folder, ...moment });
  }
}

function findBadState(tensors: ReadonlyMap<string, HostTensor>): BadState | undefined {
  for (const [state, { data }] of tensors) {
    const index = firstNonFinite(data);
    if (index !== undefined) return { state, value: data[index] as number };
  }
  return undefined;
}
