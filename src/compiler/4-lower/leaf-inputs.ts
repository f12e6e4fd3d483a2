/**
 * @file What a graph reads from outside beside state: minibatches, random numbers and schedules, as inputs under names that tell their roles.
 * Knows which repetition of an update draws anew, and which part of the batch is read.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { NodeId } from '../ir/graph.ts';
import { knownShape } from '../types/dims.ts';
import { batchPlate } from '../types/plate.ts';
import type { Plate } from '../types/plate.ts';
import type { Lowered } from '../types/lower-rule.ts';
import type { DataStatistic, NodeForm, Schedule, TypedNode } from '../types/value.ts';
import type { InputRole } from '../../runtime/plan.ts';
import { scheduleExpression } from './schedules.ts';

/** Adds an input to the graph's plan and the graph. */
export type AddInput = (
  name: string,
  shape: readonly number[],
  dtype: 'f32' | 'i32',
  role: InputRole,
) => Value;

/** One of several equal parts of a batch. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

interface LeafOptions {
  /** Examples of this part of the batch. */
  readonly batch: number;
  readonly part?: Part;
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
  /** What differs between examples, by the nodes that read it: how to read it in the present run of updates. */
  private readonly perExample = new Map<NodeId, () => Value>();
  /** The run of the present update in this step, from 0: a later one draws everything that it uses again. */
  repetition = 0;
  /** Counts the runs of updates in this step. Of a batch in parts, each has inputs of its own with the same content. */
  run = 0;
  /** A number that the part before has computed last: engines that choose their own order do the parts one after another by it. */
  follows: Value | undefined;

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
    const plates = [{ name: batchPlate, size: batch }];
    return {
      value: this.read(name, plates, knownShape(node.type.shape), (one, shape) =>
        input(one, shape, dtype, role),
      ),
      plates,
    };
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
    const role = { role: 'random', site, distribution, repetition, fixed: fixedDraws } as const;
    return {
      value: this.read(name, plates, knownShape(node.type.shape), (one, shape) =>
        input(one, shape, 'f32', role),
      ),
      plates,
    };
  }

  /** A statistic of a source is the same for all examples and draws. */
  statistic({ statistic, source, field }: DataStatistic, node: TypedNode): Lowered {
    const name = `${source}.${field === undefined ? '' : `${field}.`}${statistic}`;
    const role = { role: 'statistic', statistic, source, ...(field === undefined ? {} : { field }) } as const;
    return { value: this.options.input(name, knownShape(node.type.shape), 'f32', role), plates: [] };
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

  /** The same minibatch or draw from an input of the present run alone; undefined for a node that is none. */
  twin(id: NodeId): Value | undefined {
    const again = this.perExample.get(id);
    const value = again?.();
    if (again && value) this.perExample.set(value.id, again);
    return value;
  }

  /** An input with these plates. Of a batch in parts it is read whole, so that each example has its draws, and then cut. */
  private read(
    name: string,
    plates: readonly Plate[],
    event: readonly number[],
    input: (name: string, shape: readonly number[]) => Value,
  ): Value {
    const { part, batch } = this.options;
    const axis = plates.findIndex((plate) => plate.name === batchPlate);
    const shape = [...plates.map((plate) => plate.size), ...event];
    if (part === undefined || axis < 0) return input(name, shape);
    const starts = shape.map((_, i) => (i === axis ? part.index * batch : 0));
    const inRun = (): Value => {
      const whole = input(this.run > 1 ? `${name}@${this.run}` : name, shape.with(axis, batch * part.count));
      return this.followed(this.b.slice(whole, starts, shape));
    };
    const value = inRun();
    this.perExample.set(value.id, inRun);
    return value;
  }

  /** The value, once what it follows has been computed: a choice that is never taken, which no engine can know. */
  private followed(value: Value): Value {
    const { b, follows } = this;
    if (!follows) return value;
    const never = b.logicalAnd(b.greater(follows, 0), b.greater(0, follows));
    return b.select(never, 0, value);
  }

  private repetitionFor(site: string): number {
    if (this.repetition > 0) this.repetitionOf.set(site, this.repetition);
    return this.repetitionOf.get(site) ?? 0;
  }
}
