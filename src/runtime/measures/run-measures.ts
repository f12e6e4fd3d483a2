/**
 * @file Reports on whole samples: generates as many as the plan says, reads the test split, and hands both to the measure. Draws are
 * keyed by the sample, so that the n-th is the same whatever the batch. Numbers that few samples make unsure come with a notice.
 */
import type { BoundField } from '../data/field.ts';
import type { HostTensor } from '../engine.ts';
import { invariant } from '../invariant.ts';
import type { MeasurePlan, Plan } from '../plan.ts';
import { allocate, sizeOf } from '../tensors.ts';
import type { MetricValues } from '../training/events.ts';
import { endIfAsked } from '../training/stopping.ts';
import type { ReportedRun } from '../training/test-pass.ts';
import { testPass } from '../training/test-pass.ts';
import { testSource } from '../training/test-split.ts';
import type { ClassifierProvider } from './classifier.ts';
import { fitGaussian, frechetDistance } from './frechet-distance.ts';
import type { Distances } from './parzen-window.ts';
import { bandwidthsFor, estimateOf, parzenLogLikelihoods } from './parzen-window.ts';

/** A run, as measures see it. */
export interface MeasuredRun extends ReportedRun {
  readonly plan: Plan;
  /** Absent where no compiler is at hand to make one: measures that need it are left out, with a notice. */
  readonly classifiers?: ClassifierProvider | undefined;
  /** Told what a reader of the numbers should know. */
  readonly notice: (message: string) => void;
}

/** Fewer samples than this for each feature leave a covariance that is mostly noise. */
const samplesPerFeature = 10;
const fewParzenSamples = 1000;
const validationExamples = 1000;

/** The values of all measures of the plan, by the report's name. */
export async function runMeasures(run: MeasuredRun): Promise<MetricValues> {
  const metrics: Record<string, number> = {};
  for (const measure of run.plan.measures ?? []) Object.assign(metrics, await runMeasure(run, measure));
  return metrics;
}

async function runMeasure(run: MeasuredRun, plan: MeasurePlan): Promise<MetricValues> {
  switch (plan.measure.kind) {
    case 'parzenWindow':
      return parzen(run, plan);
    case 'frechetDistance':
    case 'classifierAccuracy':
      return throughClassifier(run, plan);
  }
}

/** `samples` values of each output of the program: [samples, ...]. */
async function generate(
  run: MeasuredRun,
  { generated, samples }: MeasurePlan,
): Promise<ReadonlyMap<string, HostTensor>> {
  const whole = new Map<string, HostTensor>();
  for await (const { first, valid, values } of testPass(generated, samples, run)) {
    for (const [name, value] of values) {
      const [, ...event] = value.shape;
      const size = sizeOf(event);
      let all = whole.get(name);
      if (!all) {
        const shape = [samples, ...event];
        all = { shape, dtype: value.dtype, data: allocate(value.dtype, sizeOf(shape)) };
        whole.set(name, all);
      }
      all.data.set(value.data.subarray(0, valid * size), first * size);
    }
  }
  return whole;
}

function outputOf(values: ReadonlyMap<string, HostTensor>, name: string): HostTensor {
  const value = values.get(name);
  invariant(value, `a measure's program gave no ${name}`);
  return value;
}

/** Examples of a field: [indices, ...event]. */
function read(field: BoundField, indices: Uint32Array): HostTensor {
  const shape = [indices.length, ...field.shape];
  const data = new Float32Array(sizeOf(shape));
  field.gather(indices, data);
  return { shape, dtype: 'f32', data };
}

/** The first test examples of the field, at most `limit`. */
function testExamples(run: MeasuredRun, plan: MeasurePlan, limit = Infinity): HostTensor {
  const { source, field } = plan.data;
  const { count, fields } = testSource(run.sources, source).test;
  const bound = fields.get(field);
  invariant(bound, `source ${source} has no field ${field}`);
  const used = Math.min(count, plan.examples ?? count, limit);
  return read(
    bound,
    Uint32Array.from({ length: used }, (_, i) => i),
  );
}

const grouped = (value: number): string => value.toLocaleString('en');

// -------------------------------------------------------------------------------------------------------------- Parzen

async function parzen(run: MeasuredRun, plan: MeasurePlan): Promise<MetricValues> {
  const { measure, name } = plan;
  invariant(measure.kind === 'parzenWindow', `${name} is no Parzen window`);
  const samples = outputOf(await generate(run, plan), 'generated');
  const test = testExamples(run, plan);
  const validation = validationRows(run, plan);
  // Near the origin, squares of distances lose the fewest digits.
  const centre = meanRow(test);
  const [s, x, v] = [samples, test, validation].map((rows) => asRows(rows, centre));
  const block = measure.distances.outputs[0]?.shape[0] ?? 1;
  const distances = distancesBy(run, plan);
  let { bandwidth } = measure;
  if (bandwidth === 'crossValidated') {
    const candidates = bandwidthsFor(scaleOf(run, plan, test));
    const scores = (await parzenLogLikelihoods(v!, s!, candidates, distances, block)).map(
      (values) => estimateOf(values).mean,
    );
    const best = scores.indexOf(Math.max(...scores));
    bandwidth = candidates[best] ?? 1;
    if (best === 0 || best === candidates.length - 1)
      run.notice(
        `${name}: the best bandwidth, ${bandwidth.toPrecision(3)}, is at the end of those tried (${candidates[0]!.toPrecision(3)} to ${candidates.at(-1)!.toPrecision(3)}).`,
      );
  }
  const [values] = await parzenLogLikelihoods(x!, s!, [bandwidth], distances, block);
  const { mean, standardError } = estimateOf(values!);
  run.notice(
    `${name}: ${grouped(test.shape[0] ?? 0)} test examples under ${grouped(plan.samples)} samples of seed ${run.seed}, bandwidth ${bandwidth.toPrecision(3)}.`,
  );
  if (plan.samples < fewParzenSamples)
    run.notice(`${name}: a window over ${grouped(plan.samples)} samples says little; papers take 10,000.`);
  return { [name]: mean, [`${name}.standardError`]: standardError };
}

