/**
 * @file A graph as the statements of a function: one `const` for each op in the graph's order, comments by paragraph, and
 * each tensor freed after its last use. Small tensors wait until the end of their paragraph, so that the calls which free
 * do not drown the ones that compute; large ones go at once.
 */
import { inputPaths, namePath, nest, outputPaths } from '../../../runtime/engines/tfjs/binding.ts';
import type { GraphPlan } from '../../../runtime/plan.ts';
import { invariant } from '../../invariant.ts';
import type { AnyNode, Graph, NodeId } from '../../ir/graph.ts';
import { bytesOf } from '../../ops/definition.ts';
import type { Program } from '../../4-lower/program.ts';
import { lastUses } from '../../5-transform/lifetimes.ts';
import { callOf, callText, list, takesNumbers } from './calls.ts';
import { numberText, propertyText } from './literals.ts';
import type { NestedText } from './nested-text.ts';
import { Names, wantedNames } from './names.ts';
import { paragraphsOf } from './paragraphs.ts';
import type { Paragraph } from './paragraphs.ts';
import type { Statement } from './statements.ts';

const blank: Statement = { kind: 'blank' };

/** Bytes that may wait for the end of a paragraph. */
const patience = 1 << 20;

export interface NumberList {
  readonly name: string;
  readonly values: readonly number[];
}

export interface EmittedFunction {
  /** The export that stands for the graph. */
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Lists of numbers that the function uses, to be declared beside it: `const name = [...]`. */
  readonly lists: readonly NumberList[];
}

/** Writes the body of `(k, inputs) => outputs` for a graph. `exports` has the names by graph, `moduleNames` those of the module, where the lists are declared. */
export function emittedFunction(
  plan: GraphPlan,
  program: Program,
  exports: ReadonlyMap<string, string>,
  moduleNames: Names,
): EmittedFunction {
  const graph = program.graphs.get(plan.name);
  const name = exports.get(plan.name);
  invariant(graph && name, `the plan names a graph ${plan.name} that the program does not have`);
  const writer = new BodyWriter(graph, plan, moduleNames, networkNames(program));
  const body = writer.write(paragraphsOf(graph, plan, program, (node) => writer.isStatement(node)));
  return { name, ...body };
}

function networkNames({ plan }: Program): ReadonlySet<string> {
  return new Set(plan.networks.map((network) => namePath(network.name)[0] ?? ''));
}

class BodyWriter {
  readonly #graph: Graph;
  readonly #moduleNames: Names;
  readonly #texts = new Map<NodeId, string>();
  readonly #resultPaths = new Map<NodeId, readonly string[]>();
  readonly #outputs: ReadonlyMap<string, readonly string[]>;
  readonly #dying: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly #names: Names;
  readonly #wanted: ReadonlyMap<NodeId, string>;
  readonly #opening: Statement[] = [];
  readonly #lists: NumberList[] = [];

