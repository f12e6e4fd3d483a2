/**
 * @file Initial values of a plan's state. In: state entries and the seed. Out: host tensors by name. Every random entry
 * draws from the stream `init/<its name>`, so that adding a layer changes no other layer's start.
 */
import type { HostTensor } from './engine.ts';
import { assertNever, invariant } from './invariant.ts';
import { orthogonalMatrix } from './orthogonal.ts';
import type { InitPlan, StatePlan } from './plan.ts';
import { fillNormal, fillUniform } from './random/fill.ts';
import type { DrawSite } from './random/key.ts';
import { allocate, sizeOf } from './tensors.ts';

/**
 * The starting values of all `states`. A copy has the values of what it copies, drawn once under that one's name. `computed` are the
 * outputs of the plan's graph `start`; without it, as where there is no data, the states that it computes start at 0.
 */
export function initializeStates(
  states: readonly StatePlan[],
  seed: number,
  computed?: ReadonlyMap<string, HostTensor>,
): Map<string, HostTensor> {
  const byName = new Map(states.map((state) => [state.name, state]));
  const values = new Map<string, HostTensor>();
  for (const state of states) values.set(state.name, initializeState(state, byName, seed, computed));
  return values;
}

/** The starting value of one state; `byName` resolves copies. */
export function initializeState(
  state: StatePlan,
  byName: ReadonlyMap<string, StatePlan>,
  seed: number,
  computed?: ReadonlyMap<string, HostTensor>,
): HostTensor {
  const source = copySource(state, byName);
  invariant(
    sizeOf(source.shape) === sizeOf(state.shape),
    `${state.name} copies ${source.name}, of another size`,
  );
  const data = allocate(state.dtype, sizeOf(state.shape));
  if (source.init.kind === 'computed') {
    const value = computed?.get(source.name);
    invariant(value || !computed, `the graph start gave no ${source.name}`);
    if (value) data.set(value.data);
    return { shape: state.shape, dtype: state.dtype, data };
  }
  fillInitial(data, source, { seed, site: `init/${source.name}`, step: 0, repetition: 0 });
  return { shape: state.shape, dtype: state.dtype, data };
}

function copySource(state: StatePlan, byName: ReadonlyMap<string, StatePlan>): StatePlan {
  let source = state;
  for (let hops = 0; source.init.kind === 'copy'; hops++) {
    const next = byName.get(source.init.of);
    invariant(
      next && hops < byName.size,
      `${state.name} starts as a copy of ${source.init.of}, which has no value`,
    );
    source = next;
  }
  return source;
}

function fillInitial(data: HostTensor['data'], state: StatePlan, where: DrawSite): void {
  const init: InitPlan = state.init;
  if (init.kind === 'constant') {
    data.fill(init.value);
    return;
  }
  invariant(data instanceof Float32Array, `${state.name} is not a float and cannot start at random`);
  switch (init.kind) {
    case 'uniform':
      fillUniform(data, where, { examples: 1, perExample: data.length });
      for (let index = 0; index < data.length; index++) {
        data[index] = init.low + (init.high - init.low) * (data[index] as number);
      }
      return;
    case 'normal':
      fillNormal(data, where, { examples: 1, perExample: data.length });
      for (let index = 0; index < data.length; index++) {
        data[index] = init.mean + init.stddev * (data[index] as number);
      }
      return;
    case 'orthogonal': {
      const columns = state.shape.at(-1) ?? 1;
      data.set(orthogonalMatrix(data.length / columns, columns, init.gain, where));
      return;
    }
    case 'copy':
    case 'computed':
      invariant(false, `${state.name}: its start was not resolved`);
      return;
    default:
      assertNever(init, 'initialiser');
  }
}