/** Evenly spaced examples of the last tenth of the training split. */
function validationRows(run: MeasuredRun, plan: MeasurePlan): HostTensor {
  const { source, field } = plan.data;
  const { count, fields } = testSource(run.sources, source).train;
  const bound = fields.get(field);
  invariant(bound && count > 0, `source ${source} has no training examples of ${field}`);
  const first = Math.min(Math.floor(0.9 * count), count - 1);
  const used = Math.min(validationExamples, count - first);
  const indices = Uint32Array.from(
    { length: used },
    (_, i) => first + Math.floor((i * (count - first)) / used),
  );
  return read(bound, indices);
}

/** What bandwidths are fractions of: the width of the declared range, else four standard deviations of the data. */
function scaleOf(run: MeasuredRun, { data }: MeasurePlan, test: HostTensor): number {
  const range = run.plan.sources
    .find(({ name }) => name === data.source)
    ?.fields.find(({ name }) => name === data.field)?.range;
  if (range) return range[1] - range[0];
  const centre = meanRow(test);
  const rows = asRows(test, centre);
  const squares = (rows.data as Float32Array).reduce((sum, value) => sum + value * value, 0);
  return 4 * Math.sqrt(squares / rows.data.length) || 1;
}

function meanRow({ shape, data }: HostTensor): Float64Array {
  const [count = 1, ...event] = shape;
  const size = sizeOf(event);
  const mean = new Float64Array(size);
  data.forEach((value, at) => {
    mean[at % size]! += value / count;
  });
  return mean;
}

/** The examples as vectors around `centre`. */
function asRows({ shape, data }: HostTensor, centre: Float64Array): HostTensor {
  const size = centre.length;
  const moved = Float32Array.from(data, (value, at) => value - centre[at % size]!);
  return { shape: [shape[0] ?? 0, size], dtype: 'f32', data: moved };
}

function distancesBy({ graphs, shouldStop }: MeasuredRun, { measure }: MeasurePlan): Distances {
  invariant(measure.kind === 'parzenWindow', 'only a Parzen window compares all pairs');
  const { distances: graph } = measure;
  const [height = 0, width = 0] = graph.outputs[0]?.shape ?? [];
  return async (x, s) => {
    endIfAsked(shouldStop);
    const prepared = await graphs.prepare(graph);
    const outputs = await prepared.run(
      new Map([
        ['x', padded(x, height)],
        ['s', padded(s, width)],
      ]),
    );
    const tensor = outputs.get('distances');
    invariant(tensor, `graph ${graph.name} gave no distances`);
    const { data } = await graphs.engine.download(tensor);
    graphs.engine.free(tensor);
    const [rows = 0] = x.shape;
    const [columns = 0] = s.shape;
    if (columns === width) return data.subarray(0, rows * width) as Float32Array;
    const cut = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++)
      cut.set(data.subarray(row * width, row * width + columns), row * columns);
    return cut;
  };
}

function padded({ shape, data }: HostTensor, rows: number): HostTensor {
  const [, size = 0] = shape;
  const whole = new Float32Array(rows * size);
  whole.set(data as Float32Array);
  return { shape: [rows, size], dtype: 'f32', data: whole };
}

// ---------------------------------------------------------------------------------------------------------- classifier

async function throughClassifier(run: MeasuredRun, plan: MeasurePlan): Promise<MetricValues> {
  const { measure, data, name } = plan;
  invariant(measure.kind !== 'parzenWindow', `${name} needs no classifier`);
  const source = run.plan.sources.find((one) => one.name === data.source);
  invariant(source, `the plan has no source ${data.source}`);
  if (!run.classifiers) {
    run.notice(`${name} is left out: it takes a classifier, which genc trains. Run: genc evaluate RUN`);
    return {};
  }
  endIfAsked(run.shouldStop);
  const classifier = await run.classifiers({ source, field: data.field, labels: measure.labels });
  const generated = await generate(run, plan);
  endIfAsked(run.shouldStop);
  const fake = await classifier.look(outputOf(generated, 'generated'));
  if (measure.kind === 'classifierAccuracy') {
    const asked = outputOf(generated, 'asked').data;
    const right = fake.classes.reduce((sum, one, i) => sum + (one === asked[i] ? 1 : 0), 0);
    run.notice(`${name}: ${grouped(plan.samples)} samples of seed ${run.seed}; ${classifier.about}.`);
    return { [name]: right / plan.samples };
  }
  endIfAsked(run.shouldStop);
  const real = await classifier.look(testExamples(run, plan, plan.samples));
  const [realCount = 0, features = 0] = real.features.shape;
  run.notice(
    `${name}: ${features} features of ${grouped(plan.samples)} samples of seed ${run.seed} and of ${grouped(realCount)} test images; ${classifier.about}. No distance on Inception's features: compare it with its own kind only.`,
  );
  if (Math.min(plan.samples, realCount) < samplesPerFeature * features)
    run.notice(
      `${name}: with fewer than ${grouped(samplesPerFeature * features)} images on a side, ${features} features make the distance too large.`,
    );
  return { [name]: frechetDistance(fitGaussian(fake.features), fitGaussian(real.features)) };
}
