/**
 * @file What is needed where a hole stands: from the stages that follow it, then from what the whole stands in: a signature's result,
 * a parameter, a term. In: the path from the declaration to the hole. Out: words, and sizes and range where they are known.
 */
import type { Expression, Parameter, TypeExpression } from '../../ast/ast.ts';
import type { AstNode } from '../../ast/walk.ts';
import { families } from '../../library/distributions/registry.ts';
import { libraryFunctions } from '../../library/registry.ts';
import type { ParameterKind } from '../../library/definition.ts';
import type { Range } from '../../types/range.ts';

export interface Need {
  /** `Image[28, 28, 1] in [0, 1]`, `784 values`, `one number for each example`. */
  readonly text: string;
  /** Sizes of a tensor as they are written: numbers, params, sums of them. */
  readonly sizes?: readonly string[];
  readonly range?: Range;
  /** Where a distribution is needed: its family. */
  readonly family?: string;
}

/** What the derivation asks of the checker. */
export interface HoleContext {
  readonly textOf: (node: { readonly span: AstNode['span'] }) => string;
  readonly parametersOf: (callee: string) => readonly Parameter[] | undefined;
}

/** The need at the last node of `path`; undefined where nothing tells. */
export function needAt(path: readonly AstNode[], context: HoleContext): Need | undefined {
  const following: Expression[] = [];
  let at = path.length - 1;
  for (let parent = path[at - 1]; parent?.kind === 'pipe'; parent = path[at - 1]) {
    if (parent.value === path[at]) following.push(parent.stage);
    at--;
  }
  return following.reduceRight<Need | undefined>(
    (need, stage) => before(stage, need, context),
    surrounding(path.slice(0, at + 1), context),
  );
}

/** What a stage needs so that it gives `after`. */
function before(stage: Expression, after: Need | undefined, context: HoleContext): Need | undefined {
  const callee = stage.kind === 'call' ? stage.callee : stage;
  const given = stage.kind === 'call' ? stage.arguments : [];
  if (callee.kind !== 'name') return undefined;
  const first = context.parametersOf(callee.name)?.[0];
  if (first) return declared(first.type, context);
  if (callee.name === 'reshape') {
    const sizes = given.map((one) => context.textOf(one.value));
    return { text: `${productOf(sizes)} values`, sizes: [productOf(sizes)] };
  }
  const group = libraryFunctions.get(callee.name)?.group;
  // Elementwise functions keep a shape and make a range of their own.
  if (group === 'activation' && after?.sizes)
    return { text: `${tensorText(after.sizes)} for ${callee.name}`, sizes: after.sizes };
  return { text: `what ${context.textOf(stage)} takes` };
}

/** What is needed of the last node of `path` by the node that it stands in. */
function surrounding(path: readonly AstNode[], context: HoleContext): Need | undefined {
  const [node, parent, outer] = [path.at(-1), path.at(-2), path.at(-3)];
  switch (parent?.kind) {
    case 'body':
      if (parent.result !== node) return undefined;
      if (outer?.kind === 'network' || outer?.kind === 'block' || outer?.kind === 'infer')
        return outer.result && declared(outer.result, context);
      return outer?.kind === 'if' ? surrounding(path.slice(0, -2), context) : undefined;
    case 'let':
    case 'param':
      return parent.type && declared(parent.type, context);
    case 'term':
      return { text: 'one number for each example', sizes: [] };
    case 'report':
    case 'track':
      return { text: 'one number', sizes: [] };
    case 'sample':
      return { text: 'a distribution' };
    case 'prior':
      return { text: 'a distribution, such as Normal[20](mean: 0, stddev: 1)' };
    case 'update':
      return { text: 'an optimiser' };
    case 'figure':
      return { text: 'a figure: grid(...), curve(...)' };
    case 'game':
      return { text: 'a game: minimax(real: ..., fake: ...)' };
    case 'batch':
    case 'duration':
      return { text: 'a whole number' };
    case 'argument':
      return outer?.kind === 'call' ? ofArgument(path, context) : undefined;
    default:
      return undefined;
  }
}

/** `Bernoulli(logits: ???)`, `D(???)`, `dense(???)`: the last three nodes are call, argument and value. */
function ofArgument(path: readonly AstNode[], context: HoleContext): Need | undefined {
  const [argument, call] = [path.at(-2), path.at(-3)];
  if (argument?.kind !== 'argument' || call?.kind !== 'call') return undefined;
  const { callee } = call;
  const name = callee.kind === 'shaped' ? callee.name.name : callee.kind === 'name' ? callee.name : undefined;
  if (name === undefined) return undefined;
  const stands = path.at(-4);
  const isPiped = stands?.kind === 'pipe' && stands.stage === call;
  const place = call.arguments.filter((one) => !one.name).indexOf(argument) + (isPiped ? 1 : 0);
  const parameters = context.parametersOf(name);
  const own = argument.name
    ? parameters?.find((one) => one.name.name === argument.name?.name)
    : parameters?.[place];
  if (own) return declared(own.type, context);
  if (families.has(name)) {
    // A network that gives the distribution says over what event.
    const whole = surrounding(path.slice(0, -2), context);
    const sizes =
      callee.kind === 'shaped'
        ? callee.dimensions.map(context.textOf)
        : whole?.family === name
          ? whole.sizes
          : undefined;
    return sizes && { text: tensorText(sizes), sizes };
  }
  const definition = libraryFunctions.get(name);
  const parameter = argument.name
    ? definition?.parameters.find((one) => one.name === argument.name?.name)
    : definition?.parameters[place];
  return parameter && { text: `${name}'s ${parameter.name}: ${kindWords[parameter.kind]}` };
}

const kindWords: { readonly [K in ParameterKind]: string } = {
  tensor: 'a tensor',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  symbol: 'a word',
  string: 'a text',
  list: 'a list',
  distribution: 'a distribution',
  network: 'a network',
  initializer: 'an initialiser',
  schedule: 'a number or a schedule',
  quantity: 'a time, such as 5 epochs',
  parametrization: 'how the weight is made: spectral, equalized(...)',
  value: 'a value',
};

/** A type as it is written: names of params stand for their values, as they do in what is offered. */
function declared(type: TypeExpression, context: HoleContext): Need {
  const text = context.textOf(type);
  if (type.kind !== 'namedType') return { text };
  const sizes = type.dimensions.map(context.textOf);
  const family = type.name.name;
  if (['Image', 'Vector', 'Tensor', 'Real'].includes(family)) {
    const [low, high] = [type.range?.low, type.range?.high].map((end) =>
      end ? Number(context.textOf(end)) : NaN,
    );
    const isNumeric = !Number.isNaN(low) && !Number.isNaN(high);
    return { text, sizes, ...(isNumeric ? { range: { low: low!, high: high! } } : {}) };
  }
  if (family === 'Logit') return { text, sizes: [...sizes, '1'] };
  return families.has(family) ? { text, sizes, family } : { text };
}

/** The product of sizes as it is written: 784, or `7*7*filters`. */
export function productOf(sizes: readonly string[]): string {
  const numbers = sizes.map(Number);
  if (numbers.every(Number.isInteger)) return `${numbers.reduce((product, size) => product * size, 1)}`;
  return sizes.map((size) => (/^\w+$/.test(size) ? size : `(${size})`)).join('*');
}

function tensorText(sizes: readonly string[]): string {
  if (sizes.length === 0) return 'one number';
  const names: Readonly<Record<number, string>> = { 1: 'Vector', 3: 'Image' };
  return `${names[sizes.length] ?? 'Tensor'}[${sizes.join(', ')}]`;
}
