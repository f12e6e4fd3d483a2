/**
 * @file Reverse mode: one sweep from y down to the wanted xs, written into the builder that holds them. Only nodes that lie
 * between (that depend on an x by a path with a derivative) are visited. The result is ordinary ops, so it can be
 * differentiated again.
 */
import { invariant } from '../invariant.ts';
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { GraphNode, NodeId, Origin } from '../ir/graph.ts';
import type { OpName } from '../ops/attributes.ts';
import { registry } from '../ops/registry.ts';

/**
 * d sum(y) / d x for each x, of x's shape; zeros where y doesn't depend on it. `scope` is where the gradient is asked
 * for; the new nodes get the origin of the node that they differentiate, with `backward` after that scope.
 */
export function gradientsOf(
  builder: GraphBuilder,
  y: Value,
  xs: readonly Value[],
  scope: readonly string[],
): Value[] {
  const wanted = new Set<NodeId>(xs.map((x) => x.id));
  const between = nodesBetween(builder, y.id, wanted);
  const adjoints = new Map<NodeId, Value[]>();
  const found = new Map<NodeId, Value>();
  if (between.has(y.id)) adjoints.set(y.id, [builder.constant(1, y.shape)]);
  for (let id = y.id; id >= 0; id--) {
    const parts = adjoints.get(id);
    if (!parts) continue;
    adjoints.delete(id);
    const node = builder.nodeOf({ id });
    builder.withOrigin(backwardOrigin(node.origin, scope), () => {
      const adjoint = parts.reduce((sum, part) => builder.add(sum, part));
      if (wanted.has(id)) found.set(id, adjoint);
      inputGradients(builder, node, adjoint).forEach((gradient, index) => {
        const input = node.inputs[index]!;
        if (!gradient || !between.has(input)) return;
        const before = adjoints.get(input);
        if (before) before.push(gradient);
        else adjoints.set(input, [gradient]);
      });
    });
  }
  return xs.map((x) => found.get(x.id) ?? builder.constant(0, x.shape));
}

function inputGradients<K extends OpName>(
  builder: GraphBuilder,
  node: GraphNode<K>,
  adjoint: Value,
): readonly (Value | undefined)[] {
  const { vjp } = registry[node.op];
  if (vjp === 'zero') return [];
  invariant(vjp !== 'expanded', `${node.op} was not expanded before it is differentiated`, node.origin.span);
  const inputs = node.inputs.map((id) => builder.nodeOf({ id }));
  return vjp(builder, { inputs, output: node, attributes: node.attributes }, adjoint);
}

/** The nodes up to `last` through which a derivative reaches one of `wanted`, those included. */
function nodesBetween(builder: GraphBuilder, last: NodeId, wanted: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const between = new Set<NodeId>();
  // What stands before the first of them depends on none: in a step of many updates that is most of the graph.
  for (let id = Math.min(...wanted); id <= last; id++) {
    const node = builder.nodeOf({ id });
    const passes = node.dtype === 'f32' && registry[node.op].vjp !== 'zero';
    if (wanted.has(id) || (passes && node.inputs.some((input) => between.has(input)))) between.add(id);
  }
  return between;
}

/** ['update D'] and ['update D', 'D(fake)', 'dense1'] give ['update D', 'backward', 'D(fake)', 'dense1']. */
function backwardOrigin(forward: Origin, scope: readonly string[]): Origin {
  let common = 0;
  while (common < scope.length && scope[common] === forward.scope[common]) common++;
  return {
    scope: [...scope, 'backward', ...forward.scope.slice(common)],
    ...(forward.span ? { span: forward.span } : {}),
  };
}
