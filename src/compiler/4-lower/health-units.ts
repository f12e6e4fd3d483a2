/**
 * @file What is watched of latent units: the divergence of each from the prior, for every KL in closed form of a phase's terms, and how
 * much each unit of an encoder's code varies, where the code is no distribution.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import { visit } from '../3-check/reach.ts';
import type { TypedModule, TypedPhase, TypedTerm } from '../3-check/typed.ts';
import type { Span } from '../source/source.ts';
import { batchPlate } from '../types/plate.ts';
import type { TypedNode } from '../types/value.ts';
import type { Watched } from './health-games.ts';
import type { Lowerer } from './lowerer.ts';

interface WatchedUnits {
  readonly span: Span;
  readonly subject: string;
  readonly found: () => readonly Watched[];
}

/** The monitors of units, each with where it stands. */
export function watchUnits(
  b: GraphBuilder,
  lowerer: Lowerer,
  typed: TypedModule,
  phase: TypedPhase,
): readonly WatchedUnits[] {
  const trained = new Set(phase.updates.flatMap((update) => update.networks));
  const seen = new Set<TypedNode>();
  const watched: WatchedUnits[] = [];
  for (const term of phase.updates.flatMap((update) => update.terms)) {
    visit(term.loss, seen, (node) => {
      const { form } = node;
      if (form.kind === 'apply' && form.units) {
        const subject = partOf(term, node);
        const found = (): readonly Watched[] => divergences(b, lowerer, node, subject);
        watched.push({ span: term.span, subject, found });
      } else if (form.kind === 'call' && trained.has(form.call.state) && isCode(typed, form.call.network)) {
        const subject = form.call.state;
        const found = (): readonly Watched[] => variances(b, lowerer, node, subject);
        watched.push({ span: term.span, subject, found });
      }
      return true;
    });
  }
  return watched;
}

/** The name that a divergence is logged by: the part of the term that it is, or the term. */
function partOf({ name, parts }: TypedTerm, node: TypedNode): string {
  return parts.find((part) => part.node === node)?.name ?? name;
}

/** True of an encoder that gives a code, not a distribution of codes. */
function isCode(typed: TypedModule, name: string): boolean {
  const network = typed.networks.get(name);
  return network?.role === 'encoder' && network.result.kind === 'tensor';
}

function divergences(
  b: GraphBuilder,
  lowerer: Lowerer,
  node: TypedNode,
  subject: string,
): readonly Watched[] {
  const lowered = lowerer.units(node);
  const axes = lowered.plates.map((_, axis) => axis);
  const mean = axes.length === 0 ? lowered.value : b.mean(lowered.value, axes);
  return [unitsOf(b, mean, 'divergence', subject)];
}

function variances(b: GraphBuilder, lowerer: Lowerer, node: TypedNode, subject: string): readonly Watched[] {
  const { value, plates } = lowerer.lower(node);
  if (plates.length !== 1 || plates[0]!.name !== batchPlate) return [];
  const apart = b.subtract(value, b.mean(value, [0], true));
  return [unitsOf(b, b.mean(b.square(apart), [0]), 'variance', subject)];
}

function unitsOf(b: GraphBuilder, value: Value, of: 'divergence' | 'variance', subject: string): Watched {
  const units = value.shape.reduce((product, size) => product * size, 1);
  const output = `${subject}.units`;
  return {
    monitor: { name: output, kind: 'units', of, output, units, subject },
    outputs: new Map([[output, b.reshape(value, [units])]]),
  };
}
