/** @file Lower: a typed module to a program, that is the plan and one graph for each step variant, evaluation, figure and infer. */
import { lineStarts } from '../source/source.ts';
import type { SourceSet } from '../source/source.ts';
import type { TypedModule, TypedState } from '../3-check/typed.ts';
import type { Graph } from '../ir/graph.ts';
import type { WeightInit } from '../library/definition.ts';
import type { InitPlan, NetworkPlan, Plan, StatePlan } from '../../runtime/plan.ts';
import { averageState, averagesOf } from './averages.ts';
import { lowerPhase } from './phases.ts';
import { lowerMeasure } from './measures.ts';
import { placeOf } from './places.ts';
import { lowerInfer, lowerNetwork } from './functions.ts';
import { lowerFigure, lowerReports } from './programs.ts';
import { lowerStart } from './start.ts';
import type { StepObserver } from './observer.ts';
import type { Program } from './program.ts';

export interface LowerOptions {
  readonly compilerVersion: string;
  readonly specHash: string;
  /** Told what each step graph computes and reuses. */
  readonly observe?: StepObserver;
}

export function lower(typed: TypedModule, sources: SourceSet, options: LowerOptions): Program {
  const phases = typed.phases.map((phase) => lowerPhase(typed, phase, sources, options.observe));
  const evaluations = lowerReports(typed.reports, sources);
  const measures = typed.measures.map((measure) => lowerMeasure(measure, sources));
  const figures = typed.figures.map((figure) => lowerFigure(figure, sources));
  const infers = [
    ...[...typed.networks.values()]
      .filter(({ role }) => role !== 'learned')
      .map((network) => lowerNetwork(network, network.name, sources)),
    ...averagesOf(typed).flatMap(({ name, of }) =>
      of.kind === 'network' ? [lowerNetwork(typed.networks.get(of.network)!, name, sources)] : [],
    ),
    ...typed.infers.map((one) => lowerInfer(one, sources)),
  ];
  const start = lowerStart(typed);
  const graphs = new Map<string, Graph>();
  if (start) graphs.set(start.graph.name, start.graph);
  for (const graph of [
    ...phases.flatMap((one) => one.graphs),
    ...[...evaluations, ...measures, ...figures, ...infers].flatMap((one) => one.graphs),
  ]) {
    graphs.set(graph.name, graph);
  }
  const plan: Plan = {
    format: 1,
    compiler: options.compilerVersion,
    model: typed.model,
    specHash: options.specHash,
    params: Object.fromEntries(typed.params),
    sources: [...typed.sources.values()].map((source) => ({
      name: source.name,
      loader: source.loader,
      options: source.options,
      fields: source.fields.map((field, i) => ({ ...field, place: placeOf(sources, source.fieldSpans[i]!) })),
      ...(source.augment.length === 0 ? {} : { augment: source.augment }),
      place: placeOf(sources, source.span),
    })),
    networks: [...typed.networks.values()].map((network): NetworkPlan => ({
      name: network.name,
      role: network.role,
      parameters: network.weights.reduce((sum, weight) => sum + weight.shape.reduce((a, n) => a * n, 1), 0),
      output: network.signature,
      place: placeOf(sources, network.span),
    })),
    state: [
      ...networkState(typed),
      ...typed.states.map(stateEntry),
      ...averageState(typed),
      ...phases.flatMap((one) => one.state),
    ],
    ...(start ? { start: start.plan } : {}),
    phases: phases.map((one) => one.plan),
    evaluations: evaluations.map((one) => one.plan),
    ...(measures.length > 0 ? { measures: measures.map((one) => one.plan) } : {}),
    figures: figures.map((one) => one.plan),
    infers: infers.map((one) => one.plan),
    ...(typed.sampler === undefined ? {} : { sampler: typed.sampler }),
    ...(typed.reconstructor === undefined ? {} : { reconstructor: typed.reconstructor }),
    remarks: typed.remarks,
  };
  const terms = new Map(phases.flatMap((one) => [...one.terms]));
  return { plan, graphs, terms, specLines: linesOf(sources) };
}

function stateEntry({ name, shape, init }: TypedState): StatePlan {
  return { name, kind: 'state', shape, dtype: 'f32', init: startPlan(init), convolutionKernel: false };
}

function networkState(typed: TypedModule): readonly StatePlan[] {
  return [...typed.networks.values()].flatMap((network) => [
    ...network.weights.map((weight): StatePlan => ({
      name: `${network.name}/${weight.path}`,
      kind: 'weight',
      network: network.name,
      shape: weight.shape,
      dtype: 'f32',
      init: startPlan(weight.init),
      convolutionKernel: weight.convolutionKernel,
    })),
    ...network.buffers.map((buffer): StatePlan => ({
      name: `${network.name}/${buffer.path}`,
      kind: 'buffer',
      network: network.name,
      shape: buffer.shape,
      dtype: 'f32',
      init: startPlan(buffer.init),
      convolutionKernel: false,
    })),
  ]);
}

/** A start as plan data; what is computed stands in the graph `start`. */
function startPlan(init: WeightInit): InitPlan {
  return init.kind === 'computed' ? { kind: 'computed' } : init;
}

function linesOf(sources: SourceSet): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...sources].map(([path, file]) => [
      path,
      lineStarts(file).map((start, i, starts) =>
        file.text.slice(start, starts[i + 1] === undefined ? undefined : starts[i + 1]! - 1),
      ),
    ]),
  );
}
