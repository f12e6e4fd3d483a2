/**
 * @file What `genc interpolate` runs: an `infer` in Gen that walks straight lines between two codes, written for the model at hand. What makes
 * pictures of codes, and where the two ends come from, is chosen by type; docs/using.md has the rule.
 */
import type { TypedModule } from '../../compiler/3-check/typed.ts';
import { assertNever } from '../../compiler/invariant.ts';
import { isKnown, sameShape } from '../../compiler/types/dims.ts';
import type { Dim } from '../../compiler/types/dims.ts';
import type { TypedNode, Value } from '../../compiler/types/value.ts';
import { CommandFailure } from '../failure.ts';
import type { LoadedSpec } from '../sources.ts';
import type { Signature, SignatureParameter } from './signature.ts';
import { declaredSignatures } from './signature.ts';

/** How the ends are given: drawn from a prior, as pictures, or as the codes themselves. */
export type Ends = 'draws' | 'pictures' | 'codes';

export interface Interpolation {
  /** The name of the program. */
  readonly name: string;
  /** Its `infer`, in Gen. */
  readonly program: string;
  /** One line for people: what makes the pictures, and between what. */
  readonly description: string;
  /** Its parameters for the two ends, where it has them. */
  readonly ends: readonly [string, string] | undefined;
}

/** A network or an infer, as it is declared and as it is checked. */
interface Callable {
  readonly name: string;
  /** How it is called: a network by its average, where it has one. */
  readonly call: string;
  readonly role: string;
  readonly parameters: readonly (SignatureParameter & { readonly node: TypedNode | undefined })[];
  readonly result: Value;
}

/** What makes pictures of codes: by itself for both ends and the way between (`isWalk`), or one at a time. */
interface Maker extends Callable {
  readonly isWalk: boolean;
  /** The parameters that the two codes fill: those of one code, or the first two of a walk. */
  readonly codes: readonly string[];
  /** The shape of a code, where it is one tensor. */
  readonly shape: readonly Dim[] | undefined;
  /** The pictures among the fields of a result that is a record. */
  readonly fields?: readonly Field[];
}

/** A field that is a picture, or a list of them. */
interface Field {
  readonly name: string;
  readonly value: Value;
}

/**
 * The program for a model. `ends` says how the ends are given; undefined where none are: they are drawn then, or pictures where no prior
 * has the shape of a code. `by` names what makes the pictures, or one of several that it makes: `G.mask`. Throws `CommandFailure` where
 * nothing in the model fits.
 */
export function interpolationOf(
  spec: LoadedSpec,
  typed: TypedModule,
  ends: Ends | undefined,
  by: string | undefined,
): Interpolation {
  const all = callables(spec, typed);
  const makers = all
    .flatMap((one) => makerOf(one, typed, all) ?? [])
    .flatMap((one) => chosen(one, by) ?? [])
    .toSorted((a, b) => Number(b.isWalk) - Number(a.isWalk));
  let lack: CommandFailure | undefined;
  for (const maker of makers) {
    const found = between(maker, ends, typed, all);
    if (!(found instanceof CommandFailure)) return written(maker, found, typed, all);
    lack ??= found;
  }
  if (lack) throw lack;
  throw new CommandFailure(
    by === undefined
      ? `the model ${typed.model} has nothing that makes pictures between two codes`
      : `${by} does not make pictures of codes`,
    'that takes a generator or decoder of a prior or of an encoder, or an infer walk(a: T, b: T, ...) that gives a list of images',
  );
}

