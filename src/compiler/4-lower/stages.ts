/**
 * @file Lowers the loops of optimisation that a program reads, each to two graphs: one that computes the start and whatever else the
 * loop reads, and one step of descent that the host runs n times. Between graphs values are carried by name. The graph that the
 * program ends with is the caller's; it finds each loop's result in `bind`.
 */
import { knownShape } from '../types/dims.ts';
import type { Value as IrValue } from '../ir/build.ts';
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { invariant } from '../invariant.ts';
import { drawsRandom, visit } from '../3-check/reach.ts';
import type { SourceSet } from '../source/source.ts';
import type { Lowered } from '../types/lower-rule.ts';
import { inputsFirst } from '../types/node-order.ts';
import { batchPlate } from '../types/plate.ts';
import type { Plate } from '../types/plate.ts';
import type { OptimizeLoop, TypedNode } from '../types/value.ts';
import type { ProgramPlan, ScalarExpression, StagePlan } from '../../runtime/plan.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';
import { clipExamples, nextWeight, slotNames } from './optimizers.ts';
import { placeOf } from './places.ts';
import { alignPlates, joinPlates } from './rule-context.ts';
import { scalar } from './schedules.ts';

/** Values that a graph has from outside, by node. */
export type Bindings = ReadonlyMap<TypedNode, Lowered>;

export interface StageOptions {
  /** The program's name, which its graphs' names begin with. */
  readonly name: string;
  readonly batch: number;
  readonly fixedDraws: boolean;
  readonly sources: SourceSet;
  /** The program's own arguments, as inputs of a graph. */
  readonly parameters?: (ends: GraphEnds) => Bindings;
}

export interface LoweredStages {
  /** The stages in the plan's form; nothing where there are none. */
  readonly plan: Pick<ProgramPlan, 'stages'>;
  readonly graphs: readonly Graph[];
  /** The arguments, and the results of the loops, as inputs of the graph that comes after them. */
  readonly bind: (ends: GraphEnds) => Bindings;
}

/** The loops that `roots` depend on, in an order in which each has what it reads. */
export function lowerStages(roots: readonly TypedNode[], options: StageOptions): LoweredStages {
  const lowering = new StageLowering(options);
  const seen = new Set<TypedNode>();
  // A loop comes after the loops that it reads.
  for (const root of roots) {
    if (seen.has(root)) continue;
    for (const node of inputsFirst(root, (input) => seen.has(input))) {
      seen.add(node);
      if (node.form.kind === 'optimized') lowering.loop(node, node.form.loop);
    }
  }
  return lowering;
}

/** A value that later graphs read by its name. */
interface Carried {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'f32' | 'i32';
  readonly plates: readonly Plate[];
}

class StageLowering implements LoweredStages {
  private readonly plans: StagePlan[] = [];
  readonly graphs: Graph[] = [];
  private readonly options: StageOptions;
  private readonly results = new Map<TypedNode, Carried>();
  private readonly names = new Set<string>();

  constructor(options: StageOptions) {
    this.options = options;
  }

  get plan(): Pick<ProgramPlan, 'stages'> {
    return this.plans.length === 0 ? {} : { stages: this.plans };
  }

  readonly bind = (ends: GraphEnds): Bindings =>
    new Map([
      ...(this.options.parameters?.(ends) ?? new Map<TypedNode, Lowered>()),
      ...[...this.results].map(([node, carried]) => [node, read(ends, carried)] as const),
    ]);

  loop(node: TypedNode, loop: OptimizeLoop): void {
    const name = this.uniqueName(loop.variable.label ?? 'value');
    const { start, captured } = this.startGraph(node, loop, name);
    this.stepGraph(loop, name, start, captured);
    this.results.set(node, start);
  }

  private uniqueName(base: string): string {
    let name = base;
    for (let count = 2; this.names.has(name); count++) name = `${base}${count}`;
    this.names.add(name);
    return name;
  }

  /** Before the loop: the start, with every plate of the value, and what the terms read. */
  private startGraph(
    node: TypedNode,
    loop: OptimizeLoop,
    name: string,
  ): { readonly start: Carried; readonly captured: ReadonlyMap<TypedNode, Carried> } {
    const { batch, fixedDraws } = this.options;
    const b = new GraphBuilder(`${this.options.name}_${name}_start`);
    const ends = new GraphEnds(b);
    const bindings = this.bind(ends);
    const lowerer = new Lowerer(b, { batch, training: new Set(), input: ends.input, fixedDraws, bindings });
    const carry = (as: string, value: IrValue, plates: readonly Plate[]): Carried => {
      ends.output(as, value, { role: 'carried', value: as });
      invariant(value.dtype !== 'bool', `${as} is carried and a truth value`, node.span);
      return { name: as, shape: value.shape, dtype: value.dtype, plates };
    };
    const [from, ...others] = node.inputs.map((input) =>
      b.withOrigin({ span: input.span, scope: [] }, () => lowerer.lower(input)),
    );
    invariant(from, 'a loop has a start', node.span);
    const captured = new Map<TypedNode, Carried>();
    others.forEach((lowered, i) => {
      const input = node.inputs[i + 1]!;
      const wanted = input.form.kind === 'parameter' ? input.form.name : (input.label ?? 'given');
      captured.set(
        input,
        carry(this.uniqueName(`${name}.${wanted.replaceAll(/[^\w.]+/g, '')}`), lowered.value, lowered.plates),
      );
    });
    const hasDraws = loop.terms.some((term) => anyDraw(term.loss, loop));
    const known = new Map(joinPlates([from, ...others]).map((plate) => [plate.name, plate]));
    if (hasDraws && !known.has(batchPlate)) known.set(batchPlate, { name: batchPlate, size: batch });
    const plates = [...known.values()].filter(
      (plate) => plate.name === batchPlate || loop.variable.plates.includes(plate.name),
    );
    const start = b.withOrigin({ span: node.span, scope: [] }, () =>
      carry(
        name,
        b.broadcastTo(alignPlates(b, from, plates, loop.variable.type.shape.length), [
          ...plates.map((plate) => plate.size),
          ...knownShape(loop.variable.type.shape),
        ]),
        plates,
      ),
    );
    this.add(b, ends, 1, [], loop);
    return { start, captured };
  }

