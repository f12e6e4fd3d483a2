/**
 * @file One call of a library function: its bound arguments and the services of `Call`.
 */
import type { Argument } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BufferRequest, Call, NodeRequest, WeightRequest } from '../library/definition.ts';
import { realNode } from '../library/functions/operators.ts';
import type { Span } from '../source/source.ts';
import type { Dim } from '../types/dims.ts';
import type { LayerBuffer } from '../types/lower-rule.ts';
import type { Meaning } from '../types/meaning.ts';
import type { Plate } from '../types/plate.ts';
import { realType } from '../types/type.ts';
import type { TensorType } from '../types/type.ts';
import { nonNegative, unitRange, unbounded } from '../types/range.ts';
import { SizeNotKnown, unknownSize } from '../types/dims.ts';
import { errorValue, isUndecided } from '../types/value.ts';
import type {
  DataStatistic,
  DistributionValue,
  ErrorValue,
  InitializerValue,
  NetworkValue,
  Parametrization,
  Quantity,
  Schedule,
  TextValue,
  TypedNode,
  Value,
} from '../types/value.ts';
import type { Bound } from './bind-arguments.ts';
import { textWords } from './data-values.ts';
import type { Evaluator } from './evaluator.ts';
import type { Frame } from './session.ts';

/** `Call` over bound arguments. */
export class CallSite implements Call {
  readonly name: string;
  readonly span: Span;
  private readonly evaluator: Evaluator;
  private readonly frame: Frame;
  private readonly bound: ReadonlyMap<string, Bound>;

  constructor(
    evaluator: Evaluator,
    frame: Frame,
    name: string,
    span: Span,
    bound: ReadonlyMap<string, Bound>,
  ) {
    this.evaluator = evaluator;
    this.frame = frame;
    this.name = name;
    this.span = span;
    this.bound = bound;
  }

  has(parameter: string): boolean {
    return this.bound.has(parameter);
  }
  spanOf(parameter: string): Span {
    return this.bound.get(parameter)?.span ?? this.span;
  }
  textOf(parameter: string): string {
    return this.bound.get(parameter)?.text ?? '';
  }
  value(parameter: string): Value {
    return this.bound.get(parameter)?.value ?? errorValue;
  }
  private of<K extends Value['kind']>(parameter: string, kind: K): Extract<Value, { kind: K }> {
    const value = this.value(parameter);
    if (value.kind === kind) return value as Extract<Value, { kind: K }>;
    if (isUndecided(value))
      throw new SizeNotKnown(`internal error: ${parameter} of ${this.name} is undecided`);
    throw new Error(`internal error: ${this.name} asked for ${parameter} as ${kind}, bound as ${value.kind}`);
  }
  tensor(parameter: string): TypedNode {
    return this.of(parameter, 'tensor').node;
  }
  operand(parameter: string, value = this.value(parameter)): TypedNode | undefined {
    const node = this.evaluator.tensorOf(value, this.spanOf(parameter));
    return node && realNode((request) => this.node(request), node);
  }
  int(parameter: string): number {
    return this.of(parameter, 'number').value;
  }
  size(parameter: string): Dim {
    const value = this.value(parameter);
    if (value.kind === 'error') return unknownSize;
    return value.kind === 'size' ? value.size : this.of(parameter, 'number').value;
  }
  number(parameter: string): number {
    return this.of(parameter, 'number').value;
  }
  boolean(parameter: string): boolean {
    return this.of(parameter, 'boolean').value;
  }
  symbol(parameter: string): string | undefined {
    const value = this.value(parameter);
    return value.kind === 'symbol' ? value.name : undefined;
  }
  string(parameter: string): string {
    return this.of(parameter, 'string').value;
  }
  list(parameter: string): readonly Value[] {
    return this.of(parameter, 'list').items;
  }
  distribution(parameter: string): DistributionValue {
    return this.of(parameter, 'distribution');
  }
  initializer(parameter: string): InitializerValue | undefined {
    return this.has(parameter) ? this.of(parameter, 'initializer') : undefined;
  }
  parametrization(parameter: string): Parametrization | undefined {
    return !this.has(parameter) || this.symbol(parameter) === 'none'
      ? undefined
      : this.of(parameter, 'parametrization').form;
  }
  schedule(parameter: string): Schedule {
    return this.of(parameter, 'schedule').schedule;
  }
  quantity(parameter: string): Quantity {
    return this.of(parameter, 'quantity').quantity;
  }

