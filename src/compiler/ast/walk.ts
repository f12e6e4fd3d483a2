/** @file Going over a tree without knowing its forms: which keys of each kind of node hold child nodes. */
import type * as ast from './ast.ts';

/** Every node of the tree. */
export type AstNode =
  | ast.Module
  | ast.ImportDeclaration
  | ast.TopLevelDeclaration
  | ast.ModelMember
  | ast.DataField
  | ast.Parameter
  | ast.TrainStatement
  | ast.UpdateMember
  | ast.EvaluateStatement
  | ast.BodyStatement
  | ast.Body
  | ast.Expression
  | ast.Argument
  | ast.TypeExpression
  | ast.IntervalExpression
  | ast.Identifier;

export type AstKind = AstNode['kind'];

type ChildKeys = { readonly [K in AstKind]: readonly (keyof Extract<AstNode, { readonly kind: K }>)[] };

/** The keys that hold child nodes, lists of them, or records of them; in the order of the source text. */
export const childKeys: ChildKeys = {
  module: ['imports', 'declarations'],
  import: ['names', 'from'],
  errorDeclaration: [],
  model: ['name', 'members'],
  param: ['name', 'type', 'value'],
  data: ['name', 'source', 'fields', 'augment'],
  dataField: ['name', 'type', 'value'],
  prior: ['name', 'value'],
  learned: ['name', 'type', 'init'],
  state: ['name', 'type', 'init'],
  defaults: ['entries'],
  block: ['name', 'parameters', 'result', 'body'],
  network: ['name', 'parameters', 'result', 'body'],
  parameter: ['name', 'type', 'defaultValue'],
  train: ['name', 'after', 'statements'],
  batch: ['size', 'parts'],
  duration: ['count'],
  let: ['name', 'type', 'value'],
  sample: ['name', 'distribution', 'times'],
  game: ['name', 'value'],
  update: ['networks', 'optimizer', 'times', 'statements'],
  term: ['name', 'value', 'every'],
  average: ['value', 'name', 'rate', 'from'],
  advance: ['name', 'value'],
  calibrate: ['network', 'batches', 'body'],
  evaluate: ['statements'],
  report: ['name', 'value', 'examples'],
  figure: ['name', 'value'],
  track: ['name', 'value'],
  infer: ['name', 'parameters', 'result', 'body'],
  allow: ['code', 'reason'],
  body: ['statements', 'result'],
  optimize: ['name', 'start', 'optimizer', 'steps', 'terms'],
  number: [],
  string: [],
  boolean: [],
  name: [],
  hole: [],
  placeholder: [],
  unary: ['operand'],
  binary: ['left', 'right'],
  pipe: ['value', 'stage'],
  call: ['callee', 'arguments'],
  argument: ['name', 'value'],
  member: ['object', 'member'],
  index: ['object', 'indices'],
  slice: ['object', 'from', 'to'],
  shaped: ['name', 'dimensions'],
  list: ['items'],
  record: ['fields'],
  range: ['from', 'to'],
  transition: ['from', 'to'],
  quantity: ['amount'],
  if: ['condition', 'consequent', 'alternative'],
  for: ['item', 'index', 'over', 'body'],
  repeat: ['count', 'body'],
  errorExpression: [],
  namedType: ['name', 'dimensions', 'range'],
  interval: ['low', 'high'],
  listType: ['item'],
  recordType: ['fields'],
  errorType: [],
  identifier: [],
};

/** The child nodes of a node, in the order of the source text (only `augment` may stand before other fields). */
export function children(node: AstNode): readonly AstNode[] {
  const found: AstNode[] = [];
  const record = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of childKeys[node.kind] as readonly string[]) collect(record[key], found);
  return found;
}

function collect(value: unknown, found: AstNode[]): void {
  if (Array.isArray(value)) {
    for (const one of value as readonly unknown[]) collect(one, found);
  } else if (typeof value === 'object' && value !== null) {
    // What has no span is a record of nodes: a field, the rate of an average.
    if ('span' in value) found.push(value as AstNode);
    else for (const one of Object.values(value)) collect(one, found);
  }
}

/** Visits a node and all below it, parents first. `enter` returns false to pass over what is below. */
export function walk(
  node: AstNode,
  enter: (node: AstNode, parent: AstNode | undefined) => boolean | void,
): void {
  const pending: [AstNode, AstNode | undefined][] = [[node, undefined]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [one, parent] = next;
    if (enter(one, parent) === false) continue;
    for (const child of [...children(one)].reverse()) pending.push([child, one]);
  }
}
