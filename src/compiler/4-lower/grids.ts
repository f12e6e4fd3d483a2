/**
 * @file Lowers grids of pictures: the axes of each part in the order in which it is drawn (rows, columns, examples), a `for` beside other
 * parts as a part for each of its items, and the pictures that head rows and columns.
 */
import type { GraphBuilder, Value as IrValue } from '../ir/build.ts';
import { batchPlate } from '../types/plate.ts';
import { isBounded } from '../types/range.ts';
import type { FigureSpec, PlateListValue, TypedNode, Value } from '../types/value.ts';
import type { FigureContent } from '../../runtime/plan.ts';
import type { GraphEnds } from './graph-inputs.ts';
import type { Lowerer } from './lowerer.ts';

type GridSpec = Extract<FigureSpec, { kind: 'grid' }>;
type GridPart = Extract<FigureContent, { kind: 'grid' }>['parts'][number];

interface Tools {
  readonly b: GraphBuilder;
  readonly ends: GraphEnds;
  readonly lowerer: Lowerer;
}

/** The tensor inside a value, through lists along plates. */
export function firstNode(value: Value): TypedNode | undefined {
  return value.kind === 'tensor'
    ? value.node
    : value.kind === 'plateList'
      ? firstNode(value.item)
      : undefined;
}

/** The nodes that a grid shows. */
export function nodesOfGrid({ parts, above, beside }: GridSpec): readonly TypedNode[] {
  return [...parts.map((part) => part.value), above, beside].flatMap((value) =>
    value ? (firstNode(value) ?? []) : [],
  );
}

function listsOf(value: Value): readonly PlateListValue[] {
  return value.kind === 'plateList' ? [value, ...listsOf(value.item)] : [];
}

interface Shown {
  /** [outer list, inner list, examples, h, w, c], as far as there are such axes; at least one. */
  readonly value: IrValue;
  readonly lists: readonly PlateListValue[];
  readonly hasExamples: boolean;
  readonly range: readonly [number, number];
}

function shown({ b, lowerer }: Tools, value: Value): Shown | undefined {
  const node = firstNode(value);
  if (!node) return undefined;
  const lowered = lowerer.lower(node);
  const lists = listsOf(value);
  const wanted = lists.map((list) => list.plate.name);
  const others = lowered.plates.map((plate) => plate.name).filter((name) => !wanted.includes(name));
  const at = [...wanted, ...others]
    .map((name) => lowered.plates.findIndex((plate) => plate.name === name))
    .filter((i) => i >= 0);
  const event = lowered.value.shape.slice(lowered.plates.length).map((_, i) => lowered.plates.length + i);
  const permutation = [...at, ...event];
  const moved = permutation.every((axis, i) => axis === i)
    ? lowered.value
    : b.transpose(lowered.value, permutation);
  const { range } = node.type;
  return {
    value: lowered.plates.length === 0 ? b.reshape(moved, [1, ...moved.shape]) : moved,
    lists,
    hasExamples: others.includes(batchPlate),
    range: isBounded(range) ? [range.low, range.high] : [0, 1],
  };
}

/** The grid's content; adds its outputs. */
export function gridContent(tools: Tools, spec: GridSpec): FigureContent {
  const { ends } = tools;
  const put = (output: string, value: IrValue): string => {
    ends.output(output, value, { role: 'value' });
    return output;
  };
  const parts = spec.parts.flatMap((part, i): readonly GridPart[] => {
    const picture = shown(tools, part.value);
    if (!picture) return [];
    const { range } = picture;
    const output = `part${i + 1}`;
    const [list] = picture.lists;
    if (spec.parts.length > 1 && list && picture.hasExamples) {
      const prefix = part.label.startsWith('for ') ? '' : `${part.label} `;
      return itemLabels(list).map((label, item) => ({
        output: put(`${output}_${item + 1}`, itemOf(tools.b, picture.value, 0, item)),
        label: `${prefix}${label}`,
        range,
      }));
    }
    // A table has rows and columns already: of what is behind them, one example is shown.
    const value =
      picture.lists.length > 1 && picture.hasExamples ? itemOf(tools.b, picture.value, 2, 0) : picture.value;
    return [{ output: put(output, value), label: part.label, range }];
  });
  const heads = (name: 'above' | 'beside'): { readonly [key in 'above' | 'beside']?: string } => {
    const value = spec[name];
    const picture = value && shown(tools, value);
    if (!picture) return {};
    return {
      [name]: put(name, picture.hasExamples ? itemOf(tools.b, picture.value, 1, 0) : picture.value),
    };
  };
  const rowNames = rowNamesOf(spec);
  const leading = ends.plan().outputs[0]?.shape.slice(0, -3) ?? [];
  const [rows = spec.count, across] = leading;
  const columns =
    spec.columns ??
    across ??
    (parts.length > 1
      ? parts.length * Math.max(1, Math.round(8 / parts.length))
      : Math.ceil(Math.sqrt(rows)));
  return {
    kind: 'grid',
    parts,
    columns,
    ...(rowNames && leading.length === 2 ? { rows: rowNames } : {}),
    ...heads('above'),
    ...heads('beside'),
  };
}

/** The value at one index of an axis, without the axis. */
function itemOf(b: GraphBuilder, value: IrValue, axis: number, index: number): IrValue {
  const starts = value.shape.map((_, i) => (i === axis ? index : 0));
  const sizes = value.shape.map((size, i) => (i === axis ? 1 : size));
  return b.reshape(
    b.op('slice', [value], { starts, sizes }),
    value.shape.filter((_, i) => i !== axis),
  );
}

/** What the rows of a `for` that stands alone are, where that can be said and no pictures say it. */
function rowNamesOf({ parts, beside }: GridSpec): readonly string[] | undefined {
  const [part] = parts;
  const [list] = part && parts.length === 1 && !beside ? listsOf(part.value) : [];
  return list && pointsOf(list);
}

/** The points that a list runs over, where they are numbers that are known; else 1, 2, ... */
function itemLabels(list: PlateListValue): readonly string[] {
  return pointsOf(list) ?? Array.from({ length: list.plate.size }, (_, i) => String(i + 1));
}

/** Numbers or classes that a list runs over; undefined where they are no numbers, or not known. */
function pointsOf({ plate, points }: PlateListValue): readonly string[] | undefined {
  const source = points?.form.kind === 'unroll' ? points.inputs[0]?.form : undefined;
  return source?.kind === 'constant' && source.values.length === plate.size
    ? source.values.map((number) => String(Number(number.toFixed(2))))
    : undefined;
}