function callables(spec: LoadedSpec, typed: TypedModule): readonly Callable[] {
  const averages = new Map(
    typed.phases.flatMap((phase) =>
      phase.averages.flatMap(({ name, of }): [string, string][] =>
        of.kind === 'network' ? [[of.network, name]] : [],
      ),
    ),
  );
  const joined = (
    { name, parameters }: Signature,
    call: string,
    role: string,
    nodes: ReadonlyMap<string, TypedNode>,
    result: Value,
  ): Callable => ({
    name,
    call,
    role,
    parameters: parameters.map((one) => ({ ...one, node: nodes.get(one.name) })),
    result,
  });
  const infers = declaredSignatures(spec, typed.model).flatMap((one) => {
    const infer = typed.infers.find(({ name }) => name === one.name);
    const nodes = new Map(infer?.parameters.map(({ name, node }) => [name, node]));
    return infer ? [joined(one, one.name, 'infer', nodes, infer.result)] : [];
  });
  const networks = declaredSignatures(spec, typed.model, 'network').flatMap((one) => {
    const network = typed.networks.get(one.name);
    if (!network) return [];
    const nodes = new Map(one.parameters.map(({ name }, i) => [name, network.parameters[i]!]));
    return [joined(one, averages.get(one.name) ?? one.name, network.role, nodes, network.result)];
  });
  return [...networks, ...infers];
}

/** The shape of a value's point: a tensor's own, a distribution's mean. */
function pointShape(value: Value | undefined): readonly Dim[] | undefined {
  if (value?.kind === 'tensor') return value.node.type.shape;
  return value?.kind === 'distribution' && value.family !== 'Categorical' ? value.event : undefined;
}

const isImage = (shape: readonly Dim[] | undefined): boolean => {
  const channels = shape?.length === 3 ? shape[2] : undefined;
  return channels !== undefined && isKnown(channels) && (channels === 1 || channels === 3);
};

const realShape = (node: TypedNode | undefined): readonly Dim[] | undefined =>
  node?.type.element === 'real' && node.type.shape.length > 0 ? node.type.shape : undefined;

/** A maker as `by` names it: whole, or with one of its fields alone; undefined where it is not the one. */
function chosen(maker: Maker, by: string | undefined): Maker | undefined {
  if (by === undefined || maker.name === by || maker.call === by) return maker;
  const [name, only] = by.split('.');
  const field = maker.fields?.find((one) => one.name === only);
  return field && (maker.name === name || maker.call === name) ? { ...maker, fields: [field] } : undefined;
}

const isPicture = (value: Value): boolean => isImage(pointShape(value));

function isPictureList(value: Value): boolean {
  const item = value.kind === 'plateList' ? value.item : value.kind === 'list' ? value.items[0] : undefined;
  return item !== undefined && isPicture(item);
}

/** What of a result is a picture by `fits`: all of it, some fields of a record, or nothing. */
function picturesOf(result: Value, fits: (value: Value) => boolean): Pick<Maker, 'fields'> | undefined {
  if (result.kind !== 'record') return fits(result) ? {} : undefined;
  const fields = [...result.fields].flatMap(([name, value]) => (fits(value) ? [{ name, value }] : []));
  return fields.length > 0 ? { fields } : undefined;
}

/** A callable as what makes pictures of codes; undefined where it is no such. */
function makerOf(one: Callable, typed: TypedModule, all: readonly Callable[]): Maker | undefined {
  const { parameters, result, role } = one;
  const [a, b] = parameters;
  const [from, to] = [realShape(a?.node), realShape(b?.node)];
  const lists = picturesOf(result, isPictureList);
  if (role === 'infer' && lists && a && b && from && to && sameShape(from, to))
    return { ...one, ...lists, isWalk: true, codes: [a.name, b.name], shape: from };
  const pictures = picturesOf(result, isPicture);
  if (!pictures || role === 'encoder') return undefined;
  // Its codes: whatever has the shape of a prior, else the one that has that of an encoder's result.
  const withShape = (known: readonly (readonly Dim[])[]): Callable['parameters'] =>
    parameters.filter(({ node }) => {
      const shape = realShape(node);
      return shape !== undefined && known.some((other) => sameShape(shape, other));
    });
  const drawn = withShape([...typed.priors.values()].map(({ event }) => event));
  const encoded = all.flatMap((other) => {
    const shape = encodes(other, one) ? pointShape(other.result) : undefined;
    return shape === undefined || isImage(shape) ? [] : [shape];
  });
  const codes = drawn.length > 0 ? drawn : withShape(encoded).slice(0, 1);
  if (codes.length === 0) return undefined;
  const shape = codes.length === 1 ? realShape(codes[0]?.node) : undefined;
  return { ...one, ...pictures, isWalk: false, codes: codes.map(({ name }) => name), shape };
}

