/**
 * @file The text form of a typed module, for golden files and for looking at what check made of a spec: params, sources, networks
 * with their weights, phases with updates and terms, then what runs beside training. One line a node (print-nodes.ts). Stable: the
 * same module gives the same bytes. Left out: spans.
 */
import { formatSchedule } from '../types/schedule.ts';
import type { OptimizerValue, FigureSpec, TypedNode, Value } from '../types/value.ts';
import { assertNever } from '../invariant.ts';
import type { WeightInit } from '../library/definition.ts';
import { NodePrinter, resultNames } from './print-nodes.ts';
import type {
  TypedAverage,
  TypedInfer,
  TypedMeasure,
  TypedModule,
  TypedNetwork,
  TypedPhase,
  TypedReport,
  TypedSource,
  TypedUpdate,
  TypedWeight,
} from './typed.ts';

/** The whole module; ends with a newline. */
export function printTyped(typed: TypedModule): string {
  const results = [...typed.networks.values()].flatMap((network) => resultNames(network.result));
  const nodes = new NodePrinter(new Map(results));
  const sections: readonly (readonly string[])[] = [
    [
      `model ${typed.model}`,
      ...[...typed.params].map(([name, value]) => `  param ${name} = ${JSON.stringify(value)}`),
    ],
    ...[...typed.sources.values()].map(sourceLines),
    ...[...typed.networks.values()].map((network) => networkLines(nodes, network)),
    typed.states.map(
      ({ name, shape, init }) => `state ${name} [${shape.join(', ')}] ${startText(nodes, init)}`,
    ),
    ...typed.phases.map((phase) => phaseLines(nodes, phase)),
    ...typed.reports.map((report) => reportLines(nodes, report)),
    ...typed.measures.map((measure) => measureLines(nodes, measure)),
    ...typed.figures.map(({ name, title, figure }) =>
      section(nodes, `figure ${name} ${JSON.stringify(title)}`, () => figureLines(nodes, figure)),
    ),
    ...typed.infers.map((infer) => inferLines(nodes, infer)),
    [
      ...(typed.sampler === undefined ? [] : [`sampler ${typed.sampler}`]),
      ...(typed.reconstructor === undefined ? [] : [`reconstructor ${typed.reconstructor}`]),
      ...typed.remarks.map((remark) => `remark: ${remark}`),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A heading, the nodes that `body` was the first to need, and what `body` says. */
function section(nodes: NodePrinter, heading: string, body: () => readonly string[]): readonly string[] {
  const lines = body();
  return [heading, ...[...nodes.take(), ...lines].map((line) => `  ${line}`)];
}

function sourceLines(source: TypedSource): readonly string[] {
  const options = Object.entries(source.options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return [
    `data ${source.name} from ${source.loader}(${options.join(', ')})`,
    ...source.fields.map((field) => {
      const transforms = field.transforms.map(
        ({ kind, options: given }) => ` |> ${kind} ${JSON.stringify(given)}`,
      );
      const range = field.range ? ` in [${field.range.join(', ')}]` : '';
      const classes = field.classes === undefined ? '' : ` of ${field.classes} classes`;
      return `  ${field.name} = column ${field.column}${transforms.join('')}: ${field.dtype}[${field.shape.join(', ')}]${range}${classes}`;
    }),
  ];
}

function networkLines(nodes: NodePrinter, network: TypedNetwork): readonly string[] {
  const frozen = network.frozen ? ', frozen' : '';
  return section(nodes, `${network.role} ${network.name} -> ${network.signature}${frozen}`, () => {
    for (const parameter of network.parameters) nodes.node(parameter);
    return [
      `result ${nodes.value(network.result)}`,
      ...network.weights.map(
        (weight) => `weight ${weight.path} [${weight.shape.join(', ')}] ${initText(nodes, weight)}`,
      ),
      ...network.buffers.map(
        (buffer) => `buffer ${buffer.path} [${buffer.shape.join(', ')}] ${startText(nodes, buffer.init)}`,
      ),
    ];
  });
}

function initText(nodes: NodePrinter, { init, convolutionKernel, isKernel }: TypedWeight): string {
  const kernel = convolutionKernel ? ', convolution kernel' : isKernel ? ', kernel' : '';
  return `${startText(nodes, init)}${kernel}`;
}

function startText(nodes: NodePrinter, init: WeightInit): string {
  switch (init.kind) {
    case 'constant':
      return `constant ${init.value}`;
    case 'uniform':
      return `uniform ${init.low} to ${init.high}`;
    case 'normal':
      return `normal ${init.mean}, ${init.stddev}`;
    case 'orthogonal':
      return `orthogonal ${init.gain}`;
    case 'computed':
      return `computed ${nodes.node(init.node)}`;
    default:
      return assertNever(init, 'initialiser');
  }
}

function phaseLines(nodes: NodePrinter, phase: TypedPhase): readonly string[] {
  const { count, unit } = phase.duration;
  const after = phase.after === undefined ? '' : ` after ${phase.after}`;
  return section(
    nodes,
    `train ${phase.name}${after}: batch ${phase.batch}${phase.parts === 1 ? '' : ` in ${phase.parts} parts`}, ${count} ${unit}`,
    () => [
      ...phase.updates.flatMap((update) => updateLines(nodes, update)),
      ...phase.advances.map(
        ({ state, node, after: place }) => `advance ${state} = ${nodes.node(node)}, after ${place} updates`,
      ),
      ...phase.games.map((game) => `game ${game.name} = ${nodes.node(game.node)}${unitText(game.unit)}`),
      ...phase.tracks.map((track) => `track ${track.name} = ${nodes.node(track.node)}`),
      ...phase.averages.map((average) => averageText(nodes, average)),
      ...phase.calibrations.map(
        ({ state, batches, roots }) =>
          `calibrate ${state} for ${batches} batches of ${roots.map((root) => nodes.node(root)).join(', ')}`,
      ),
    ],
  );
}

function updateLines(nodes: NodePrinter, update: TypedUpdate): readonly string[] {
  const times = update.times === 1 ? '' : ` times ${update.times}`;
  return [
    `update ${update.networks.join(', ')} with ${optimizerText(update.optimizer)}${times}`,
    ...update.terms.flatMap((term) => {
      const every = term.every === 1 ? '' : ` every ${term.every}`;
      const loss = nodes.node(term.loss);
      const value = nodes.node(term.value);
      return [
        `  ${term.goal} ${term.name} = ${value}${every}${unitText(term.note?.unit ?? '')}, loss ${loss}`,
        ...term.parts.map((part) => `    part ${part.name} = ${nodes.node(part.node)}`),
        ...(term.note ? [`    ${term.note.sentence} ${term.note.formula} (${term.note.source})`] : []),
      ];
    }),
  ];
}

function averageText(nodes: NodePrinter, { name, of, rate, from }: TypedAverage): string {
  const followed = of.kind === 'network' ? of.network : nodes.node(of.node);
  const speed =
    rate.kind === 'decay'
      ? `decay ${formatSchedule(rate.schedule)}`
      : `halfLife ${rate.time.amount} ${rate.time.unit}`;
  const start = from === undefined ? '' : ` from ${from.unit} ${from.amount}`;
  return `average ${followed} as ${name} ${speed}${start}`;
}

const unitText = (unit: string): string => (unit === '' ? '' : ` in ${unit}`);

function optimizerText(optimizer: OptimizerValue): string {
  const settings = Object.entries(optimizer.settings).map(
    ([name, value]) => `${name}: ${formatSchedule(value)}`,
  );
  return `${optimizer.name}(${[formatSchedule(optimizer.rate), ...settings].join(', ')})`;
}

function reportLines(nodes: NodePrinter, report: TypedReport): readonly string[] {
  const examples = report.examples === undefined ? '' : ` for ${report.examples} examples`;
  return section(nodes, `report ${report.name}${unitText(report.unit)}${examples}`, () => [
    `value ${nodes.node(report.node)}`,
  ]);
}

function measureLines(nodes: NodePrinter, measure: TypedMeasure): readonly string[] {
  const { name, kind, samples, data, generated } = measure;
  return section(
    nodes,
    `report ${name} = ${kind} of ${samples} samples against ${data.source}.${data.field}`,
    () => [
      `generated ${nodes.node(generated)}`,
      ...(measure.kind === 'classifierAccuracy' ? [`asked ${nodes.node(measure.asked)}`] : []),
    ],
  );
}

function figureLines(nodes: NodePrinter, figure: FigureSpec): readonly string[] {
  const every = figure.every ? `, every ${figure.every.amount} ${figure.every.unit}` : '';
  const named = (parts: Readonly<Record<string, TypedNode | undefined>>): readonly string[] =>
    Object.entries(parts).flatMap(([name, node]) => (node ? [`${name}: ${nodes.node(node)}`] : []));
  switch (figure.kind) {
    case 'grid':
      return [
        `grid of ${figure.count}${figure.columns === undefined ? '' : ` in ${figure.columns} columns`}${every}`,
        ...figure.parts.map((part) => `${part.label}: ${nodes.value(part.value)}`),
        ...(figure.above ? [`above: ${nodes.value(figure.above)}`] : []),
        ...(figure.beside ? [`beside: ${nodes.value(figure.beside)}`] : []),
      ];
    case 'curve':
      return [
        `curve${every}`,
        `x: ${nodes.node(figure.x)}`,
        ...figure.lines.map((line) => `${line.label}: ${nodes.node(line.node)}`),
      ];
    case 'priorAgainstPosterior': {
      const { mean, stddev, sample, priorMean, priorStddev, label } = figure;
      return [
        `priorAgainstPosterior of ${figure.count}${every}`,
        ...named({ mean, stddev, sample, priorMean, priorStddev, label }),
      ];
    }
    default:
      return assertNever(figure, 'figure');
  }
}

function inferLines(nodes: NodePrinter, infer: TypedInfer): readonly string[] {
  return section(nodes, `infer ${infer.name} ${JSON.stringify(infer.documentation)}`, () => {
    const parameters = infer.parameters.map(({ node, name, defaultValue }) => {
      const standard = defaultValue === undefined ? '' : ` = ${defaultValue}`;
      return `${name}: ${nodes.node(node)}${standard}`;
    });
    const result: Value = infer.result;
    return [`parameters ${parameters.join(', ')}`, `result ${nodes.value(result)}`];
  });
}
