/**
 * @file Runs a compiled `infer`: as many items as asked for, in batches of the graph's size, the last one padded. In: arguments
 * with a leading axis of items. Out: results with that axis. Random draws are keyed by the item, so they do not depend on the
 * batch size or on how many items are asked for.
 */
import { trainingStatistics } from './data/statistics.ts';
import { passBatches } from './data/batches.ts';
import type { HostTensor } from './engine.ts';
import { InputError } from './host.ts';
import { invariant } from './invariant.ts';
import type { InferPlan } from './plan.ts';
import { isArgument, isText, itemsOf, textCounts } from './text-arguments.ts';
import type { GivenArgument } from './text-arguments.ts';
import { ProgramRunner, ofBatch } from './program.ts';
import type { LoopListener, OptimisingListener } from './program.ts';
import { allocate, sameShape, showShape, sizeOf } from './tensors.ts';
import type { RunGraphs } from './training/graphs.ts';
import type { RunState } from './training/state.ts';
import type { SourcesByName } from './training/test-split.ts';
import { OUTSIDE_TRAINING, figureExamples, testFields } from './training/test-split.ts';

/** What to run an `infer` on. */
export interface InferRequest {
  readonly infer: InferPlan;
  /** Each [items, ...shape of the argument], or a text; one that has a default may be left out. */
  readonly arguments: ReadonlyMap<string, GivenArgument>;
  /** The number of items; by default the arguments' leading axis. */
  readonly count?: number;
  readonly seed: number;
  /** The index of the first item among those of several requests (0): an item's draws are those of its index. */
  readonly first?: number;
}

/**
 * Runs an `infer`; the results are by name, each [items, ...]. `sources` holds those that its graph reads. Throws `InputError` where
 * an argument is missing or does not fit, or where the count or the seed is no whole number. `listener` is told of steps of optimisation.
 */
export async function runInfer(
  request: InferRequest,
  graphs: RunGraphs,
  state: RunState,
  sources: SourcesByName = new Map(),
  listener?: OptimisingListener,
): Promise<Map<string, HostTensor>> {
  const { infer, seed, first: start = 0 } = request;
  mustBeArguments(request);
  const count = countItems(request);
  mustBeWhole(infer.name, 'count', count, 1);
  mustBeWhole(infer.name, 'seed', seed, 0);
  mustFitMemory(infer, count);
  const given = new Map(
    infer.arguments.map((argument) => [argument.name, argumentValue(request, argument, count)]),
  );
  const runner = new ProgramRunner(infer, testFields(sources), trainingStatistics(sources), graphs, state);
  const results = new Map<string, HostTensor>();
  const batches = passBatches(count, infer.batch);
  const tell: LoopListener | undefined = listener && ((done, steps) => listener(infer.name, done, steps));
  for (const [index, { first, valid }] of batches.entries()) {
    const values = await runner.run(
      {
        seed,
        step: 0,
        firstExample: start + first,
        schedule: OUTSIDE_TRAINING,
        examples: figureExamples(sources, seed, start + first),
      },
      new Map([...given].map(([name, argument]) => [name, batchOf(argument, first, valid, infer.batch)])),
      tell && ofBatch(tell, index, batches.length),
    );
    for (const { name, output } of infer.results) {
      const value = values.get(output);
      invariant(value, `infer ${infer.name} gave no ${output}`);
      collect(results, name, value, { first, valid, count, batch: infer.batch });
    }
  }
  return results;
}

/** More than this for all items together is told, in place of an allocation that fails. */
const MAXIMUM_BYTES = 4 * 2 ** 30;

/** Throws `InputError` `infer/too-many` where arguments or results of so many items would not fit into memory. */
export function mustFitMemory({ name, arguments: given, results, graph }: InferPlan, count: number): void {
  const shapes = [
    ...given.map(({ shape }) => shape),
    ...results.map(({ output }) => graph.outputs.find((one) => one.name === output)?.shape.slice(1) ?? []),
  ];
  const bytes = 4 * Math.max(1, ...shapes.map(sizeOf));
  if (count * bytes <= MAXIMUM_BYTES) return;
  throw new InputError(
    'infer/too-many',
    name,
    `${count.toLocaleString('en')} items of ${bytes.toLocaleString('en')} bytes are more than ${MAXIMUM_BYTES / 2 ** 30} GiB`,
    `ask for ${Math.floor(MAXIMUM_BYTES / bytes).toLocaleString('en')} or less at a time, of different seeds`,
  );
}

/** Throws `InputError` `infer/whole-number`. */
function mustBeWhole(infer: string, what: 'count' | 'seed', value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError(
    'infer/whole-number',
    infer,
    `the ${what} is ${value}, and has to be a whole number of at least ${least}`,
    what === 'count' ? 'an item is one result: ask for one or more' : 'leave it out for seed 0',
  );
}

