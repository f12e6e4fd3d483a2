/**
 * @file Typed nodes as text, one a line, each after what it is computed from: `%3 relu(%2): Vector[256] in [0, inf)`. Numbers are
 * given in the order of printing, so that the same module gives the same text. Left out: spans, and the bodies of library functions.
 */
import { formatSchedule } from '../types/schedule.ts';
import { formatType } from '../types/type.ts';
import type { NodeForm, StaticScalar, TypedNode, Value } from '../types/value.ts';
import { assertNever } from '../invariant.ts';
import { describe } from '../library/describe.ts';

export class NodePrinter {
  private readonly lines: string[] = [];
  private readonly numbers = new Map<TypedNode, number>();
  /** The results of networks, by the name that a call gives them: `mean` of a posterior, '' for a single tensor. */
  private readonly results: ReadonlyMap<TypedNode, string>;

  constructor(results: ReadonlyMap<TypedNode, string>) {
    this.results = results;
  }

  /** The lines made since the last time they were taken. */
  take(): readonly string[] {
    return this.lines.splice(0);
  }

  /** The number of a node, `%7`; prints it, and what it is computed from, where that was not done yet. */
  node(node: TypedNode): string {
    const known = this.numbers.get(node);
    if (known !== undefined) return `%${known}`;
    const inputs = node.inputs.map((input) => this.node(input));
    const number = this.numbers.size + 1;
    this.numbers.set(node, number);
    const plates = node.plates.length > 0 ? `, for each ${node.plates.join(', ')}` : '';
    const label = node.label === undefined ? '' : `  // ${node.label}`;
    this.lines.push(`%${number} ${this.form(node.form, inputs)}: ${formatType(node.type)}${plates}${label}`);
    return `%${number}`;
  }

  /** A value with the numbers of its tensors: `Normal[20](mean: %4, logVariance: %5)`. */
  value(value: Value): string {
    switch (value.kind) {
      case 'tensor':
        return this.node(value.node);
      case 'distribution': {
        const parts = [
          ...[...value.parameters].map(([name, node]) => `${name}: ${this.node(node)}`),
          ...(value.components ?? []).map((component) => this.value(component)),
          ...attributeParts(value.constants ?? {}),
        ];
        return `${describe(value).replace('the distribution ', '')}(${parts.join(', ')})`;
      }
      case 'record':
        return `{ ${[...value.fields].map(([name, part]) => `${name}: ${this.value(part)}`).join(', ')} }`;
      case 'list':
        return `[${value.items.map((item) => this.value(item)).join(', ')}]`;
      case 'plateList':
        return `for ${value.plate.size} { ${this.value(value.item)} }`;
      default:
        return describe(value);
    }
  }

  private form(form: NodeForm, inputs: readonly string[]): string {
    switch (form.kind) {
      case 'apply': {
        const layer = form.layer === undefined ? '' : ` {${form.layer}}`;
        return `${form.name}(${[...inputs, ...attributeParts(form.attributes)].join(', ')})${layer}`;
      }
      case 'constant':
        return `constant ${constantText(form.values)}`;
      case 'parameter':
        return `parameter ${form.name}`;
      case 'state':
        return `state ${form.network}/${form.path}`;
      case 'schedule':
        return `schedule ${formatSchedule(form.schedule)}`;
      case 'history':
        return `history(${inputs.join(', ')}) of ${form.size} in ${form.pool}`;
      case 'carried':
        return `carried ${form.state}`;
      case 'statistic':
        return form.field === undefined
          ? `${form.statistic} of ${form.source}`
          : `${form.statistic} of ${form.source}.${form.field} over data`;
      case 'field':
        return `field ${form.source}.${form.field}${form.draw === 0 ? '' : `, draw ${form.draw}`}`;
      case 'random': {
        const times = form.times ? `, ${form.times.name} times` : '';
        return `random ${form.distribution} at ${form.site}${times}`;
      }
      case 'call': {
        const { call } = form;
        const part = this.results.get(form.result);
        const result = part === undefined ? `: ${this.node(form.result)}` : part === '' ? '' : `.${part}`;
        const state = call.state === call.network ? '' : ` on ${call.state}`;
        const detached = call.detached ? ' with constant weights' : '';
        return `call ${call.network}(${inputs.join(', ')})${result}${state}${detached} as ${JSON.stringify(call.name)}`;
      }
      case 'unroll':
        return `unroll(${inputs.join(', ')}) over ${form.plate.name} of ${form.plate.size}`;
      case 'optimized': {
        const { variable, terms, optimizer, steps } = form.loop;
        const losses = terms.map((term) => `${term.name}: ${this.node(term.loss)}`);
        return `optimise ${this.node(variable)} from ${inputs[0] ?? ''} for ${steps} steps of ${optimizer.name} { ${losses.join(', ')} }`;
      }
      default:
        return assertNever(form, 'node form');
    }
  }
}

function attributeParts(attributes: Readonly<Record<string, StaticScalar>>): readonly string[] {
  return Object.entries(attributes).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

/** A few values as they are; of a long list its ends and its length. */
function constantText(values: readonly number[]): string {
  if (values.length === 1) return String(values[0]);
  if (values.length <= 8) return `[${values.join(', ')}]`;
  return `[${values.slice(0, 3).join(', ')}, ..., ${values.at(-1)}] (${values.length})`;
}

/** The tensors of a network's result by their names in it: '' for a single one. */
export function resultNames(value: Value, prefix = ''): readonly (readonly [TypedNode, string])[] {
  const inner = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  switch (value.kind) {
    case 'tensor':
      return [[value.node, prefix]];
    case 'distribution':
      return [
        ...[...value.parameters].map(([name, node]) => [node, inner(name)] as const),
        ...(value.components ?? []).flatMap((one, i) => resultNames(one, inner(String(i)))),
      ];
    case 'record':
      return [...value.fields].flatMap(([name, part]) => resultNames(part, inner(name)));
    case 'list':
      return value.items.flatMap((item, i) => resultNames(item, inner(String(i))));
    default:
      return [];
  }
}
