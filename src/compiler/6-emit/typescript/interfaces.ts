/**
 * @file The types of emitted functions: what each takes and returns, as nested interfaces with shapes in doc comments. A
 * network's weights (or an optimiser's slots) get one interface in the module `model`; a graph that uses all of them refers to it
 * by name, one that uses some spells those out.
 */
import { inputPaths, namePath, nest, outputPaths } from '../../../runtime/engines/tfjs/binding.ts';
import type { DType, GraphPlan, Plan, Shape } from '../../../runtime/plan.ts';
import { importedTypes, Names } from './names.ts';
import { commentText, keyText } from './literals.ts';

interface Leaf {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly note?: string;
}
interface Tree {
  readonly [part: string]: Leaf | Tree;
}

/** A named group of state: all weights of a network, all slots of an optimiser. */
export interface StateGroup {
  readonly typeName: string;
  readonly documentation: string;
  /** The structure, spelled out: what is compared. */
  readonly text: string;
  /** The structure as it is declared: parts that are like a network's weights by name. */
  readonly declaration: string;
}

/** The groups of the plan's state, by their first name part: the networks, then what phases keep beside them. */
export function stateGroups(plan: Plan): ReadonlyMap<string, StateGroup> {
  const networks = new Map(plan.networks.map((network) => [namePath(network.name)[0] ?? '', network]));
  const groups = new Map<string, StateGroup>();
  const weightTypes = new Map<string, string>();
  // `g` and `G` are two networks, and a phase and an average may have one name but for its case.
  const names = new Names(importedTypes);
  for (const [name, part] of Object.entries(stateTree(plan))) {
    if (isLeaf(part)) continue;
    const network = networks.get(name);
    const typeName = names.take(`${pascalCase(name)}${network ? 'Weights' : 'State'}`);
    const text = typeText(part);
    if (network) weightTypes.set(text, typeName);
    groups.set(name, {
      typeName,
      documentation: network
        ? `The ${network.role} ${network.name}: ${network.parameters.toLocaleString('en-US')} parameters.`
        : keptDocumentation(plan, name),
      text,
      declaration: network ? text : typeText(part, weightTypes),
    });
  }
  return groups;
}

/** What a group of state beside the networks is: the average of a network, or what a phase keeps. */
function keptDocumentation(plan: Plan, group: string): string {
  const average = plan.state.find(({ kind, name }) => kind === 'average' && namePath(name)[0] === group);
  if (average?.network) return `The average ${group} of ${average.network}, in the form of its weights.`;
  return `What \`${group}\` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights.`;
}

/** The whole state of the plan as a tree, in the nesting that binding.ts gives to graphs. */
function stateTree(plan: Plan): Tree {
  const inputs = plan.state.map((entry) => ({ ...entry, role: 'state' as const, state: entry.name }));
  const paths = inputPaths({ name: '', inputs, outputs: [], flops: 0, peakBytes: 0, kernels: 0 });
  const leaves = new Map(plan.state.map(({ name, shape, dtype }) => [name, { shape, dtype }]));
  return (nest<Leaf>(paths, (name) => leaves.get(name) as Leaf)['state'] ?? {}) as Tree;
}

/** The members of a graph's inputs, as text by role. */
export function inputMembers(
  graph: GraphPlan,
  groups: ReadonlyMap<string, StateGroup>,
): ReadonlyMap<string, string> {
  const leaves = new Map(
    graph.inputs.map((input) => {
      const note = input.role === 'random' ? `${input.distribution} random numbers` : undefined;
      return [input.name, { shape: input.shape, dtype: input.dtype, ...(note ? { note } : {}) }];
    }),
  );
  return members(nest<Leaf>(inputPaths(graph), (name) => leaves.get(name) as Leaf) as Tree, groups);
}

/** The members of a graph's outputs, as text by role. */
export function outputMembers(
  graph: GraphPlan,
  groups: ReadonlyMap<string, StateGroup>,
): ReadonlyMap<string, string> {
  const leaves = new Map(
    graph.outputs.map((output) => {
      const note = output.role === 'metric' && output.unit ? output.unit : undefined;
      return [output.name, { shape: output.shape, dtype: output.dtype, ...(note ? { note } : {}) }];
    }),
  );
  return members(nest<Leaf>(outputPaths(graph), (name) => leaves.get(name) as Leaf) as Tree, groups);
}

/** Names of state groups that a type text refers to. */
export function groupsUsed(texts: Iterable<string>, groups: ReadonlyMap<string, StateGroup>): string[] {
  const whole = [...texts].join('\n');
  return [...groups.values()]
    .map((group) => group.typeName)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(whole));
}

function members(tree: Tree, groups: ReadonlyMap<string, StateGroup>): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const [role, part] of Object.entries(tree)) {
    if (isLeaf(part)) continue;
    result.set(role, role === 'state' ? stateText(part, groups) : typeText(part));
  }
  return result;
}

function stateText(tree: Tree, groups: ReadonlyMap<string, StateGroup>): string {
  const parts = Object.entries(tree).map(([name, part]) => {
    const group = groups.get(name);
    const isWhole = group && !isLeaf(part) && typeText(part) === group.text;
    return `${memberHead(name, part)}${isWhole ? group.typeName : partText(part)};`;
  });
  return `{\n${parts.join('\n')}\n}`;
}

function typeText(tree: Tree, named: ReadonlyMap<string, string> = new Map()): string {
  return `{\n${Object.entries(tree)
    .map(([name, part]) => `${memberHead(name, part)}${partText(part, named)};`)
    .join('\n')}\n}`;
}

function memberHead(name: string, part: Leaf | Tree): string {
  if (!isLeaf(part)) return `readonly ${keyText(name)}: `;
  const shape = part.shape.length === 0 ? 'a number' : `[${part.shape.join(', ')}]`;
  const about = [
    shape,
    ...(part.dtype === 'f32' ? [] : [part.dtype]),
    ...(part.note ? [part.note] : []),
  ].join(', ');
  return `/** ${commentText(about)} */\nreadonly ${keyText(name)}: `;
}

function partText(part: Leaf | Tree, named: ReadonlyMap<string, string> = new Map()): string {
  if (isLeaf(part)) return 'Tensor';
  // Whether a part has a name is asked only where there are names: each level would be written twice.
  const name = named.size > 0 ? named.get(typeText(part)) : undefined;
  return name ?? typeText(part, named);
}

function isLeaf(part: Leaf | Tree): part is Leaf {
  return Array.isArray((part as { readonly shape?: unknown }).shape);
}

/** `posterior` is `Posterior`. */
export function pascalCase(name: string): string {
  return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
}
