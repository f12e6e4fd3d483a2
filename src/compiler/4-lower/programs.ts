/** @file Lowers what is shown beside training: evaluations and figures, in evaluation mode. */
import { knownShape } from '../types/dims.ts';
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { visit } from '../3-check/reach.ts';
import type { TypedFigure, TypedReport } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import type { FigureSpec, TypedNode } from '../types/value.ts';
import { assertNever } from '../invariant.ts';
import type { EvaluationPlan, FigureContent, FigurePlan } from '../../runtime/plan.ts';
import { fittingBatch } from './fitting-batch.ts';
import { GraphEnds } from './graph-inputs.ts';
import { gridContent, nodesOfGrid } from './grids.ts';
import { Lowerer } from './lowerer.ts';
import { placeOf } from './places.ts';
import { lowerStages } from './stages.ts';
import type { LoweredStages, StageOptions } from './stages.ts';

interface Started {
  readonly b: GraphBuilder;
  readonly ends: GraphEnds;
  readonly lowerer: Lowerer;
  readonly stages: LoweredStages;
}

/** The graphs of loops that the roots read, and the last graph, to be filled. */
function start(roots: readonly TypedNode[], options: StageOptions): Started {
  const { name, batch, fixedDraws } = options;
  const stages = lowerStages(roots, options);
  const b = new GraphBuilder(name);
  const ends = new GraphEnds(b);
  const bindings = stages.bind(ends);
  const lowerer = new Lowerer(b, { batch, training: new Set(), input: ends.input, fixedDraws, bindings });
  return { b, ends, lowerer, stages };
}

// -------------------------------------------------------------------------------------------------------- evaluations

/** How many rows one example becomes at most: the product of the extra plates of its draws. */
function rowsPerExample(node: TypedNode): number {
  const sizes = new Map<string, number>();
  visit(node, new Set(), (one) => {
    if (one.form.kind === 'random' && one.form.times) sizes.set(one.form.times.name, one.form.times.size);
    return true;
  });
  return [...sizes.values()].reduce((a, n) => a * n, 1);
}

/** The source that a node reads, if it reads one. */
function sourceOf(node: TypedNode): string | undefined {
  let source: string | undefined;
  visit(node, new Set(), (one) => {
    if (one.form.kind === 'field') source ??= one.form.source;
    return true;
  });
  return source;
}

/** Reports that need the same batches share a graph. */
export function lowerReports(
  reports: readonly TypedReport[],
  sources: SourceSet,
): readonly { plan: EvaluationPlan; graphs: readonly Graph[] }[] {
  const groups = new Map<
    string,
    { batch: number; examples: number | undefined; source: string | undefined; reports: TypedReport[] }
  >();
  for (const report of reports) {
    const rows = rowsPerExample(report.node);
    const most = Math.max(1, Math.floor(2000 / Math.max(rows, 4)));
    const fitting = fittingBatch([report.node], most, rows);
    const batch = Math.min(fitting, report.examples ?? fitting);
    const source = sourceOf(report.node);
    const key = `${batch} ${report.examples} ${source}`;
    const group = groups.get(key) ?? { batch, examples: report.examples, source, reports: [] };
    group.reports.push(report);
    groups.set(key, group);
  }
  return [...groups.values()].map((group, i) => {
    const name = i === 0 ? 'evaluate' : `evaluate${i + 1}`;
    const { b, ends, lowerer, stages } = start(
      group.reports.map((report) => report.node),
      { name, batch: group.batch, fixedDraws: false, sources },
    );
    const planned = group.reports.map((report) => {
      const lowered = b.withOrigin({ span: report.span, scope: [], label: report.name }, () =>
        lowerer.lower(report.node),
      );
      const value = lowered.plates.length === 0 ? b.broadcastTo(lowered.value, [group.batch]) : lowered.value;
      ends.output(report.name, value, { role: 'value' });
      return {
        name: report.name,
        output: report.name,
        unit: report.unit,
        place: placeOf(sources, report.span),
      };
    });
    const plan: EvaluationPlan = {
      name,
      ...stages.plan,
      graph: ends.plan(),
      batch: group.batch,
      reports: planned,
      ...(group.source === undefined ? {} : { source: group.source }),
      ...(group.examples === undefined ? {} : { examples: group.examples }),
    };
    return { plan, graphs: [...stages.graphs, b.finish()] };
  });
}

// ------------------------------------------------------------------------------------------------------------ figures

export function lowerFigure(
  figure: TypedFigure,
  sources: SourceSet,
): { plan: FigurePlan; graphs: readonly Graph[] } {
  const { figure: spec } = figure;
  const count = spec.kind === 'curve' ? 1 : spec.count;
  const started = start(nodesShown(spec), {
    name: `figure_${figure.name}`,
    batch: count,
    fixedDraws: true,
    sources,
  });
  const { b, ends, lowerer, stages } = started;
  const content = b.withOrigin({ span: figure.span, scope: [] }, (): FigureContent => {
    switch (spec.kind) {
      case 'grid':
        return gridContent(started, spec);
      case 'curve': {
        const put = (name: string, node: TypedNode): string => {
          const { value } = lowerer.lower(node);
          const points = value.shape.reduce((a, n) => a * n, 1);
          ends.output(name, b.reshape(value, [points]), { role: 'value' });
          return name;
        };
        return {
          kind: 'curve',
          x: { output: put('x', spec.x), label: spec.xLabel },
          lines: spec.lines.map((line, i) => ({ output: put(`line${i + 1}`, line.node), label: line.label })),
          yLabel: spec.yLabel,
        };
      }
      case 'priorAgainstPosterior': {
        const perExample = (name: string, node: TypedNode): string => {
          const lowered = lowerer.lower(node);
          const whole = b.broadcastTo(lowered.value, [count, ...knownShape(node.type.shape)]);
          ends.output(name, whole, { role: 'value' });
          return name;
        };
        const plain = (name: string, node: TypedNode): string => {
          ends.output(name, lowerer.lower(node).value, { role: 'value' });
          return name;
        };
        return {
          kind: 'priorAgainstPosterior',
          mean: perExample('mean', spec.mean),
          stddev: perExample('stddev', spec.stddev),
          sample: perExample('sample', spec.sample),
          priorMean: plain('priorMean', spec.priorMean),
          priorStddev: plain('priorStddev', spec.priorStddev),
          ...(spec.label ? { label: perExample('label', spec.label) } : {}),
        };
      }
    }
  });
  const plan: FigurePlan = {
    name: figure.name,
    title: figure.title,
    ...stages.plan,
    graph: ends.plan(),
    content,
    place: placeOf(sources, figure.span),
    ...(spec.every && spec.every.unit !== 'examples'
      ? { every: { unit: spec.every.unit, count: spec.every.amount } }
      : {}),
  };
  return { plan, graphs: [...stages.graphs, b.finish()] };
}

/** The nodes that a figure shows. */
function nodesShown(spec: FigureSpec): readonly TypedNode[] {
  switch (spec.kind) {
    case 'grid':
      return nodesOfGrid(spec);
    case 'curve':
      return [spec.x, ...spec.lines.map((line) => line.node)];
    case 'priorAgainstPosterior':
      return [spec.mean, spec.stddev, spec.sample, spec.priorMean, spec.priorStddev, spec.label ?? []].flat();
    default:
      return assertNever(spec, 'figure');
  }
}
