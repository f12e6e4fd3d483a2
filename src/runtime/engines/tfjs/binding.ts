/**
 * @file How the flat names of a plan become the nested objects that emitted functions take and return:
 * input `state posterior/dense1/kernel` is `inputs.state.posterior.dense1.kernel`, data is `inputs.data.source.field`,
 * statistics of it `inputs.statistics.sourceFieldMean`, random numbers are `inputs.random.site`, scalars `inputs.scalars.name`, arguments
 * `inputs.arguments.name`, values of earlier graphs `inputs.carried.name`; outputs are `state`, `metrics`, `values` and `carried`. The
 * compiler's emitter and the engine both use this one rule.
 */
import type { GraphPlan, InputPlan, OutputPlan } from '../../plan.ts';

/** The path of each input, by its name, in the order of the plan. Paths are unique; no path leads through another's end. */
export function inputPaths(plan: GraphPlan): ReadonlyMap<string, readonly string[]> {
  return distinctPaths(plan.inputs.map((input) => [input.name, inputPath(input)]));
}

/** The path of each output, by its name, in the order of the plan. */
export function outputPaths(plan: GraphPlan): ReadonlyMap<string, readonly string[]> {
  return distinctPaths(plan.outputs.map((output) => [output.name, outputPath(output)]));
}

function inputPath(input: InputPlan): readonly string[] {
  switch (input.role) {
    case 'state':
      return ['state', ...namePath(input.state)];
    case 'data':
      return [
        'data',
        ...namePath(input.source),
        input.draw === 0 ? camelCase(input.field) : `${camelCase(input.field)}${input.draw + 1}`,
      ];
    case 'statistic':
      return ['statistics', camelCase(`${input.source} ${input.field ?? ''} ${input.statistic}`)];
    case 'random':
      return [
        'random',
        input.repetition === 0 ? camelCase(input.site) : `${camelCase(input.site)}${input.repetition + 1}`,
      ];
    case 'scalar':
      return ['scalars', camelCase(input.name)];
    case 'argument':
      return ['arguments', camelCase(input.argument)];
    case 'carried':
      return ['carried', camelCase(input.value)];
  }
}

function outputPath(output: OutputPlan): readonly string[] {
  switch (output.role) {
    case 'state':
      return ['state', ...namePath(output.state)];
    case 'metric':
      return ['metrics', camelCase(output.metric)];
    case 'value':
      return ['values', camelCase(output.name)];
    case 'carried':
      return ['carried', camelCase(output.value)];
  }
}

/** The parts of a state's name as identifiers. */
export function namePath(name: string): string[] {
  return name.split('/').filter(Boolean).map(camelCase);
}

/** An identifier close to `name`: words after the first begin with a capital. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9_$]+/).filter(Boolean);
  const joined = words
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
  return /^[A-Za-z_$]/.test(joined) ? joined : `_${joined}`;
}

function distinctPaths(
  entries: readonly (readonly [string, readonly string[]])[],
): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  const groups = new Set<string>();
  for (const [, path] of entries)
    for (let end = 1; end < path.length; end++) groups.add(path.slice(0, end).join('/'));
  const taken = new Set<string>();
  for (const [name, path] of entries) {
    // A name that is also the beginning of others gets its own place inside the group.
    const base = groups.has(path.join('/')) ? [...path, 'value'] : [...path];
    let unique = base;
    for (let count = 2; taken.has(unique.join('/')); count++) {
      unique = [...base.slice(0, -1), `${base.at(-1) ?? ''}${count}`];
    }
    taken.add(unique.join('/'));
    result.set(name, unique);
  }
  return result;
}

type Nested<T> = { [part: string]: T | Nested<T> };

/** Builds the nested object from values by name. */
export function nest<T>(
  paths: ReadonlyMap<string, readonly string[]>,
  valueOf: (name: string) => T,
): Nested<T> {
  const root = emptyGroup<T>();
  for (const [name, path] of paths) {
    let group = root;
    for (const part of path.slice(0, -1)) group = (group[part] ??= emptyGroup<T>()) as Nested<T>;
    group[path.at(-1) ?? ''] = valueOf(name);
  }
  return root;
}

/** Without a prototype: a network may be named `constructor`. */
function emptyGroup<T>(): Nested<T> {
  return Object.create(null) as Nested<T>;
}

/** The value at a path of a nested object; undefined where there is none. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
