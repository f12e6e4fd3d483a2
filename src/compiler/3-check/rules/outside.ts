/** @file What is computed outside of the steps of a phase. */
import type { Span } from '../../source/source.ts';
import type { FigureSpec, TypedNode } from '../../types/value.ts';
import { leavesOf } from '../leaves.ts';
import type { TypedFigure, TypedInfer, TypedNetwork, TypedPhase, TypedReport } from '../typed.ts';

export interface Outside {
  readonly phases: readonly TypedPhase[];
  readonly networks: ReadonlyMap<string, TypedNetwork>;
  readonly reports: readonly TypedReport[];
  readonly figures: readonly TypedFigure[];
  readonly infers: readonly TypedInfer[];
}

/** One graph's worth of it. */
export interface OutsidePlace {
  /** As messages name it: `the figure samples`. */
  readonly place: string;
  readonly roots: readonly TypedNode[];
  readonly span: Span;
}

export function outsidePlaces(outside: Outside): readonly OutsidePlace[] {
  const { phases, networks, reports, figures, infers } = outside;
  return [
    ...[...networks.values()].map(({ name, result, span }) => ({
      place: `the network ${name}`,
      roots: leavesOf(result),
      span,
    })),
    ...reports.map(({ name, node, span }) => ({ place: `the report ${name}`, roots: [node], span })),
    ...figures.map(({ name, figure, span }) => ({
      place: `the figure ${name}`,
      roots: nodesOf(figure),
      span,
    })),
    ...phases
      .flatMap((phase) => phase.calibrations)
      .map(({ state, roots, span }) => ({ place: `the calibration of ${state}`, roots, span })),
    ...infers.map(({ name, result, span }) => ({
      place: `the infer ${name}`,
      roots: leavesOf(result),
      span,
    })),
  ];
}

/** The nodes that a figure shows. */
function nodesOf(figure: FigureSpec): readonly TypedNode[] {
  switch (figure.kind) {
    case 'grid':
      return figure.parts.flatMap((part) => leavesOf(part.value));
    case 'curve':
      return [figure.x, ...figure.lines.map((line) => line.node)];
    case 'priorAgainstPosterior': {
      const { mean, stddev, sample, priorMean, priorStddev, label } = figure;
      return [mean, stddev, sample, priorMean, priorStddev, ...(label ? [label] : [])];
    }
  }
}
