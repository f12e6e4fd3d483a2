/**
 * @file The layout pass: which layout each rank-4 value of a graph is kept in. Convolutions fix images to NCHW and kernels
 * to OIHW; reshapes, products and the like want row order; everything between (elementwise, reductions that keep their
 * dimensions, slices, pads, ...) takes what costs the fewest moved elements. First each connected region of free nodes votes
 * as one, then single nodes change sides while that helps. In: a graph and which inputs and outputs are convolution
 * kernels. Out: a layout per node. Left out: the transposes themselves (the lowerings ask for an operand in a layout).
 */
import { assertNever } from '../../invariant.ts';
import type { AnyNode, Graph } from '../../ir/graph.ts';
import type { Shape } from '../../ops/attributes.ts';
import { type Layout, sameBytes, storedAxis } from './layout.ts';

const layouts: readonly Layout[] = ['image', 'kernel', 'row'];

/** What an op asks of rank-4 values. */
export type LayoutRule =
  /** The result's layout is given; operands stand in `operands` order, the last one for all that follow. */
  | { readonly kind: 'fixed'; readonly result: Layout; readonly operands: readonly Layout[] }
  /** Any layout, the same for rank-4 operands and result. */
  | { readonly kind: 'free' }
  /** Drops `axes`: any layout whose other axes keep their order, else row order; the result has rank below 4. */
  | { readonly kind: 'drops'; readonly axes: readonly number[] };

const rowRule: LayoutRule = { kind: 'fixed', result: 'row', operands: ['row'] };
const freeRule: LayoutRule = { kind: 'free' };

/** The rule of a node; graph inputs are not asked. */
export function layoutRule(node: AnyNode): LayoutRule {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d':
    case 'conv2dInputGradient':
      return { kind: 'fixed', result: 'image', operands: ['image', 'kernel'] };
    case 'conv2dKernelGradient':
      return { kind: 'fixed', result: 'kernel', operands: ['image'] };
    case 'sum':
    case 'mean':
    case 'max':
      return node.attributes.keepDims ? freeRule : { kind: 'drops', axes: node.attributes.axes };
    case 'argMax':
      return { kind: 'drops', axes: [node.attributes.axis] };
    case 'input':
    case 'reshape':
    case 'transpose':
    case 'gather':
    case 'scatterAdd':
    case 'matMul':
    case 'fusedMatMul':
      return rowRule;
    case 'constant':
    case 'negate':
    case 'abs':
    case 'sign':
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'rsqrt':
    case 'square':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
    case 'relu':
    case 'leakyRelu':
    case 'floor':
    case 'erf':
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'power':
    case 'maximum':
    case 'minimum':
    case 'greater':
    case 'greaterEqual':
    case 'equal':
    case 'logicalAnd':
    case 'logicalOr':
    case 'logicalNot':
    case 'select':
    case 'cast':
    case 'broadcastTo':
    case 'slice':
    case 'pad':
    case 'concat':
    case 'reverse':
    case 'stopGradient':
    case 'gradient':
    case 'movingAverage':
    case 'movingAverageOfSquares':
    case 'adamStep':
      return freeRule;
    default:
      return assertNever(node, 'op in the layout pass');
  }
}

/** The layout in which an op that drops `axes` can read a value kept in `kept`. */
export function readable(kept: Layout, axes: readonly number[]): Layout {
  const rest = [0, 1, 2, 3].filter((axis) => !axes.includes(axis)).map((axis) => storedAxis(kept, 4, axis));
  return rest.every((axis, i) => i === 0 || axis > (rest[i - 1] ?? 0)) ? kept : 'row';
}

/** Whether the layout of a node is for the pass to choose. */
function isFree(node: AnyNode): boolean {
  return node.shape.length === 4 && node.op !== 'input' && layoutRule(node).kind === 'free';
}