  constructor(graph: Graph, plan: GraphPlan, moduleNames: Names, networks: ReadonlySet<string>) {
    this.#graph = graph;
    this.#moduleNames = moduleNames;
    this.#outputs = outputPaths(plan);
    for (const { name, node } of graph.outputs) {
      const path = this.#outputs.get(name);
      invariant(path, `output ${name} of ${graph.name} is not in the plan`);
      if (!this.#resultPaths.has(node)) this.#resultPaths.set(node, path);
    }
    this.#dying = lastUses(graph);
    this.#wanted = wantedNames(graph, this.#resultPaths, networks);
    this.#names = new Names();
    this.#bindInputs(plan);
  }

  /** Inputs are members of the parameter; constants are written where they are used. */
  isStatement(node: AnyNode): boolean {
    return node.op !== 'input' && node.op !== 'constant';
  }

  write(paragraphs: readonly Paragraph[]): Omit<EmittedFunction, 'name'> {
    const statements = [...this.#opening];
    for (const paragraph of paragraphs)
      statements.push(blank, ...this.#comments(paragraph), ...this.#calls(paragraph));
    statements.push(blank, { kind: 'return', value: this.#results() });
    return { statements, lists: this.#lists };
  }

  /** `const { posterior, adam1 } = inputs.state;`: groups of two levels get a short name, single values are read in place. */
  #bindInputs(plan: GraphPlan): void {
    const paths = inputPaths(plan);
    const locals = new Map<string, string>();
    const members = new Map<string, string[]>();
    for (const path of paths.values()) {
      const [role = '', group = ''] = path;
      // State and data come in groups of their own (networks, sources); the rest is one group.
      const key = role === 'state' || role === 'data' ? `${role}.${group}` : role;
      if (locals.has(key)) continue;
      const wanted = key === role ? role : group;
      const local = this.#names.take(wanted === 'arguments' ? 'given' : wanted);
      locals.set(key, local);
      const owner = key === role ? 'inputs' : `inputs.${role}`;
      members.set(owner, [...(members.get(owner) ?? []), local === wanted ? local : `${wanted}: ${local}`]);
    }
    for (const [owner, parts] of members)
      this.#opening.push({ kind: 'other', text: `const { ${parts.join(', ')} } = ${owner};` });
    for (const node of this.#graph.nodes) {
      if (node.op !== 'input') continue;
      const path = paths.get(node.attributes.name);
      invariant(path, `input ${node.attributes.name} of ${this.#graph.name} is not in the plan`);
      const [role = '', group = ''] = path;
      const grouped = role === 'state' || role === 'data';
      const local = locals.get(grouped ? `${role}.${group}` : role);
      this.#texts.set(
        node.id,
        `${local}${path
          .slice(grouped ? 2 : 1)
          .map(propertyText)
          .join('')}`,
      );
    }
  }

  #comments({ heading, stage, call, specLine, notes }: Paragraph): Statement[] {
    const comment = (text: string): Statement => ({ kind: 'comment', text });
    const statements: Statement[] = [];
    if (heading)
      statements.push(
        comment(`${'='.repeat(8)} ${heading} ${'='.repeat(Math.max(8, 90 - heading.length))}`),
        blank,
      );
    if (stage) statements.push(comment(`---- ${stage} ----`), blank);
    if (call) statements.push(comment(call));
    if (specLine) statements.push(comment(specLine));
    for (const { name, note } of notes) {
      statements.push(comment(`${name}: ${note.sentence}`));
      statements.push(comment(`  ${note.formula}${note.source ? `   (${note.source})` : ''}`));
    }
    return statements;
  }

  #calls({ nodes }: Paragraph): Statement[] {
    const statements: Statement[] = [];
    let done: AnyNode[] = [];
    const free = (): void => {
      if (done.length > 0)
        statements.push({ kind: 'free', names: done.map((node) => this.#textOf(node.id)) });
      done = [];
    };
    for (const node of nodes) {
      const operands = node.inputs.map((id, index) => this.#operand(node, id, index));
      const name = this.#names.take(this.#wanted.get(node.id) ?? node.op);
      this.#texts.set(node.id, name);
      statements.push({ kind: 'const', name, call: callOf(node, operands) });
      for (const id of this.#dying.get(node.id) ?? []) done.push(this.#node(id));
      if (node.op === 'adamStep') statements.push(blank);
      if (done.reduce((sum, dead) => sum + bytesOf(dead), 0) >= patience) free();
    }
    free();
    return statements;
  }

  #operand(user: AnyNode, id: NodeId, index: number): string {
    const node = this.#node(id);
    if (node.op !== 'constant') return this.#textOf(id);
    const [value = 0, ...others] = node.attributes.values;
    const isNumber = others.length === 0 && node.shape.length === 0 && node.dtype === 'f32';
    const besideTensor = user.inputs.some(
      (other, at) => at !== index && takesNumbers(user.op, at) && this.#node(other).op !== 'constant',
    );
    return isNumber && takesNumbers(user.op, index) && besideTensor
      ? numberText(value)
      : this.#constant(node);
  }

  /** Lists are declared once, outside the function: the kernel set knows them again by identity. */
  #constant(node: AnyNode & { readonly op: 'constant' }): string {
    if (node.attributes.values.length === 1) return callText(callOf(node, []));
    const known = this.#texts.get(node.id);
    if (known) return known;
    const name = this.#moduleNames.take(this.#wanted.get(node.id) ?? 'values', this.#names);
    this.#lists.push({ name, values: node.attributes.values });
    const dtype = node.dtype === 'f32' ? '' : `, '${node.dtype}'`;
    const text = `k.constant(${name}, ${list(node.shape)}${dtype})`;
    this.#texts.set(node.id, text);
    return text;
  }

  /** The results as a nested object. A tensor that is not the function's to give, or is given twice, is copied. */
  #results(): NestedText {
    const given = new Set<NodeId>();
    const values = new Map<string, string>();
    for (const { name, node } of this.#graph.outputs) {
      const isOwn = this.isStatement(this.#node(node)) && !given.has(node);
      given.add(node);
      values.set(name, isOwn ? this.#textOf(node) : `k.copy(${this.#textOf(node)})`);
    }
    return nest(this.#outputs, (name) => values.get(name) ?? '');
  }

  #node(id: NodeId): AnyNode {
    const node = this.#graph.nodes[id];
    invariant(node, `graph ${this.#graph.name} has no node ${id}`);
    return node;
  }

  #textOf(id: NodeId): string {
    const node = this.#node(id);
    if (node.op === 'constant') return this.#constant(node);
    const text = this.#texts.get(id);
    invariant(text, `node ${id} of ${this.#graph.name} is used before it is computed`, node.origin.span);
    return text;
  }
}
