/**
 * @file Trains compiled specs in tests: a run in a folder of its own, on an engine, with its steps, metrics file and checkpoint at
 * hand. Made for short runs of many specs; `genc train` itself is run by test/run.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import type { EngineChoice } from '../../src/cli/engines.ts';
import { createNodeHost } from '../../src/cli/host.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { loadCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import type { Engine, HostTensor } from '../../src/runtime/engine.ts';
import { createOnnxEngine, createTfjsEngine } from '../../src/runtime/start-engine.ts';
import type { MetricValues, TrainEvent } from '../../src/runtime/training/events.ts';
import type { FigureHandler } from '../../src/runtime/training/figures.ts';
import type { TrainResult } from '../../src/runtime/training/train.ts';
import { train } from '../../src/runtime/training/train.ts';

export interface ShortRun {
  readonly program: Program;
  readonly engine: Engine;
  readonly folder: string;
  readonly steps: number;
  readonly seed?: number;
  readonly resume?: boolean;
  /** Stop after so many steps of this call. */
  readonly stopAfter?: number;
  /** Monitors that nothing is told of. */
  readonly silenced?: readonly string[];
  /** False where its health is not looked at. */
  readonly health?: boolean;
  /** Gets the values of figures; left out, none are computed. */
  readonly onFigure?: FigureHandler;
}

export interface RunReport {
  /** Metrics of each step of this call. */
  readonly steps: readonly MetricValues[];
  /** Tensors alive after each step of this call. */
  readonly alive: readonly number[];
  readonly result: TrainResult;
  readonly csv: string;
}

const host = createNodeHost();

/** Trains, with figures where `onFigure` is given. Evaluations run at the end, unless the program has none. */
export async function runShort(run: ShortRun): Promise<RunReport> {
  const { program, engine, folder } = run;
  const steps: MetricValues[] = [];
  const alive: number[] = [];
  const onEvent = (event: TrainEvent): void => {
    if (event.event !== 'step') return;
    steps.push(event.metrics);
    alive.push(engine.liveTensors());
  };
  const result = await train({
    plan: program.plan,
    artifacts: await makeArtifacts(program, [{ engine: engine.name, device: engine.device } as EngineChoice]),
    engine,
    host,
    runFolder: folder,
    overrides: { steps: run.steps },
    resume: run.resume ?? false,
    ...(run.resume === true ? {} : { seed: run.seed ?? 0 }),
    onEvent,
    silenced: run.silenced ?? [],
    health: run.health ?? true,
    ...(run.onFigure ? { onFigure: run.onFigure } : {}),
    shouldStop: () => steps.length >= (run.stopAfter ?? Infinity),
  });
  return { steps, alive, result, csv: await readFile(join(folder, 'metrics.csv'), 'utf8') };
}

/** All state of a run's newest checkpoint. */
export async function checkpointOf(
  program: Program,
  folder: string,
): Promise<ReadonlyMap<string, HostTensor>> {
  return (await loadCheckpoint(host, folder, program.plan)).tensors;
}

/** The names of tensors that one checkpoint lacks or that are not the same to the bit. */
export function differentTensors(
  one: ReadonlyMap<string, HostTensor>,
  other: ReadonlyMap<string, HostTensor>,
): readonly string[] {
  const bytes = ({ data }: HostTensor): Uint8Array =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => {
    const [left, right] = [one.get(name), other.get(name)];
    return !left || !right || Buffer.compare(bytes(left), bytes(right)) !== 0;
  });
}

/** The program without what runs beside training: short runs need no reports. */
export function trainingOnly(program: Program): Program {
  return { ...program, plan: { ...program.plan, evaluations: [], figures: [], infers: [] } };
}

export const testEngineNames = ['onnx', 'wasm', 'cpu'] as const;
export type TestEngineName = (typeof testEngineNames)[number];

/** `onnx` (one thread, so that sums are in one order), `wasm` or `cpu`. */
export function startTestEngine(name: TestEngineName): Promise<Engine> {
  return name === 'onnx' ? createOnnxEngine({ threads: 1 }) : createTfjsEngine(name);
}
