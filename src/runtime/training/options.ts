/** @file What the caller of a training run decides. */
import type { Engine, GraphArtifacts } from '../engine.ts';
import type { Host } from '../host.ts';
import type { ClassifierProvider } from '../measures/classifier.ts';
import type { Plan } from '../plan.ts';
import type { TrainEvent } from './events.ts';
import type { FigureHandler } from './figures.ts';
import type { DurationOverrides } from './phases.ts';

export interface TrainOptions {
  readonly plan: Plan;
  /** By graph name. */
  readonly artifacts: ReadonlyMap<string, GraphArtifacts>;
  readonly engine: Engine;
  readonly host: Host;
  readonly runFolder: string;
  /** 0 if left out. A resumed run keeps its own; another one is refused. */
  readonly seed?: number;
  readonly overrides?: DurationOverrides;
  /** Continues from the newest checkpoint of the run folder; a run that died before its first one starts anew. */
  readonly resume?: boolean;
  readonly onEvent?: (event: TrainEvent) => void;
  readonly onFigure?: FigureHandler;
  /** Makes the classifiers that some measures need; without it these are left out. */
  readonly classifiers?: ClassifierProvider;
  /** Monitors of the model's health that nothing is told of: `V.accuracy`. */
  readonly silenced?: readonly string[];
  /** False where the model's health is not to be looked at. */
  readonly health?: boolean;
  /** Asked before each step, and before each batch of the reports; on true the run is saved and ends. */
  readonly shouldStop?: () => boolean;
}
