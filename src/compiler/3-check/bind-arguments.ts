/**
 * @file The arguments of one call of a library function, bound to its parameters and converted to the kinds that these ask for.
 * Wrong names, counts and kinds are reported here, once, for every function.
 */
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FunctionDefinition, ParameterDefinition } from '../library/definition.ts';
import { describe } from '../library/describe.ts';
import { realNode } from '../library/functions/operators.ts';
import { initializerWords, libraryFunctions } from '../library/registry.ts';
import type { Span } from '../source/source.ts';
import { formatDim } from '../types/dims.ts';
import { errorValue, isUndecided } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';

/** An argument that has been evaluated. */
export interface Bound {
  readonly value: Value;
  readonly span: Span;
  readonly text: string;
}

/** A call's arguments, evaluated: positional ones first (the piped value leads). */
export interface Evaluated {
  readonly positional: readonly Bound[];
  readonly named: readonly { readonly name: string; readonly nameSpan: Span; readonly bound: Bound }[];
}

/** Binds and converts; undefined where something was reported or poisoned. */
export function bindArguments(
  evaluator: Evaluator,
  definition: Pick<FunctionDefinition, 'name' | 'parameters'>,
  given: Evaluated,
  span: Span,
): Map<string, Bound> | undefined {
  const { session } = evaluator;
  const bound = new Map<string, Bound>();
  let sound = true;
  const fail = (found: Diagnostic): void => {
    session.report(found);
    sound = false;
  };
  const byPosition = definition.parameters.filter((one) => !one.rest);
  const rest = definition.parameters.find((one) => one.rest);
  const restAt = rest ? definition.parameters.indexOf(rest) : Infinity;
  const extra: Bound[] = [];
  given.positional.forEach((argument, i) => {
    if (i >= restAt) {
      extra.push(argument);
      return;
    }
    // A bare word goes to the first parameter that allows it: `dropout(0.5, always)`.
    const word = argument.value.kind === 'symbol' ? argument.value.name : undefined;
    const taker =
      word === undefined
        ? undefined
        : byPosition.find((one) => !bound.has(one.name) && one.symbols?.includes(word));
    const parameter = taker ?? byPosition.filter((one) => !bound.has(one.name))[0];
    if (parameter) bound.set(parameter.name, argument);
    else {
      fail(
        diagnostic(
          'type/too-many-arguments',
          argument.span,
          {
            name: definition.name,
            count: byPosition.length,
          },
          { help: `it is written ${definition.name}(${byPosition.map((one) => one.name).join(', ')})` },
        ),
      );
    }
  });
  const labelled = rest?.labelled
    ? given.named.filter((one) => !definition.parameters.some((known) => known.name === one.name))
    : [];
  extra.push(...labelled.map((one) => ({ ...one.bound, text: one.name })));
  if (rest) {
    bound.set(rest.name, {
      value: { kind: 'list', items: extra.map((one) => one.value) },
      span: extra[0]?.span ?? span,
      text: extra.map((one) => one.text).join('\u0000'),
    });
  }
  for (const { name, nameSpan, bound: argument } of given.named) {
    if (labelled.some((one) => one.name === name)) continue;
    const parameter = definition.parameters.find((one) => one.name === name);
    if (!parameter) {
      const names = definition.parameters.map((one) => one.name);
      const near = suggest(name, names);
      fail(
        diagnostic(
          'name/unknown-argument',
          nameSpan,
          { name, of: definition.name, known: names },
          {
            ...(near === undefined
              ? { help: `it takes ${names.join(', ')}` }
              : { help: `did you mean \`${near}:\`?`, fix: { span: nameSpan, replacement: near } }),
          },
        ),
      );
    } else if (bound.has(name) && !parameter.rest) {
      fail(
        diagnostic(
          'type/argument-twice',
          nameSpan,
          { name, of: definition.name },
          {
            label: 'given again',
            related: [{ span: bound.get(name)!.span, label: 'first given here' }],
            help: 'keep one of them',
          },
        ),
      );
    } else bound.set(name, argument);
  }
  const isUnknown = ({ name }: { readonly name: string }): boolean =>
    !rest?.labelled && !definition.parameters.some((one) => one.name === name);
  const missing = definition.parameters.filter((one) => !one.optional && !one.rest && !bound.has(one.name));
  // A misspelt argument is missing under its right name: one fault, told once.
  if (missing.length > 0 && !given.named.some(isUnknown)) {
    fail(
      diagnostic(
        'type/missing-argument',
        span,
        {
          of: definition.name,
          missing: missing.map((one) => one.name),
        },
        {
          help: `it is written ${definition.name}(${definition.parameters
            .filter((one) => !one.optional)
            .map((one) => one.name)
            .join(', ')})`,
        },
      ),
    );
  }
  for (const parameter of definition.parameters) {
    const argument = bound.get(parameter.name);
    if (!argument) continue;
    const converted = convert(evaluator, parameter, argument);
    if (converted === undefined) {
      fail(
        diagnostic(
          'type/argument-kind',
          argument.span,
          {
            name: parameter.name,
            of: definition.name,
            wanted: wantedText(parameter),
            found: describe(argument.value),
          },
          wordHelp(parameter, argument.value),
        ),
      );
    } else if (converted.kind === 'error' && parameter.kind !== 'int') sound = false;
    else bound.set(parameter.name, { ...argument, value: converted });
  }
  return sound ? bound : undefined;
}

