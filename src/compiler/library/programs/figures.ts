/** @file What a `figure` can show: grid, curve, priorAgainstPosterior. */
import { describe } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { countOf } from '../../types/dims.ts';
import type { DistributionValue, FigureSpec, Quantity, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { errorValue } from '../../types/value.ts';
import { limits, positive } from '../limits.ts';
import { normalFamily } from '../distributions/normal.ts';

export const everyParameter: ParameterDefinition = { name: 'every', kind: 'quantity', optional: true };
export const everyOf = (call: Call): Quantity | undefined =>
  call.has('every') ? call.quantity('every') : undefined;

/** The image inside a value: a tensor, or a (nested) list along plates. */
function imageIn(value: Value): TypedNode | undefined {
  if (value.kind === 'tensor') return value.node;
  return value.kind === 'plateList' ? imageIn(value.item) : undefined;
}

const grid: FunctionDefinition = {
  name: 'grid',
  group: 'figure',
  summary:
    'Pictures in rows and columns; several values stand side by side, a `for` among them with a picture for each item. Draws are the same throughout a run. `above` and `beside` are lists of pictures that head the columns and rows of a `for` inside of a `for`.',
  parameters: [
    { name: 'values', kind: 'list', rest: true, labelled: true },
    { name: 'count', kind: 'int', optional: true },
    { name: 'columns', kind: 'int', optional: true },
    { name: 'above', kind: 'value', optional: true },
    { name: 'beside', kind: 'value', optional: true },
    { name: 'mode', kind: 'symbol', symbols: ['fixed'], optional: true },
    everyParameter,
  ],
  apply(call) {
    for (const name of ['count', 'columns'])
      if (call.has(name) && !positive(call, name, call.int(name), limits.items)) return errorValue;
    const values = call.list('values').filter((one) => !(one.kind === 'symbol' && one.name === 'fixed'));
    const labels = call.textOf('values').split('\u0000');
    for (const value of values) {
      if (value.kind === 'error') return value;
      const node = imageIn(value);
      if (node?.type.shape.length === 3 && listDepth(value) <= 2) continue;
      return call.report(
        diagnostic(
          'type/grid-part',
          call.spanOf('values'),
          {
            found:
              listDepth(value) > 2
                ? `a list in a list in a list`
                : node
                  ? `a tensor of rank ${node.type.shape.length}`
                  : describe(value),
          },
          {
            help: 'show a distribution by its mean: mean(likelihood(z)); make an image of a vector by reshape(h, w, c)',
          },
        ),
      );
    }
    for (const [heads, depth] of [
      ['above', 1],
      ['beside', 0],
    ] as const) {
      if (!call.has(heads) || fitsHeads(call.value(heads), values, depth)) continue;
      return call.report(
        diagnostic(
          'program/grid-heads',
          call.spanOf(heads),
          { heads, found: describe(call.value(heads)) },
          { help: 'let as = draws(pz, 6), and for a in as { ... } in both places' },
        ),
      );
    }
    return {
      kind: 'figure',
      figure: {
        kind: 'grid',
        parts: values.map((value, i) => ({ value, label: labels[i] ?? '' })),
        count: countOfGrid(call, values),
        columns: call.has('columns') ? call.int('columns') : undefined,
        above: call.has('above') ? call.value('above') : undefined,
        beside: call.has('beside') ? call.value('beside') : undefined,
        every: everyOf(call),
      },
    };
  },
};

/** How many lists are around a value: a `for` inside of a `for` is two. */
export function listDepth(value: Value): number {
  return value.kind === 'plateList' ? 1 + listDepth(value.item) : 0;
}

/** How many examples are shown: all rows and columns of one `for` in another belong to one, a single `for` has them as columns. */
function countOfGrid(call: Call, values: readonly Value[]): number {
  if (call.has('count')) return call.int('count');
  const depth = Math.max(0, ...values.map(listDepth));
  if (values.length > 1) return depth > 0 ? 8 : 16;
  if (depth === 0) return 64;
  return depth > 1 ? 1 : call.has('columns') ? call.int('columns') : 8;
}

/** True for a list of pictures along the same items as the list that is `depth` deep in the one value of the grid. */
function fitsHeads(heads: Value, values: readonly Value[], depth: number): boolean {
  const [rows] = values;
  if (values.length !== 1 || rows?.kind !== 'plateList' || listDepth(rows) !== 2) return false;
  const list = depth === 0 ? rows : rows.item;
  return (
    heads.kind === 'plateList' &&
    list.kind === 'plateList' &&
    heads.plate.name === list.plate.name &&
    heads.item.kind === 'tensor' &&
    heads.item.node.type.shape.length === 3
  );
}

const curve: FunctionDefinition = {
  name: 'curve',
  group: 'figure',
  summary:
    'Lines over a list of points, each line a `for` over them: `curve(for x in linspace(-4, 4, 200) { D(x) })`.',
  parameters: [
    { name: 'values', kind: 'list', rest: true, labelled: true },
    { name: 'xLabel', kind: 'string', optional: true },
    { name: 'yLabel', kind: 'string', optional: true },
    everyParameter,
  ],
  apply(call) {
    const labels = call.textOf('values').split('\u0000');
    const lines: { node: TypedNode; label: string }[] = [];
    let points: TypedNode | undefined;
    for (const [i, value] of call.list('values').entries()) {
      if (value.kind === 'error') return value;
      const node = imageIn(value);
      if (value.kind !== 'plateList' || !value.points || !node || countOf(node.type.shape) !== 1) {
        return call.report(
          diagnostic(
            'type/curve-line',
            call.spanOf('values'),
            { found: describe(value) },
            { help: 'write curve(for x in linspace(-4, 4, 100) { ... })' },
          ),
        );
      }
      points ??= value.points;
      lines.push({ node, label: labels[i] ?? '' });
    }
    if (!points) return call.report(diagnostic('type/curve-line', call.span, { found: 'nothing' }));
    return {
      kind: 'figure',
      figure: {
        kind: 'curve',
        x: points,
        lines,
        xLabel: call.has('xLabel') ? call.string('xLabel') : 'x',
        yLabel: call.has('yLabel') ? call.string('yLabel') : 'value',
        every: everyOf(call),
      },
    };
  },
};

const priorAgainstPosterior: FunctionDefinition = {
  name: 'priorAgainstPosterior',
  group: 'figure',
  summary: 'The posteriors of test examples against the prior (chapter Fig. 5).',
  parameters: [
    { name: 'posterior', kind: 'distribution' },
    { name: 'prior', kind: 'distribution' },
    { name: 'label', kind: 'tensor', optional: true },
    { name: 'count', kind: 'int', optional: true },
    everyParameter,
  ],
  apply(call) {
    const [posterior, prior] = [call.distribution('posterior'), call.distribution('prior')];
    if (posterior.family !== 'Normal' || prior.family !== 'Normal' || posterior.event.length !== 1) {
      return call.report(
        diagnostic(
          'type/prior-figure',
          call.span,
          { posterior: posterior.family, prior: prior.family },
          { help: 'show reconstructions or samples in a grid instead' },
        ),
      );
    }
    const label = call.has('label') ? call.tensor('label') : undefined;
    return {
      kind: 'figure',
      figure: priorFigure(call, posterior, prior, {
        label,
        count: call.has('count') ? call.int('count') : 2000,
        every: everyOf(call),
      }),
    };
  },
};

/** What is drawn of two Normals over a latent. */
export function priorFigure(
  call: Call,
  posterior: DistributionValue,
  prior: DistributionValue,
  rest: {
    readonly label: TypedNode | undefined;
    readonly count: number;
    readonly every: Quantity | undefined;
  },
): FigureSpec {
  return {
    kind: 'priorAgainstPosterior',
    mean: normalFamily.mean!(call, posterior),
    stddev: normalFamily.stddev!(call, posterior),
    sample: normalFamily.sample(call, posterior, 'z'),
    priorMean: normalFamily.mean!(call, prior),
    priorStddev: normalFamily.stddev!(call, prior),
    ...rest,
  };
}

export const figureFunctions: readonly FunctionDefinition[] = [grid, curve, priorAgainstPosterior];