/** True where `one` makes a code of a picture, and of nothing else but what `maker` is told too. */
function encodes(one: Callable, maker: Callable): boolean {
  const [picture, ...others] = one.parameters;
  if (one.name === maker.name || (one.role !== 'encoder' && one.role !== 'infer')) return false;
  if (!isImage(realShape(picture?.node))) return false;
  return others.every(
    ({ name, standard }) => standard !== undefined || maker.parameters.some((other) => other.name === name),
  );
}

/** Where the two ends come from. */
type Between =
  | { readonly kind: 'draws'; readonly priors: readonly string[] }
  | { readonly kind: 'pictures'; readonly encoder: Callable | undefined; readonly type: string }
  | { readonly kind: 'codes'; readonly type: string };

/** The ends of a maker's walk, or why there are none. */
function between(
  maker: Maker,
  ends: Ends | undefined,
  typed: TypedModule,
  all: readonly Callable[],
): Between | CommandFailure {
  const parameters = maker.codes.flatMap((code) => maker.parameters.find(({ name }) => name === code) ?? []);
  const [first] = parameters;
  if (!first) throw new Error(`internal error: ${maker.name} has no codes`);
  const { type } = first;
  if (maker.shape && isImage(maker.shape) && maker.isWalk)
    return { kind: 'pictures', encoder: undefined, type };
  const priors = parameters.flatMap(({ node }) => {
    const found = [...typed.priors].find(([, { event }]) => sameShape(event, realShape(node) ?? []));
    return found ? [found[0]] : [];
  });
  const encoder = all.find((one) => {
    const code = encodes(one, maker) ? pointShape(one.result) : undefined;
    return code && maker.shape && sameShape(code, maker.shape);
  });
  const needed = parameters.map((one) => `${one.name}: ${one.type}`).join(', ');
  if (ends === 'codes') {
    if (maker.shape) return { kind: 'codes', type };
    return new CommandFailure(
      `${maker.name} makes pictures of several codes together (${needed}), which can only be drawn`,
      'leave the two ends out, or declare an infer walk(a: T, b: T, steps: Int = 10) that gives a list of images',
    );
  }
  if (ends !== 'pictures' && priors.length === parameters.length) return { kind: 'draws', priors };
  if (encoder) return { kind: 'pictures', encoder, type: encoder.parameters[0]!.type };
  return new CommandFailure(
    `nothing in ${typed.model} gives ${needed}, of which ${maker.name} makes pictures, for a picture`,
    priors.length === parameters.length
      ? `leave the pictures out, for walks between draws of ${priors.join(', ')}; or declare an encoder E(x: Image[h, w, c]) -> ${type}`
      : `declare an encoder E(x: Image[h, w, c]) -> ${type}`,
  );
}

/** The program in Gen. */
function written(maker: Maker, ends: Between, typed: TypedModule, all: readonly Callable[]): Interpolation {
  const kept = maker.parameters.filter(({ name }) => !maker.codes.includes(name));
  const taken = new Set([
    ...[...kept, ...all].map(({ name }) => name),
    ...[...typed.priors.keys(), ...typed.params.keys(), ...typed.sources.keys()],
  ]);
  const fresh = (name: string): string => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
    taken.add(free);
    return free;
  };
  const name = fresh('interpolation');
  const parameters = kept.map(
    (one) => `${one.name}: ${one.type}${one.standard === undefined ? '' : ` = ${one.standard}`}`,
  );
  const given = ends.kind === 'draws' ? undefined : ([fresh('from'), fresh('to')] as const);
  parameters.unshift(...(given ?? []).map((end) => `${end}: ${ends.kind === 'draws' ? '' : ends.type}`));
  const lines: string[] = [];
  const codes = endCodes(maker, ends, given, fresh, lines);
  if (maker.isWalk) {
    const walk = `${maker.call}(${[...codes.flat(), ...kept.map((one) => one.name)].join(', ')})`;
    lines.push(...walkLines(maker, walk, fresh));
  } else {
    const [steps, t] = [fresh('steps'), fresh('t')];
    parameters.push(`${steps}: Int = 10`);
    const values = maker.parameters.map((one) => {
      const pair = codes[maker.codes.indexOf(one.name)];
      return pair ? `lerp(${pair.join(', ')}, ${t})` : one.name;
    });
    const made = `${maker.call}(${values.join(', ')})`;
    lines.push(
      ...stepLines(maker, made, (body) => `for ${t} in linspace(0, 1, ${steps}) { ${body} }`, fresh),
    );
  }
  return {
    name,
    program: `  infer ${name}(${parameters.join(', ')}) {\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`,
    description: `${maker.call} between ${describeEnds(ends)}`,
    ends: given,
  };
}