  /** One step: the sum of the terms over all examples, its gradient for the value alone, and the optimiser. */
  private stepGraph(
    loop: OptimizeLoop,
    name: string,
    start: Carried,
    captured: ReadonlyMap<TypedNode, Carried>,
  ): void {
    const b = new GraphBuilder(`${this.options.name}_${name}_step`);
    const ends = new GraphEnds(b);
    const variable = read(ends, start);
    const bindings = new Map<TypedNode, Lowered>([
      [loop.variable, variable],
      ...[...captured].map(([node, carried]) => [node, read(ends, carried)] as const),
    ]);
    const { batch } = this.options;
    // Draws of the loop differ from step to step, in figures too.
    const options = { batch, training: new Set<string>(), input: ends.input, fixedDraws: false, bindings };
    const lowerer = new Lowerer(b, options);
    const number = (as: string, value: ScalarExpression): IrValue =>
      ends.input(as, [], 'f32', { role: 'scalar', value });
    const losses = loop.terms.map((term) =>
      b.withOrigin({ span: term.span, scope: [], label: term.name }, () => {
        // Each example has a value of its own, so a sum over examples gives each the gradient of its own loss.
        const total = b.sum(lowerer.lower(term.loss).value);
        return term.every === 1
          ? total
          : b.multiply(total, number(`${term.name}.weight`, firing(term.every)));
      }),
    );
    const zeros: string[] = [];
    b.withOrigin({ span: loop.span, scope: [loop.optimizer.name] }, () => {
      const gradient = b.op('gradient', [losses.reduce((sum, one) => b.add(sum, one)), variable.value], {});
      const clipped = clipExamples({ b, scalar: number }, loop.optimizer, gradient, start.plates.length);
      const slots = new Map(
        slotNames(loop.optimizer).map((slot) => [slot, this.uniqueName(`${name}.${slot}`)]),
      );
      zeros.push(...slots.values());
      const slotOf = (slot: string): string => {
        const known = slots.get(slot);
        invariant(known, `${loop.optimizer.name} has no slot ${slot}`);
        return known;
      };
      const next = nextWeight(
        {
          b,
          time: { op: 'updates' },
          scalar: number,
          slot: (slot) => read(ends, { ...start, name: slotOf(slot) }).value,
          setSlot: (slot, value) =>
            ends.output(slotOf(slot), value, { role: 'carried', value: slotOf(slot) }),
        },
        loop.optimizer,
        variable.value,
        clipped,
      );
      ends.output(name, next, { role: 'carried', value: name });
    });
    this.add(b, ends, loop.steps, zeros, loop);
  }

  private add(
    b: GraphBuilder,
    ends: GraphEnds,
    times: number,
    zeros: readonly string[],
    loop: OptimizeLoop,
  ): void {
    this.graphs.push(b.finish());
    this.plans.push({ graph: ends.plan(), times, zeros, place: placeOf(this.options.sources, loop.span) });
  }
}

function read(ends: GraphEnds, { name, shape, dtype, plates }: Carried): Lowered {
  // Arguments and scalars have names of their own, which may be the same.
  const value = ends.input(`carried/${name}`, shape, dtype, { role: 'carried', value: name });
  return { value, plates };
}

/** k at every k-th step, else 0: a term that fires seldom counts as often as it would. */
function firing(every: number): ScalarExpression {
  const step: ScalarExpression = { op: 'step' };
  const passed: ScalarExpression = { op: 'floor', value: scalar('divide', step, every) };
  const rest = scalar('subtract', step, scalar('multiply', every, passed));
  return scalar('multiply', every, scalar('subtract', 1, scalar('minimum', 1, rest)));
}

/** True where something is drawn in each step of the loop. */
function anyDraw(root: TypedNode, loop: OptimizeLoop): boolean {
  let found = false;
  visit(root, new Set(loop.captured), (node) => {
    found ||= drawsRandom(node);
    return !found;
  });
  return found;
}
