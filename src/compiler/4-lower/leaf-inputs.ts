/**
 * @file What a graph reads from outside beside state: minibatches, random numbers and schedules, as inputs under names that tell their roles.
 * Knows which repetition of an update draws anew.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import { knownShape } from '../types/dims.ts';
import { batchPlate } from '../types/plate.ts';
import type { Plate } from '../types/plate.ts';
import type { Lowered } from '../types/lower-rule.ts';
import type { NodeForm, Schedule, TypedNode } from '../types/value.ts';
import type { InputRole } from '../../runtime/plan.ts';
import { scheduleExpression } from './schedules.ts';

/** Adds an input to the graph's plan and the graph. */
export type AddInput = (
  name: string,
  shape: readonly number[],
  dtype: 'f32' | 'i32',
  role: InputRole,
) => Value;

interface LeafOptions {
  readonly batch: number;
  readonly input: AddInput;
  /** True for figures: draws stay the same at every step. */
  readonly fixedDraws: boolean;
}

export class LeafInputs {
  private readonly b: GraphBuilder;
  private readonly options: LeafOptions;
  private readonly repetitionOf = new Map<string, number>();
  /** The names of schedules' inputs, by what they compute. */
  private readonly schedules = new Map<string, string>();
  /** The run of the present update in this step, from 0: a later one draws everything that it uses again. */
  repetition = 0;

  constructor(b: GraphBuilder, options: LeafOptions) {
    this.b = b;
    this.options = options;
  }

  /** A field of a minibatch. */
  field({ source, field, draw }: Extract<NodeForm, { kind: 'field' }>, node: TypedNode): Lowered {
    const { batch, input } = this.options;
    const repetition = this.repetitionFor(`data:${source}#${draw}`);
    // Repetitions of an update take minibatches of their own: draws that no `sample` has numbered.
    const whole = draw + 1000 * repetition;
    const name = `${source}.${field}${whole === 0 ? '' : `#${whole}`}`;
    const dtype = node.type.element === 'class' || node.type.element === 'int' ? 'i32' : 'f32';
    const role = { role: 'data', source, field, draw: whole } as const;
    const value = input(name, [batch, ...knownShape(node.type.shape)], dtype, role);
    return { value, plates: [{ name: batchPlate, size: batch }] };
  }

  /** Random numbers of a call path, for each item of its plates. */
  random(
    form: Extract<NodeForm, { kind: 'random' }>,
    node: TypedNode,
    path: string,
    around: readonly Plate[],
  ): Lowered {
    const { input, fixedDraws } = this.options;
    const { distribution, times } = form;
    const site = path === '' ? form.site : `${path}/${form.site}`;
    const repetition = this.repetitionFor(site);
    const plates = [...around, ...(times ? [times] : [])];
    const name = `${site}.${distribution}${repetition === 0 ? '' : `#${repetition}`}`;
    const shape = [...plates.map((plate) => plate.size), ...knownShape(node.type.shape)];
    const role = { role: 'random', site, distribution, repetition, fixed: fixedDraws } as const;
    return { value: input(name, shape, 'f32', role), plates };
  }

  /** A schedule is a scalar, one for each rule of it. */
  schedule(schedule: Schedule, label = 'value'): Value {
    const value = scheduleExpression(schedule);
    if (typeof value === 'number') return this.b.constant(value);
    const key = JSON.stringify(value);
    let name = this.schedules.get(key);
    if (name === undefined) {
      const base = `schedule.${label}`;
      const taken = [...this.schedules.values()].filter((one) => one.replace(/#.*/, '') === base).length;
      name = `${base}${taken === 0 ? '' : `#${taken + 1}`}`;
      this.schedules.set(key, name);
    }
    return this.options.input(name, [], 'f32', { role: 'scalar', value });
  }

  private repetitionFor(site: string): number {
    if (this.repetition > 0) this.repetitionOf.set(site, this.repetition);
    return this.repetitionOf.get(site) ?? 0;
  }
}
