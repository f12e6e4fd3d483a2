/**
 * @file Lowers measures: a program that generates samples by the batch, and for the Parzen window a graph of the squared distances
 * between some test examples and some samples.
 */
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import type { TypedMeasure } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import { countOf, known } from '../types/dims.ts';
import { batchPlate } from '../types/plate.ts';
import type { TypedNode } from '../types/value.ts';
import type { GraphPlan, MeasurePlan } from '../../runtime/plan.ts';
import { fittingBatch } from './fitting-batch.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';
import { placeOf } from './places.ts';
import { lowerStages } from './stages.ts';

/** Samples that one run generates at most. */
const samplesAtOnce = 500;
/** Examples, and samples, whose distances one run gives. */
const rowsAtOnce = 500;

export function lowerMeasure(
  measure: TypedMeasure,
  sources: SourceSet,
): { readonly plan: MeasurePlan; readonly graphs: readonly Graph[] } {
  const name = `measure_${measure.name}`;
  const roots: readonly (readonly [string, TypedNode])[] = [
    ['generated', measure.generated],
    ...(measure.kind === 'classifierAccuracy' ? [['asked', measure.asked] as const] : []),
  ];
  const nodes = roots.map(([, node]) => node);
  const batch = fittingBatch(nodes, samplesAtOnce);
  const stages = lowerStages(nodes, { name, batch, fixedDraws: false, sources });
  const b = new GraphBuilder(name);
  const ends = new GraphEnds(b);
  const lowerer = new Lowerer(b, {
    batch,
    training: new Set(),
    input: ends.input,
    fixedDraws: false,
    bindings: stages.bind(ends),
  });
  b.withOrigin({ span: measure.span, scope: [], label: measure.name }, () => {
    for (const [output, node] of roots) {
      const { value, plates } = lowerer.lower(node);
      const hasBatch = plates.some((plate) => plate.name === batchPlate);
      const whole = hasBatch ? value : b.broadcastTo(value, [batch, ...value.shape]);
      ends.output(output, whole, { role: 'value' });
    }
  });
  const distances =
    measure.kind === 'parzenWindow'
      ? distanceGraph(name, known(countOf(measure.generated.type.shape)))
      : undefined;
  const plan: MeasurePlan = {
    name: measure.name,
    unit: measure.unit,
    place: placeOf(sources, measure.span),
    samples: measure.samples,
    ...(measure.examples === undefined ? {} : { examples: measure.examples }),
    generated: { ...stages.plan, graph: ends.plan(), batch },
    data: measure.data,
    measure:
      measure.kind === 'parzenWindow'
        ? { kind: 'parzenWindow', bandwidth: measure.bandwidth, distances: distances!.plan }
        : { kind: measure.kind, labels: measure.labels },
  };
  return { plan, graphs: [...stages.graphs, b.finish(), ...(distances ? [distances.graph] : [])] };
}

/** |x_i - s_j|^2 for all pairs of `rowsAtOnce` rows each, as |x|^2 + |s|^2 - 2 x s: the host moves both near the origin before. */
function distanceGraph(name: string, size: number): { readonly plan: GraphPlan; readonly graph: Graph } {
  const b = new GraphBuilder(`${name}_distances`);
  const ends = new GraphEnds(b);
  const rows = (argument: string) =>
    ends.input(argument, [rowsAtOnce, size], 'f32', { role: 'argument', argument });
  const [x, s] = [rows('x'), rows('s')];
  const products = b.op('matMul', [x, s], { transposeA: false, transposeB: true });
  const norms = b.add(b.sum(b.square(x), [1], true), b.reshape(b.sum(b.square(s), [1]), [1, rowsAtOnce]));
  ends.output('distances', b.maximum(b.subtract(norms, b.multiply(products, 2)), 0), { role: 'value' });
  return { plan: ends.plan(), graph: b.finish() };
}
