/**
 * @file What every model gets for free: a sampler and a reconstructor where its networks allow them, the figures of the chapter
 * that the file doesn't declare itself, and its terms as reports on the test split.
 */
import { familyOf } from '../library/objectives/likelihood.ts';
import { priorFigure } from '../library/programs/figures.ts';
import { sameShape } from '../types/dims.ts';
import { isUnbounded, sameRange } from '../types/range.ts';
import type { TensorType } from '../types/type.ts';
import type { DistributionValue, FigureSpec, TypedNode, Value } from '../types/value.ts';
import { CallSite } from './call-site.ts';
import type { Evaluator } from './evaluator.ts';
import { ofTheStep } from './rules/outside-step.ts';
import type { Frame } from './session.ts';
import type { TypedFigure, TypedInfer, TypedModule, TypedNetwork, TypedPhase, TypedReport } from './typed.ts';

interface Known {
  readonly networks: ReadonlyMap<string, TypedNetwork>;
  readonly phases: readonly TypedPhase[];
  readonly reports: readonly TypedReport[];
  readonly figures: readonly TypedFigure[];
  readonly infers: readonly TypedInfer[];
  readonly priors: ReadonlyMap<string, DistributionValue>;
}

type StandardPrograms = Pick<TypedModule, 'reports' | 'figures' | 'infers' | 'sampler' | 'reconstructor'>;

export function standardPrograms(evaluator: Evaluator, known: Known): StandardPrograms {
  const { networks } = known;
  const maker = new Maker(evaluator);
  const [prior] = known.priors.values();
  const source = [...networks.values()].find(
    (one) => (one.role === 'generator' || one.role === 'decoder') && prior && takes(one, prior),
  );
  const encoder = [...networks.values()].find((one) => one.role === 'encoder' && one.parameters.length === 1);
  const decoder = [...networks.values()].find((one) => one.role === 'decoder' && one.parameters.length === 1);

  const infers: TypedInfer[] = [];
  const figures: TypedFigure[] = [];
  const declared = (name: string): boolean =>
    known.infers.some((one) => one.name === name) || networks.has(name);
  const shows = (kind: FigureSpec['kind'], parts: 'one' | 'several' | undefined): boolean =>
    known.figures.some(
      ({ figure }) =>
        figure.kind === kind &&
        (parts === undefined ||
          (figure.kind === 'grid' && figure.parts.length > 1 === (parts === 'several'))),
    );

  if (prior && source) {
    const draw = (place: string): Value | undefined => maker.generated(source, prior, place);
    const result = declared('sample') ? undefined : draw('infer.sample/');
    if (result)
      infers.push({
        name: 'sample',
        documentation: `Draws from the prior through ${source.name}.`,
        parameters: [],
        result,
        span: source.span,
      });
    const picture = isPicture(result) && !shows('grid', 'one') ? draw('figure.samples/') : undefined;
    if (picture)
      figures.push(grid('samples', 'New samples', [{ value: picture, label: 'samples' }], 64, source));
  }
  if (encoder && decoder) {
    const x = evaluator.session.node(
      { kind: 'parameter', name: 'x' },
      [],
      encoder.parameters[0]!.type,
      encoder.span,
      [],
    );
    const result = declared('reconstruct')
      ? undefined
      : maker.reconstructed(encoder, decoder, x, 'infer.reconstruct/');
    if (result) {
      const documentation = `${encoder.name}, then ${decoder.name}.`;
      infers.push({
        name: 'reconstruct',
        documentation,
        parameters: [{ node: x, name: 'x', defaultValue: undefined }],
        result,
        span: decoder.span,
      });
    }
    const field = maker.fieldLike(encoder.parameters[0]!.type);
    const again =
      field && isPicture(result) && !shows('grid', 'several')
        ? maker.reconstructed(encoder, decoder, field, 'figure.reconstructions/')
        : undefined;
    if (field && again) {
      const parts = [
        { value: { kind: 'tensor' as const, node: field }, label: 'original' },
        { value: again, label: 'reconstruction' },
      ];
      figures.push(grid('reconstructions', 'Originals and reconstructions', parts, 16, decoder));
    }
    if (field && prior?.family === 'Normal' && !shows('priorAgainstPosterior', undefined)) {
      const figure = maker.latentSpace(encoder, field, prior, 'figure.latentSpace/');
      if (figure)
        figures.push({ name: 'latentSpace', title: 'Prior against posterior', figure, span: encoder.span });
    }
  }
  const has = (name: string): boolean => declared(name) || infers.some((one) => one.name === name);
  return {
    infers,
    figures,
    reports: termReports(known),
    sampler: has('sample') ? 'sample' : undefined,
    reconstructor: has('reconstruct') ? 'reconstruct' : undefined,
  };
}