/** A word in quotes where the word itself is meant. */
function wordHelp(parameter: ParameterDefinition, value: Value): { readonly help?: string } {
  return value.kind === 'string' && parameter.symbols?.includes(value.value)
    ? { help: `write ${value.value} without quotes: it is a word of the language` }
    : {};
}

function wantedText(parameter: ParameterDefinition): string {
  const kinds: Readonly<Record<ParameterDefinition['kind'], string>> = {
    tensor: 'a tensor or a number',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    symbol: '',
    string: 'a text in quotes',
    list: 'a list',
    distribution: 'a distribution',
    network: 'a network',
    initializer: `an initialiser (${initializerWords.join(', ')})`,
    parametrization: '`equalized`, `spectral`',
    schedule: 'a number or a schedule',
    quantity: 'a time (`10 epochs`, `step 500`)',
    value: 'a value',
  };
  const words = (parameter.symbols ?? []).map((word) => `\`${word}\``);
  return [kinds[parameter.kind], ...words].filter((one) => one !== '').join(' or ');
}

/** A static value that a block's caller decides: kept where a rule may do with it as it is, else the call's result is unknown. */
function undecided(evaluator: Evaluator, { kind }: ParameterDefinition, { value, span }: Bound): Value {
  const fits =
    (value.kind === 'size' && (kind === 'int' || kind === 'number')) ||
    (value.kind === 'condition' && kind === 'boolean') ||
    (value.kind === 'sizes' && (kind === 'list' || kind === 'value'));
  if (fits) return value;
  return value.kind === 'size' && kind === 'tensor'
    ? { kind: 'tensor', node: evaluator.session.unknownNumber(formatDim(value.size), span) }
    : errorValue;
}

/** The value as the parameter's kind; undefined where it doesn't fit. */
function convert(evaluator: Evaluator, parameter: ParameterDefinition, argument: Bound): Value | undefined {
  const { value, span } = argument;
  if (value.kind === 'error') return value;
  if (isUndecided(value)) return undecided(evaluator, parameter, argument);
  if (value.kind === 'symbol' && parameter.symbols?.includes(value.name)) return value;
  if (value.kind === 'function' && parameter.symbols?.includes(value.name))
    return { kind: 'symbol', name: value.name };
  switch (parameter.kind) {
    case 'value':
      return value;
    case 'tensor':
      if (value.kind === 'tensor') {
        if (parameter.takesAny) return value;
        const node = realNode((request) => evaluator.session.apply(request, span), value.node);
        return node === value.node ? value : { kind: 'tensor', node };
      }
      if (value.kind === 'number')
        return { kind: 'tensor', node: evaluator.session.constant([value.value], [], span) };
      if (value.kind === 'schedule')
        return { kind: 'tensor', node: evaluator.session.scheduled(value.schedule, span) };
      return undefined;
    case 'int':
      return value.kind === 'number' && value.isInteger ? value : undefined;
    case 'number':
      return value.kind === 'number' ? value : undefined;
    case 'boolean':
      return value.kind === 'boolean' ? value : undefined;
    case 'symbol':
      return undefined;
    case 'string':
      return value.kind === 'string' ? value : undefined;
    case 'list':
      return value.kind === 'list' ? value : undefined;
    case 'distribution':
      return value.kind === 'distribution' ? value : undefined;
    case 'network':
      return value.kind === 'network' ? value : undefined;
    case 'initializer':
      if (value.kind === 'initializer') return value;
      if ((value.kind === 'symbol' || value.kind === 'function') && initializerWords.includes(value.name)) {
        return { kind: 'initializer', name: value.name, arguments: [] };
      }
      if (value.kind === 'tensor')
        return { kind: 'initializer', name: 'computed', arguments: [], node: value.node };
      return value.kind === 'number'
        ? { kind: 'initializer', name: 'constant', arguments: [value.value] }
        : undefined;
    case 'parametrization':
      // A name alone stands for its standard settings: `weight: equalized`.
      return value.kind === 'function' && libraryFunctions.get(value.name)?.group === 'parametrization'
        ? evaluator.call(value, { positional: [], named: [] }, span, evaluator.modules.frame(''))
        : value.kind === 'parametrization'
          ? value
          : undefined;
    case 'schedule':
      if (value.kind === 'schedule') return value;
      return value.kind === 'number'
        ? { kind: 'schedule', schedule: { kind: 'constant', value: value.value } }
        : undefined;
    case 'quantity':
      if (value.kind === 'quantity') return value;
      return value.kind === 'number' && value.isInteger
        ? { kind: 'quantity', quantity: { unit: 'step', amount: value.value } }
        : undefined;
  }
}