/** Throws `InputError` `infer/argument-shape`. */
function mustBeArguments({ infer, arguments: given }: InferRequest): void {
  for (const { name, type, dtype, shape } of infer.arguments) {
    const value = given.get(name);
    if (value === undefined || isArgument(value)) continue;
    throw new InputError(
      'infer/argument-shape',
      `${infer.name}(${name})`,
      `the argument is no tensor, and ${type} needs ${dtype} ${itemsOfShape(shape)}`,
      `give { shape: [${[1, ...shape].join(', ')}], dtype: '${dtype}', data: ${dtype === 'i32' ? 'Int32Array' : 'Float32Array'} of the numbers }`,
    );
  }
}

function countItems({ infer, arguments: given, count }: InferRequest): number {
  for (const argument of infer.arguments) {
    const items = itemsOf(given.get(argument.name));
    if (items === undefined) continue;
    count ??= items;
    if (items !== count) {
      throw new InputError(
        'infer/argument-count',
        `${infer.name}(${argument.name})`,
        `the argument has ${items} items, and ${count} are asked for`,
        'give as many items of each argument',
      );
    }
  }
  return count ?? infer.batch;
}

/** `items x 28x28x1`; of a number for each item, `items`. */
const itemsOfShape = (shape: readonly number[]): string =>
  shape.length === 0 ? 'items' : `items x ${showShape(shape)}`;

/** An engine's tanh may end a few float32 steps outside of [-1, 1]: so far, as a share of the range, a value still counts as inside. */
const ROUNDING = 1e-6;

function argumentValue(
  { infer, arguments: given }: InferRequest,
  argument: InferPlan['arguments'][number],
  count: number,
): HostTensor {
  const { name, dtype, defaultValue, defaultText, classes, range } = argument;
  const where = `${infer.name}(${name})`;
  const shape = [count, ...argument.shape];
  const value = given.get(name) ?? defaultText;
  if (value === undefined) {
    if (defaultValue === undefined) {
      throw new InputError(
        'infer/argument-missing',
        where,
        `the argument ${name}: ${argument.type} is missing`,
        `give ${dtype} ${itemsOfShape(argument.shape)}`,
      );
    }
    return { shape, dtype, data: allocate(dtype, sizeOf(shape)).fill(defaultValue) };
  }
  if (isText(value)) return textCounts(where, argument, value, count);
  if (!sameShape(value.shape, shape) || value.dtype !== dtype) {
    throw new InputError(
      'infer/argument-shape',
      where,
      `the argument is ${value.dtype} ${showShape(value.shape)}, and ${argument.type} needs ${dtype} ${itemsOfShape(argument.shape)}`,
      `one item is ${showShape([1, ...argument.shape])}: the axis of items is always there`,
    );
  }
  if (value.data.length !== sizeOf(shape)) {
    throw new InputError(
      'infer/argument-shape',
      where,
      `the argument's data are ${value.data.length} numbers, and its shape ${showShape(shape)} has ${sizeOf(shape)}`,
      'give as many numbers as the shape has, the last axis fastest',
    );
  }
  const [low, high] = classes === undefined ? (range ?? [-Infinity, Infinity]) : [0, classes - 1];
  const slack = classes === undefined && range !== undefined ? ROUNDING * (high - low) : 0;
  const outside = value.data.find((item) => !(item >= low - slack && item <= high + slack));
  if (outside !== undefined) {
    throw new InputError(
      'infer/argument-range',
      where,
      `the value ${outside} lies outside [${low}, ${high}] of ${argument.type}`,
      classes === undefined
        ? `give numbers from ${low} to ${high}`
        : `there are ${classes} classes: give a number from 0 to ${high}`,
    );
  }
  return value;
}

/** `valid` items from `first` on; padding repeats the last one, which is always a legal value. */
function batchOf(tensor: HostTensor, first: number, valid: number, batch: number): HostTensor {
  const size = sizeOf(tensor.shape.slice(1));
  const data = allocate(tensor.dtype, batch * size);
  for (let row = 0; row < batch; row++) {
    const from = (first + Math.min(row, valid - 1)) * size;
    data.set(tensor.data.subarray(from, from + size), row * size);
  }
  return { shape: [batch, ...tensor.shape.slice(1)], dtype: tensor.dtype, data };
}

interface Placement {
  readonly first: number;
  readonly valid: number;
  readonly count: number;
  readonly batch: number;
}

function collect(results: Map<string, HostTensor>, name: string, value: HostTensor, at: Placement): void {
  const [leading, ...rest] = value.shape;
  invariant(leading === at.batch, `the result ${name} has no leading axis of ${at.batch} items`);
  const size = sizeOf(rest);
  let whole = results.get(name);
  if (whole === undefined) {
    const data = allocate(value.dtype, at.count * size);
    whole = { shape: [at.count, ...rest], dtype: value.dtype, data };
    results.set(name, whole);
  }
  whole.data.set(value.data.subarray(0, at.valid * size), at.first * size);
}
