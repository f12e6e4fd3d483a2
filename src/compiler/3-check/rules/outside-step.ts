/**
 * @file What exists only within the steps of a phase: schedules, which follow the step's number, and histories of its values. Figures, reports, infers and the bodies of
 * networks are computed outside of steps too, where such a value would have no meaning.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { FigureSpec, TypedNode } from '../../types/value.ts';
import { leavesOf } from '../leaves.ts';
import { visit } from '../reach.ts';
import type { TypedFigure, TypedInfer, TypedNetwork, TypedPhase, TypedReport } from '../typed.ts';

interface Outside {
  readonly phases: readonly TypedPhase[];
  readonly networks: ReadonlyMap<string, TypedNetwork>;
  readonly reports: readonly TypedReport[];
  readonly figures: readonly TypedFigure[];
  readonly infers: readonly TypedInfer[];
}

export function outsideStepRules({
  phases,
  networks,
  reports,
  figures,
  infers,
}: Outside): readonly Diagnostic[] {
  const places: readonly (readonly [place: string, roots: readonly TypedNode[]])[] = [
    ...[...networks.values()].map(({ name, result }) => [`the network ${name}`, leavesOf(result)] as const),
    ...reports.map(({ name, node }) => [`the report ${name}`, [node]] as const),
    ...figures.map(({ name, figure }) => [`the figure ${name}`, nodesOf(figure)] as const),
    ...phases
      .flatMap((phase) => phase.calibrations)
      .map(({ state, roots }) => [`the calibration of ${state}`, roots] as const),
    ...infers.map(({ name, result }) => [`the infer ${name}`, leavesOf(result)] as const),
  ];
  return places.flatMap(([place, roots]) => {
    const node = ofTheStep(roots);
    if (!node) return [];
    const isSchedule = node.form.kind === 'schedule';
    const help = !isSchedule
      ? 'take the value itself, without its history'
      : place.startsWith('the network')
        ? 'make it a parameter, `strength: Real`, and give the schedule in the call'
        : 'write a number, such as the value that the schedule ends with';
    const what = isSchedule ? 'a schedule' : 'a history';
    return [diagnostic('type/outside-step', node.span, { place, what }, { help })];
  });
}

/** A node behind these that has a value only in a step; undefined where there is none. */
export function ofTheStep(roots: readonly TypedNode[]): TypedNode | undefined {
  let found: TypedNode | undefined;
  const seen = new Set<TypedNode>();
  for (const root of roots)
    visit(root, seen, (node) => {
      if (node.form.kind === 'schedule' || node.form.kind === 'history') found ??= node;
      return true;
    });
  return found;
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
