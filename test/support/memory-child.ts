/**
 * @file A process that runs, on engine `onnx`, a graph of large values whose sizes grow and shrink, one alive at a time, and prints how many bytes it
 * took at most. Argument: what the plan says of the graph's peak memory.
 */
import { emitOnnx } from '../../src/compiler/6-emit/onnx/emit-onnx.ts';
import { GraphBuilder, type Value } from '../../src/compiler/ir/build.ts';
import type { GraphNode } from '../../src/compiler/ir/graph.ts';
import { sizeOf } from '../../src/compiler/ops/nd-array.ts';
import { createOnnxEngine } from '../../src/runtime/engines/onnx/engine.ts';
import type { GraphPlan } from '../../src/runtime/plan.ts';
import { allocate } from '../../src/runtime/tensors.ts';

const heights = Array.from({ length: 12 }, (_, i) => (5 + i) * 1024);
const width = 1024;

const g = new GraphBuilder('tide');
const row = g.input('row', [1, width]);
const columns = heights.map((height) => g.input(`column${height}`, [height, 1]));
let sum: Value = g.constant(0);
for (const column of [...columns, ...columns.toReversed()])
  sum = g.mean(g.exp(g.multiply(g.add(column, sum), row)));
g.output('sum', sum);
const graph = g.finish();

const inputs = [row, ...columns].map((value) => {
  const node = g.nodeOf(value) as GraphNode<'input'>;
  return { name: node.attributes.name, shape: node.shape, dtype: node.dtype };
});
const plan: GraphPlan = {
  name: graph.name,
  inputs: inputs.map((input) => ({ ...input, role: 'argument', argument: input.name })),
  outputs: [{ name: 'sum', shape: [], dtype: 'f32', role: 'value' }],
  flops: 0,
  peakBytes: Number(process.argv[2]),
  kernels: 0,
};
const feeds = inputs.map(
  ({ name, shape, dtype }) => [name, { shape, dtype, data: allocate(dtype, sizeOf(shape)) }] as const,
);
const engine = await createOnnxEngine({ threads: 2 });
const prepared = await engine.prepare({ plan, onnx: emitOnnx(graph, plan, []) });
const before = process.memoryUsage.rss();
await prepared.run(new Map(feeds));
console.log(process.resourceUsage().maxRSS * 1024 - before);
