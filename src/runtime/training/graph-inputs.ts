/**
 * @file The host's side of a graph's inputs: minibatches, random numbers and scalars, per the plan's roles. In: a graph's plan,
 * its bound fields and, for each run, the step. Out: host tensors by input name. Buffers are reused: a set stays untouched until
 * the set after next is made, so that the next step can be prepared while the engine still reads this one.
 */
import type { HostTensor } from '../engine.ts';
import type { Visits } from '../data/augment.ts';
import type { BoundField } from '../data/field.ts';
import { assertNever, invariant } from '../invariant.ts';
import type { GraphPlan, InputPlan } from '../plan.ts';
import { extentOf, fillNormal, fillUniform } from '../random/fill.ts';
import type { ScheduleContext } from '../schedule.ts';
import { evaluateScalar } from '../schedule.ts';
import { allocate, sizeOf } from '../tensors.ts';

/** What a graph reads from outside at one run. */
export interface InputMoment {
  readonly seed: number;
  /** Keys the random numbers that are not fixed. */
  readonly step: number;
  /** The index of the batch's first example in its split; 0 in training. */
  readonly firstExample: number;
  readonly schedule: ScheduleContext;
  /** Fills in the examples of one independent draw of a source. */
  readonly examples: (source: string, draw: number, out: Uint32Array) => void;
  /** In training: which visits of the source these examples are, for what is random about them. */
  readonly visits?: (source: string, draw: number) => Visits;
}

/** Finds a field's data; from the split that the graph runs on. */
export type FieldLookup = (source: string, field: string) => BoundField;

/** A statistic of a source's training examples. */
export type StatisticLookup = (input: Extract<InputPlan, { role: 'statistic' }>) => Float32Array;

/** Prepares the inputs of one graph, all but its states and arguments. */
export class GraphInputs {
  readonly #sets: readonly ReadonlyMap<string, HostTensor>[];
  readonly #inputs: readonly InputPlan[];
  readonly #fields: FieldLookup;
  readonly #statistics: StatisticLookup;
  readonly #draws = new Map<string, Uint32Array>();
  #turn = 0;

  constructor(graph: GraphPlan, fields: FieldLookup, statistics: StatisticLookup) {
    this.#inputs = graph.inputs.filter((input) => !['state', 'argument', 'carried'].includes(input.role));
    this.#fields = fields;
    this.#statistics = statistics;
    const makeSet = (): Map<string, HostTensor> =>
      new Map(
        this.#inputs.map(({ name, shape, dtype }) => [
          name,
          { shape, dtype, data: allocate(dtype, sizeOf(shape)) },
        ]),
      );
    this.#sets = [makeSet(), makeSet()];
    for (const input of this.#inputs) {
      if (input.role !== 'data') continue;
      this.#draws.set(drawKey(input.source, input.draw), new Uint32Array(input.shape[0] ?? 1));
    }
  }

  /** The inputs at a moment. The map must not be changed, and is valid until the call after the next one. */
  prepare(moment: InputMoment): ReadonlyMap<string, HostTensor> {
    this.#turn = 1 - this.#turn;
    const tensors = this.#sets[this.#turn] ?? new Map<string, HostTensor>();
    const drawn = new Set<string>();
    for (const input of this.#inputs) {
      const tensor = tensors.get(input.name);
      invariant(tensor, `no buffer for the input ${input.name}`);
      this.#fill(input, tensor.data, moment, drawn);
    }
    return tensors;
  }

  #fill(input: InputPlan, data: HostTensor['data'], moment: InputMoment, drawn: Set<string>): void {
    switch (input.role) {
      case 'data': {
        const key = drawKey(input.source, input.draw);
        const examples = this.#draws.get(key);
        invariant(examples && !(data instanceof Uint8Array), `input ${input.name} cannot be read from data`);
        if (!drawn.has(key)) moment.examples(input.source, input.draw, examples);
        drawn.add(key);
        this.#fields(input.source, input.field).gather(
          examples,
          data,
          moment.visits?.(input.source, input.draw),
        );
        return;
      }
      case 'random': {
        invariant(data instanceof Float32Array, `input ${input.name} is random and not a float`);
        const { site, repetition } = input;
        const where = { seed: moment.seed, site, repetition, step: input.fixed ? 0 : moment.step };
        const extent = extentOf(input.shape, moment.firstExample);
        if (input.distribution === 'normal') fillNormal(data, where, extent);
        else fillUniform(data, where, extent);
        return;
      }
      case 'statistic':
        data.set(this.#statistics(input));
        return;
      case 'scalar':
        data[0] = evaluateScalar(input.value, moment.schedule);
        return;
      case 'state':
      case 'argument':
      case 'carried':
        invariant(false, `the input ${input.name} is not made by the host`);
        return;
      default:
        assertNever(input, 'input role');
    }
  }
}

function drawKey(source: string, draw: number): string {
  return `${source}#${draw}`;
}
