/**
 * @file Computes values of a step a second time, from inputs of their own with the same content. The same value, to the bit; but a value
 * that one update has computed need not be kept until another reads it, which is what makes the parts of a batch save memory.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { GraphNode, NodeId } from '../ir/graph.ts';
import type { OpName } from '../ops/attributes.ts';

export interface RecomputeOptions {
  /** The same minibatch or draw under another name; undefined for an input that all share. */
  readonly twin: (id: NodeId) => Value | undefined;
  /** Values that are kept whatever reads them: those that state was given. */
  readonly isKept: (id: NodeId) => boolean;
}

/** The value behind which each minibatch and draw is its twin. `done` holds what was made before, by node. */
export function recompute(
  b: GraphBuilder,
  value: Value,
  done: Map<NodeId, Value>,
  { twin, isKept }: RecomputeOptions,
): Value {
  const behind = new Set<NodeId>();
  const stack = [value.id];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (behind.has(id) || done.has(id)) continue;
    const again = twin(id);
    if (again) {
      done.set(id, again);
      continue;
    }
    behind.add(id);
    if (!isKept(id)) stack.push(...b.nodeOf({ id }).inputs);
  }
  for (const id of [...behind].sort((one, other) => one - other)) {
    const node = b.nodeOf({ id });
    const isSame = isKept(id) || node.inputs.every((input) => done.get(input)?.id === input);
    done.set(id, isSame ? node : copied(b, node, done));
  }
  return done.get(value.id)!;
}

function copied<K extends OpName>(
  b: GraphBuilder,
  node: GraphNode<K>,
  values: ReadonlyMap<NodeId, Value>,
): Value {
  return b.withOrigin(node.origin, () =>
    b.op(
      node.op,
      node.inputs.map((input) => values.get(input)!),
      node.attributes,
    ),
  );
}
