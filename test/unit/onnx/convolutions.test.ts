/** @file The convolution, its gradients and their fused forms on ONNX Runtime, over a spread of geometries. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseLayouts } from '../../../src/compiler/6-emit/onnx/choose-layouts.ts';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import type { Activation } from '../../../src/compiler/ops/attributes.ts';
import type { Engine } from '../../../src/runtime/engine.ts';
import { createOnnxEngine } from '../../../src/runtime/engines/onnx/engine.ts';
import { expectSame, randomArray, randomNumbers } from './compare.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxEngine({ threads: 2 });
});
afterAll(() => engine.dispose());

interface Geometry {
  readonly title: string;
  readonly input: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

const geometries: readonly Geometry[] = [
  { title: '3x3 same', input: [2, 5, 7, 3], kernel: [3, 3, 3, 4], strides: [1, 1], padding: [1, 1, 1, 1] },
  { title: '3x3 valid', input: [2, 6, 5, 2], kernel: [3, 3, 2, 3], strides: [1, 1], padding: [0, 0, 0, 0] },
  {
    title: 'many to one channel',
    input: [2, 6, 6, 12],
    kernel: [3, 3, 12, 1],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  },
  {
    title: 'one to many channels',
    input: [2, 6, 6, 1],
    kernel: [3, 3, 1, 12],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  },
  {
    title: 'stride 2, bottom right',
    input: [2, 8, 8, 3],
    kernel: [3, 3, 3, 5],
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  },
  {
    title: 'stride 2, odd size',
    input: [3, 7, 9, 2],
    kernel: [3, 3, 2, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
  },
  {
    title: 'stride 2, pixels left over',
    input: [2, 8, 8, 2],
    kernel: [3, 3, 2, 3],
    strides: [2, 2],
    padding: [0, 0, 0, 0],
  },
  {
    title: '4x4 stride 2',
    input: [2, 8, 6, 2],
    kernel: [4, 4, 2, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
  },
  {
    title: 'uneven strides and padding',
    input: [2, 9, 10, 2],
    kernel: [2, 5, 2, 3],
    strides: [3, 2],
    padding: [1, 0, 2, 1],
  },
  { title: '1x1', input: [2, 4, 5, 3], kernel: [1, 1, 3, 6], strides: [1, 1], padding: [0, 0, 0, 0] },
  {
    title: '1x1 stride 2',
    input: [2, 5, 5, 3],
    kernel: [1, 1, 3, 2],
    strides: [2, 2],
    padding: [0, 0, 0, 0],
  },
  {
    title: 'kernel as large as the image',
    input: [3, 4, 4, 5],
    kernel: [4, 4, 5, 2],
    strides: [1, 1],
    padding: [0, 0, 0, 0],
  },
  {
    title: 'wide padding',
    input: [2, 3, 3, 2],
    kernel: [2, 2, 2, 3],
    strides: [1, 1],
    padding: [2, 2, 2, 2],
  },
  {
    title: '5x5 stride 1, uneven',
    input: [1, 7, 6, 2],
    kernel: [5, 4, 2, 2],
    strides: [1, 1],
    padding: [2, 2, 1, 2],
  },
  {
    title: 'square of channels',
    input: [2, 5, 5, 3],
    kernel: [3, 3, 3, 3],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  },
];

function outputShape({ input, kernel, strides, padding }: Geometry): [number, number, number, number] {
  const size = (axis: 0 | 1): number =>
    Math.floor(
      (input[1 + axis]! + padding[2 * axis]! + padding[2 * axis + 1]! - kernel[axis]!) / strides[axis],
    ) + 1;
  return [input[0], size(0), size(1), kernel[3]];
}

for (const geometry of geometries) {
  describe(geometry.title, () => {
    const { input, kernel, strides, padding } = geometry;
    const output = outputShape(geometry);
    const random = randomNumbers(3);
    const arrays = {
      x: randomArray(random, input),
      k: randomArray(random, kernel),
      dy: randomArray(random, output),
      bias: randomArray(random, [kernel[3]]),
      up: randomArray(random, [kernel[2]]),
    };
    for (const keptKernel of [true, false]) {
      test(`forward and both gradients, kernels ${keptKernel ? 'in the engine order' : 'row by row'}`, async () => {
        const g = new GraphBuilder('convolution');
        const x = g.input('x', input);
        const k = g.input('k', kernel);
        const dy = g.input('dy', output);
        g.output('y', g.conv2d(x, k, { strides, padding }));
        g.output('dx', g.conv2dInputGradient(dy, k, { strides, padding }, input));
        g.output('dk', g.conv2dKernelGradient(x, dy, { strides, padding }, kernel));
        const state = [{ input: 'k', output: 'dk', convolutionKernel: keptKernel }];
        await expectSame(engine, g.finish(), arrays, { state });
      });
    }
    test('with a bias', async () => {
      const g = new GraphBuilder('biased');
      const x = g.input('x', input);
      const k = g.input('k', kernel);
      const dy = g.input('dy', output);
      for (const activation of [
        'none',
        'relu',
        'leakyRelu',
        'sigmoid',
        'tanh',
      ] as const satisfies Activation[]) {
        const fused = g.fusedConv2d(x, k, g.input('bias', [kernel[3]]), {
          strides,
          padding,
          activation,
          alpha: 0.2,
        });
        g.output(activation, fused);
      }
      const up = g.conv2dInputGradient(dy, k, { strides, padding }, input);
      g.output('up', g.relu(g.add(up, g.input('up', [kernel[2]]))));
      await expectSame(engine, g.finish(), arrays);
    });
  });
}

test('a bias is not put into a transposed convolution that is read elsewhere too', async () => {
  const g = new GraphBuilder('shared');
  const [dy, k, bias] = [g.input('dy', [2, 3, 3, 4]), g.input('k', [2, 2, 3, 4]), g.input('bias', [3])];
  const up = g.conv2dInputGradient(dy, k, { strides: [2, 2], padding: [0, 0, 0, 0] }, [2, 6, 6, 3]);
  g.output('plain', up);
  g.output('biased', g.add(bias, up));
  const random = randomNumbers(5);
  const arrays = {
    dy: randomArray(random, [2, 3, 3, 4]),
    k: randomArray(random, [2, 2, 3, 4]),
    bias: randomArray(random, [3]),
  };
  await expectSame(engine, g.finish(), arrays);
});

describe('layouts', () => {
  const same = { strides: [1, 1], padding: [1, 1, 1, 1] } as const;

  /** Everything that an image meets between two convolutions, and a kernel with arithmetic of its own. */
  function network(g: GraphBuilder): Value {
    const a = g.conv2d(g.input('x', [2, 6, 6, 3]), g.input('k1', [3, 3, 3, 4]), same);
    const mean = g.mean(a, [0, 1, 2], true);
    const variance = g.mean(g.square(g.subtract(a, mean)), [0, 1, 2], true);
    const scaled = g.multiply(g.subtract(a, mean), g.rsqrt(g.add(variance, 0.1)));
    const b = g.relu(g.add(g.multiply(scaled, g.input('scale', [4])), g.input('shift', [4])));
    const cropped = g.slice(b, [0, 1, 0, 1], [2, 4, 6, 3]);
    const padded = g.pad(cropped, [0, 1, 0, 1], [0, 1, 0, 0]);
    const joined = g.concat([padded, g.reverse(b, [2])], 3);
    const gate = g.sigmoid(g.reshape(g.mean(joined, [1, 2]), [2, 1, 1, 8]));
    const open = g.greater(joined, g.broadcastTo(gate, [2, 6, 6, 8]));
    const chosen = g.select(open, joined, g.multiply(joined, 0.5));
    const flat = g.reshape(g.conv2d(chosen, g.input('k2', [3, 3, 8, 1]), same), [2, 36]);
    g.output('flat', g.matMul(flat, g.input('w', [36, 5])));
    const decayed = g.multiply(g.input('k1', [3, 3, 3, 4]), 0.9);
    g.output('k1next', g.subtract(decayed, g.sum(g.square(decayed), [0, 1, 2], true)));
    return chosen;
  }

  /** The same with results of every kind, so that layouts meet. */
  function mixed(): GraphBuilder {
    const g = new GraphBuilder('mixed');
    const chosen = network(g);
    g.output('sumOfChannels', g.sum(chosen, [3]));
    g.output('sumOfRows', g.sum(chosen, [1], true));
    g.output('sumOfColumns', g.mean(chosen, [0, 2]));
    g.output('best', g.argMax(chosen, 3));
    g.output('perColumn', g.add(chosen, g.input('map', [6, 8])));
    g.output('turned', g.transpose(chosen, [0, 3, 1, 2]));
    return g;
  }

  const random = randomNumbers(11);
  const arrays = {
    x: randomArray(random, [2, 6, 6, 3]),
    k1: randomArray(random, [3, 3, 3, 4]),
    k2: randomArray(random, [3, 3, 8, 1]),
    scale: randomArray(random, [4]),
    shift: randomArray(random, [4]),
    map: randomArray(random, [6, 8]),
    w: randomArray(random, [36, 5]),
  };
  for (const convolutionKernel of [true, false]) {
    test(`a mixed graph is right, kernels ${convolutionKernel ? 'in the engine order' : 'row by row'}`, async () => {
      const state = [{ input: 'k1', output: 'k1next', convolutionKernel }];
      await expectSame(engine, mixed().finish(), arrays, { state });
    });
  }

  test('everything between two convolutions stays in their layout, and a kernel in its own', () => {
    const g = new GraphBuilder('network');
    network(g);
    const graph = g.finish();
    const layouts = chooseLayouts(graph, new Set(['k1']), new Set(['k1next']));
    const layoutsOf = (op: string): ReadonlySet<string> =>
      new Set(
        graph.nodes.filter((node) => node.op === op && node.shape.length === 4).map(({ id }) => layouts[id]!),
      );
    for (const op of ['relu', 'slice', 'pad', 'concat', 'reverse', 'select', 'rsqrt', 'conv2d']) {
      expect(layoutsOf(op), op).toEqual(new Set(['image']));
    }
    expect(layouts[graph.outputs.find(({ name }) => name === 'k1next')!.node]).toBe('kernel');
  });

  test('images that no convolution reads stay as they are', () => {
    const g = new GraphBuilder('plain');
    g.output('y', g.relu(g.add(g.input('x', [2, 3, 4, 5]), 1)));
    expect(new Set(chooseLayouts(g.finish(), new Set(), new Set()))).toEqual(new Set(['row']));
  });
});
