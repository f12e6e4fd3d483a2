/** @file Values in words, for messages: "Image[28, 28, 1] in [0, 1]", "the number 3", "the network G". */
import { formatDim } from '../types/dims.ts';
import { formatDistribution } from './distributions/format.ts';
import { formatType } from '../types/type.ts';
import type { Value } from '../types/value.ts';

export function describe(value: Value): string {
  switch (value.kind) {
    case 'tensor':
      return formatType(value.node.type);
    case 'number':
      return `the number ${value.value}`;
    case 'size':
      return `the number ${formatDim(value.size)}`;
    case 'condition':
      return 'a truth value';
    case 'sizes':
      return `the list ${value.name}`;
    case 'boolean':
      return `${value.value}`;
    case 'symbol':
      return `the word \`${value.name}\``;
    case 'string':
      return `the text "${value.value}"`;
    case 'text':
      return `the text ${value.parameter}`;
    case 'list':
      return `a list of ${value.items.length}`;
    case 'plateList':
      return `a list of ${value.plate.size}`;
    case 'record':
      return `a record { ${[...value.fields.keys()].join(', ')} }`;
    case 'distribution':
      return `the distribution ${formatDistribution(value)}`;
    case 'game':
      return `the game ${value.name}`;
    case 'network':
      return value.state === value.network ? `the network ${value.network}` : `the average ${value.state}`;
    case 'function':
      return `the ${value.isBlock ? 'block' : 'function'} ${value.name}`;
    case 'infer':
      return `the infer ${value.name}`;
    case 'source':
      return `the data source ${value.source}`;
    case 'optimizer':
      return `the optimiser ${value.name}`;
    case 'schedule':
      return 'a schedule';
    case 'initializer':
      return `the initialiser ${value.name}`;
    case 'parametrization':
      return `the parametrization ${value.form.kind}`;
    case 'quantity':
      return `a time in ${value.quantity.unit}s`;
    case 'measure':
      return `a ${value.measure.kind}, which only a report can be`;
    case 'figure':
      return 'a figure';
    case 'error':
      return 'nothing';
  }
}

/** What to do with a value that stands where a tensor is needed. */
export function tensorHelp(value: Value): { readonly help?: string } {
  if (value.kind === 'distribution') return { help: 'take mean(...) of it, or sample(...)' };
  if (value.kind === 'network' || value.kind === 'function' || value.kind === 'infer')
    return { help: 'call it: write its arguments in parentheses' };
  return value.kind === 'source' ? { help: `name one of its fields: ${value.source}.image` } : {};
}

/** What makes an operand of what an operator takes, where it is a tensor of the other kind. */
export const operandHelp = {
  number: 'where(condition, 1, 0) makes numbers of a condition',
  bool: 'compare it with something: x > 0.5',
} as const;