function takes(network: TypedNetwork, prior: DistributionValue): boolean {
  const [only, ...others] = network.parameters;
  return only !== undefined && others.length === 0 && sameShape(only.type.shape, prior.event);
}

function isPicture(value: Value | undefined): boolean {
  return value?.kind === 'tensor' && value.node.type.shape.length === 3;
}

function grid(
  name: string,
  title: string,
  parts: Extract<FigureSpec, { kind: 'grid' }>['parts'],
  count: number,
  network: TypedNetwork,
): TypedFigure {
  return {
    name,
    title,
    figure: {
      kind: 'grid',
      parts,
      count,
      columns: undefined,
      above: undefined,
      beside: undefined,
      every: undefined,
    },
    span: network.span,
  };
}

/** The last phase's terms (and their parts), on test data in evaluation mode, under names that no report has taken. */
function termReports(known: Known): readonly TypedReport[] {
  const reports: TypedReport[] = [];
  const taken = new Set(known.reports.map((one) => one.name));
  const add = (name: string, node: TypedNode, unit: string, span: TypedReport['span']): void => {
    // A term that follows the step has no value outside of it.
    if (taken.has(name) || ofTheStep([node])) return;
    taken.add(name);
    reports.push({ name, node, unit, examples: undefined, span });
  };
  for (const update of known.phases.at(-1)?.updates ?? []) {
    for (const term of update.terms) {
      add(term.name, term.value, term.note?.unit ?? '', term.span);
      for (const part of term.parts) add(part.name, part.node, term.note?.unit ?? '', term.span);
    }
  }
  return reports;
}

/** Calls networks as a spec's expressions would. */
class Maker {
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  private site(frame: Frame, network: TypedNetwork): CallSite {
    return new CallSite(this.evaluator, frame, 'standard', network.span, new Map());
  }

  /** What a network is shown by: its average, where the model has one. */
  private stateOf({ name }: TypedNetwork): string {
    return this.evaluator.modules.averages.ofNetwork(name)?.name ?? name;
  }

  private apply(network: TypedNetwork, argument: TypedNode, frame: Frame): Value {
    return this.site(frame, network).invoke(
      { kind: 'network', network: network.name, state: this.stateOf(network), detached: false },
      [{ kind: 'tensor', node: argument }],
      network.span,
    );
  }

  latentSpace(
    encoder: TypedNetwork,
    x: TypedNode,
    prior: DistributionValue,
    place: string,
  ): FigureSpec | undefined {
    const frame = this.evaluator.modules.frame(place);
    const posterior = this.apply(encoder, x, frame);
    if (posterior.kind !== 'distribution' || posterior.family !== 'Normal' || posterior.event.length !== 1)
      return undefined;
    return priorFigure(this.site(frame, encoder), posterior, prior, {
      label: undefined,
      count: 2000,
      every: undefined,
    });
  }

  /** A tensor as it is; a distribution's mean, where it has one. */
  private point(value: Value, network: TypedNetwork, frame: Frame): TypedNode | undefined {
    if (value.kind === 'tensor') return value.node;
    return value.kind === 'distribution'
      ? familyOf(value).mean?.(this.site(frame, network), value)
      : undefined;
  }

  private shown(value: Value, network: TypedNetwork, frame: Frame): Value | undefined {
    const node = this.point(value, network, frame);
    return node ? { kind: 'tensor', node } : undefined;
  }

  generated(network: TypedNetwork, prior: DistributionValue, place: string): Value | undefined {
    const frame = this.evaluator.modules.frame(place);
    const z = familyOf(prior).sample(this.site(frame, network), prior, 'z');
    return this.shown(this.apply(network, z, frame), network, frame);
  }

  reconstructed(
    encoder: TypedNetwork,
    decoder: TypedNetwork,
    x: TypedNode,
    place: string,
  ): Value | undefined {
    const frame = this.evaluator.modules.frame(place);
    const code = this.point(this.apply(encoder, x, frame), encoder, frame);
    if (!code || !sameShape(code.type.shape, decoder.parameters[0]!.type.shape)) return undefined;
    return this.shown(this.apply(decoder, code, frame), decoder, frame);
  }

  /** A field of some source that an encoder of `type` could read. */
  fieldLike(type: TensorType): TypedNode | undefined {
    for (const source of this.evaluator.modules.sources.values()) {
      for (const field of source.fields) {
        const value = this.evaluator.modules.data.member(
          this.evaluator,
          { kind: 'source', source: source.name, draw: 0 },
          field.name,
          source.span,
        );
        if (
          value.kind !== 'tensor' ||
          value.node.type.element !== type.element ||
          !sameShape(value.node.type.shape, type.shape)
        )
          continue;
        if (isUnbounded(type.range) || sameRange(type.range, value.node.type.range)) return value.node;
      }
    }
    return undefined;
  }
}