/** The result of a walk: all of it, or its pictures. */
function walkLines(
  { fields, result }: Maker,
  walk: string,
  fresh: (name: string) => string,
): readonly string[] {
  if (!fields || (result.kind === 'record' && result.fields.size === fields.length)) return [walk];
  const [first] = fields;
  if (first && fields.length === 1) return [`${walk}.${first.name}`];
  const row = fresh('row');
  return [`let ${row} = ${walk}`, `{ ${fields.map(({ name }) => `${name}: ${row}.${name}`).join(', ')} }`];
}

/** A row of what is made at each step: a list, or of several pictures a record of lists, all of the same draws. */
function stepLines(
  { fields, result }: Maker,
  made: string,
  each: (body: string) => string,
  fresh: (name: string) => string,
): readonly string[] {
  const [first] = fields ?? [];
  if (!fields || !first) return [each(pointOf(result, made))];
  if (fields.length === 1) return [each(pointOf(first.value, `${made}.${first.name}`))];
  const [row, one] = [fresh('row'), fresh('one')];
  const lists = fields.map(
    ({ name, value }) => `${name}: for ${one} in ${row} { ${pointOf(value, `${one}.${name}`)} }`,
  );
  return [`let ${row} = ${each(made)}`, `{ ${lists.join(', ')} }`];
}

/** Names of the codes at both ends, a pair for each that the maker takes; what makes them is added to `lines`. */
function endCodes(
  maker: Maker,
  ends: Between,
  given: readonly [string, string] | undefined,
  fresh: (name: string) => string,
  lines: string[],
): readonly (readonly [string, string])[] {
  if (ends.kind === 'draws') {
    return (maker.isWalk ? ends.priors.slice(0, 1) : ends.priors).map((prior) => {
      const pair = [fresh('start'), fresh('end')] as const;
      lines.push(...pair.map((end) => `sample ${end} ~ ${prior}`));
      return pair;
    });
  }
  if (!given) throw new Error('internal error: ends without parameters');
  const encoder = ends.kind === 'pictures' ? ends.encoder : undefined;
  if (!encoder) return [given];
  const told = encoder.parameters
    .slice(1)
    .filter(({ name }) => maker.parameters.some((one) => one.name === name));
  const pair = [fresh('start'), fresh('end')] as const;
  for (const [i, end] of pair.entries())
    lines.push(`let ${end} = ${point(encoder, [given[i]!, ...told.map(({ name }) => name)])}`);
  return [pair];
}

function describeEnds(ends: Between): string {
  switch (ends.kind) {
    case 'draws':
      return `draws of ${[...new Set(ends.priors)].join(' and ')}`;
    case 'pictures':
      return ends.encoder ? `pictures as ${ends.encoder.call} encodes them` : 'pictures';
    case 'codes':
      return 'the given codes';
    default:
      return assertNever(ends, 'ends');
  }
}

/** A call whose value is a tensor: of a distribution, its mean. */
const point = ({ call, result }: Callable, values: readonly string[]): string =>
  pointOf(result, `${call}(${values.join(', ')})`);

const pointOf = ({ kind }: Value, text: string): string => (kind === 'distribution' ? `mean(${text})` : text);
