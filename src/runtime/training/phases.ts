/** @file The length and the bookkeeping of phases: steps per run, epochs, and which step graph runs when. */
import { InputError } from '../host.ts';
import { invariant } from '../invariant.ts';
import type { GraphPlan, PhasePlan } from '../plan.ts';
import type { ScheduleContext } from '../schedule.ts';
import type { PhaseSummary } from './events.ts';

/** Replaces the duration of every phase, as `--epochs` and `--steps` ask for. */
export interface DurationOverrides {
  readonly epochs?: number;
  readonly steps?: number;
}

/** A phase with its numbers worked out. */
export interface PhaseSchedule extends PhaseSummary {
  /** Epochs done after `steps` steps; 0 without a source. */
  epochAt(steps: number): number;
  /** The schedule context of the step with this index in the phase. */
  contextAt(step: number): ScheduleContext;
  /** The graph of the step: the variant whose periods are exactly those that divide it. */
  graphAt(step: number): GraphPlan;
}

/** `largestSource` is the number of training examples in the largest source of the phase, 0 without one. */
export function scheduleOf(
  phase: PhasePlan,
  largestSource: number,
  overrides: DurationOverrides,
): PhaseSchedule {
  const { batch } = phase;
  const steps = stepsOf(phase, largestSource, overrides);
  const epochAt = (done: number): number => (largestSource === 0 ? 0 : (done * batch) / largestSource);
  const variants = new Map(phase.variants.map(({ fires, graph }) => [keyOf(fires), graph]));
  return {
    name: phase.name,
    steps,
    batch,
    stepsPerEpoch: largestSource === 0 ? undefined : largestSource / batch,
    epochAt,
    contextAt: (step) => ({
      step,
      epoch: epochAt(step),
      examples: step * batch,
      updates: step + 1,
      epochsPerStep: epochAt(1),
    }),
    graphAt: (step) => {
      const graph = variants.get(keyOf(phase.periods.filter((period) => step % period === 0)));
      invariant(graph, `phase ${phase.name} has no step graph for step ${step}`);
      return graph;
    },
  };
}

function keyOf(periods: readonly number[]): string {
  return [...new Set(periods)].toSorted((a, b) => a - b).join(',');
}

function stepsOf(phase: PhasePlan, largestSource: number, overrides: DurationOverrides): number {
  if (overrides.steps !== undefined) return overrides.steps;
  const epochs = overrides.epochs ?? (phase.duration.unit === 'epochs' ? phase.duration.count : undefined);
  if (epochs === undefined) return phase.duration.count;
  if (largestSource === 0) {
    throw new InputError(
      'run/epochs-without-data',
      `phase ${phase.name}`,
      'it draws from no data source, so it has no epochs',
      'give its length in steps',
    );
  }
  return Math.ceil((epochs * largestSource) / phase.batch);
}