  agree(a: Dim, b: Dim): boolean {
    return this.evaluator.session.agree(a, b, this.span);
  }
  needs(size: Dim): void {
    this.evaluator.session.contract?.size(size, this.span);
  }
  report(found: Diagnostic): ErrorValue {
    this.evaluator.session.report(found);
    return errorValue;
  }
  node(request: NodeRequest): TypedNode {
    return this.evaluator.session.apply(request, this.span);
  }
  means(node: TypedNode, meaning: Meaning): TypedNode {
    this.evaluator.session.meanings.set(node, meaning);
    return node;
  }
  constant(values: number | readonly number[], shape?: readonly number[]): TypedNode {
    const all = typeof values === 'number' ? [values] : values;
    return this.evaluator.session.constant(
      all,
      shape ?? (typeof values === 'number' ? [] : [all.length]),
      this.span,
    );
  }
  random(site: string, distribution: 'normal' | 'uniform', shape: readonly Dim[], times?: Plate): TypedNode {
    const name = this.frame.names.unique(this.frame.path + this.evaluator.siteName(site));
    const type = realType(shape, distribution === 'uniform' ? unitRange : unbounded);
    const form = { kind: 'random', site: name, distribution, ...(times ? { times } : {}) } as const;
    return this.evaluator.session.node(form, [], type, this.span, times ? [times.name] : []);
  }
  history(x: TypedNode, size: number): TypedNode {
    const { session } = this.evaluator;
    const past = this.node({
      name: 'stopGradient',
      inputs: [x],
      type: x.type,
      lower: ({ b }, [one]) => ({ value: b.stopGradient(one!.value), plates: one!.plates }),
    });
    const draws = this.random('history', 'uniform', [2]);
    const pool = draws.form.kind === 'random' ? draws.form.site : '';
    return session.node({ kind: 'history', pool, size }, [past, draws], x.type, this.span, []);
  }
  freshDraw(value: Value): Value | undefined {
    return this.evaluator.modules.data.freshDraw(this.evaluator, value, this.frame);
  }
  statistic(statistic: DataStatistic, type: TensorType): TypedNode {
    return this.evaluator.session.node({ kind: 'statistic', ...statistic }, [], type, this.span, []);
  }
  vocabulary(): readonly string[] | 'unknown' | undefined {
    const { sources, hasFaultySource } = this.evaluator.modules;
    return textWords(sources) ?? (hasFaultySource ? 'unknown' : undefined);
  }
  textCounts(text: TextValue, size: number): TypedNode {
    const form = { kind: 'parameter', name: text.parameter } as const;
    return (text.counts ??= this.evaluator.session.node(
      form,
      [],
      realType([size], nonNegative),
      text.span,
      [],
    ));
  }
  unroll(tensor: TypedNode, plate: Plate): TypedNode {
    const type = { ...tensor.type, shape: tensor.type.shape.slice(1) };
    return this.evaluator.session.node({ kind: 'unroll', plate }, [tensor], type, this.span, [
      ...tensor.plates,
      plate.name,
    ]);
  }
  layer(): string | undefined {
    if (this.frame.store)
      return `${this.frame.path}${this.name}${this.frame.names.numbered(this.frame.path + this.name)}`;
    this.report(
      diagnostic(
        'player/weights-outside-network',
        this.span,
        { name: this.name },
        { help: 'move it into the body of a network, which an update then trains' },
      ),
    );
    return undefined;
  }
  weight(layer: string, request: WeightRequest): TypedNode {
    return this.frame.store!.weight(layer, request, this.span);
  }
  buffer(layer: string, request: BufferRequest): LayerBuffer {
    return this.frame.store!.buffer(layer, request);
  }
  kernels(network: NetworkValue): readonly { readonly path: string; readonly node: TypedNode }[] {
    const { modules, session } = this.evaluator;
    const weights = modules.network(this.evaluator, network.network, this.span)?.weights ?? [];
    return weights
      .filter((weight) => weight.isKernel)
      .map(({ path, shape, span }) => {
        const form = { kind: 'state', network: network.network, path } as const;
        return { path, node: session.node(form, [], realType(shape), span, []) };
      });
  }
  isInNetwork(): boolean {
    return this.frame.store !== undefined;
  }
  invoke(callee: Value, values: readonly Value[], span: Span): Value {
    const positional = values.map((value): Bound => ({
      value,
      span,
      text: value.kind === 'tensor' ? (value.node.label ?? '') : '',
    }));
    return this.evaluator.call(callee, { positional, named: [] }, span, this.frame);
  }
  plateName(base: string): string {
    return this.evaluator.session.plateName(base);
  }
  remark(text: string): void {
    if (!this.evaluator.session.remarks.includes(text)) this.evaluator.session.remarks.push(text);
  }
}

/** Arguments of the nearest `defaults` entry that the call leaves open. */
export function defaultArguments(frame: Frame, name: string): readonly Argument[] {
  const found: Argument[] = [];
  for (let level = frame.defaults; level; level = level.parent) {
    for (const argument of level.entries.get(name) ?? []) {
      if (argument.name && !found.some((one) => one.name?.name === argument.name?.name)) found.push(argument);
    }
  }
  return found;
}