/** The layout of every node, by id. `kernelInputs` and `kernelOutputs` are names of inputs and outputs kept as OIHW. */
export function chooseLayouts(
  graph: Graph,
  kernelInputs: ReadonlySet<string>,
  kernelOutputs: ReadonlySet<string>,
): readonly Layout[] {
  const chosen: Layout[] = graph.nodes.map((node) => {
    if (node.shape.length !== 4) return 'row';
    if (node.op === 'input') return kernelInputs.has(node.attributes.name) ? 'kernel' : 'row';
    const rule = layoutRule(node);
    return rule.kind === 'fixed' ? rule.result : 'row';
  });
  const uses = usesOf(graph, kernelOutputs);

  /** Elements moved to bring one value to all its readers. */
  const movedFor = (id: number): number => {
    const node = graph.nodes[id] as AnyNode;
    const kept = chosen[id] ?? 'row';
    const wanted = new Set<Layout>();
    for (const wants of uses[id] ?? []) wanted.add(wants(kept, chosen));
    let moved = 0;
    for (const layout of wanted) if (!sameBytes(node.shape, kept, layout)) moved += elements(node.shape);
    return moved;
  };
  /** Elements moved at the edge of a set of nodes: their own results and what they read. */
  const movedAround = (ids: Iterable<number>): number => {
    const touched = new Set<number>();
    for (const id of ids) {
      touched.add(id);
      for (const input of graph.nodes[id]?.inputs ?? [])
        if (graph.nodes[input]?.shape.length === 4) touched.add(input);
    }
    let moved = 0;
    for (const id of touched) moved += movedFor(id);
    return moved;
  };
  /** Gives all of `ids` their cheapest common layout; whether that changed anything. */
  const settle = (ids: readonly number[]): boolean => {
    const before = chosen[ids[0] ?? 0] ?? 'row';
    let best = before;
    let bestMoved = movedAround(ids);
    for (const layout of layouts) {
      for (const id of ids) chosen[id] = layout;
      const moved = movedAround(ids);
      if (moved < bestMoved) {
        best = layout;
        bestMoved = moved;
      }
    }
    for (const id of ids) chosen[id] = best;
    return best !== before;
  };

  for (const region of freeRegions(graph)) {
    // Ties go to images: that is where a training step spends its time.
    for (const id of region) chosen[id] = 'image';
    settle(region);
  }
  const free = graph.nodes.filter(isFree).map((node) => node.id);
  for (let round = 0; round < 4; round++) {
    let changed = false;
    for (const id of round % 2 === 0 ? free : free.toReversed()) changed = settle([id]) || changed;
    if (!changed) break;
  }
  return chosen;
}

/** What a reader wants of a value that is kept in `kept`. */
type Wants = (kept: Layout, chosen: readonly Layout[]) => Layout;

function usesOf(graph: Graph, kernelOutputs: ReadonlySet<string>): readonly (readonly Wants[])[] {
  const uses: Wants[][] = graph.nodes.map(() => []);
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const rule = layoutRule(node);
    node.inputs.forEach((input, position) => {
      if (graph.nodes[input]?.shape.length !== 4) return;
      uses[input]?.push((kept, chosen) => {
        switch (rule.kind) {
          case 'fixed':
            return rule.operands[Math.min(position, rule.operands.length - 1)] ?? 'row';
          case 'free':
            return node.shape.length === 4 ? (chosen[node.id] ?? 'row') : 'row';
          case 'drops':
            return readable(kept, rule.axes);
          default:
            return assertNever(rule, 'layout rule');
        }
      });
    });
  }
  for (const output of graph.outputs) {
    if (graph.nodes[output.node]?.shape.length !== 4) continue;
    uses[output.node]?.push(() => (kernelOutputs.has(output.name) ? 'kernel' : 'row'));
  }
  return uses;
}

/** Sets of free nodes that feed each other. */
function freeRegions(graph: Graph): readonly (readonly number[])[] {
  const leader = graph.nodes.map((node) => node.id);
  const find = (id: number): number => {
    let root = id;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[id] = root;
    return root;
  };
  for (const node of graph.nodes) {
    if (!isFree(node)) continue;
    for (const input of node.inputs) {
      const operand = graph.nodes[input];
      if (operand && isFree(operand)) leader[find(node.id)] = find(input);
    }
  }
  const regions = new Map<number, number[]>();
  for (const node of graph.nodes) {
    if (!isFree(node)) continue;
    const root = find(node.id);
    const region = regions.get(root);
    if (region) region.push(node.id);
    else regions.set(root, [node.id]);
  }
  return [...regions.values()];
}

function elements(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
