/** @file Every op on ONNX Runtime against the reference evaluator, over ranks 1 to 5 and broadcasting operands. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxLowerings } from '../../../src/compiler/6-emit/onnx/lowerings.ts';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import type { DType, OpName, Shape } from '../../../src/compiler/ops/attributes.ts';
import type { Engine } from '../../../src/runtime/engine.ts';
import { createOnnxEngine } from '../../../src/runtime/engines/onnx/engine.ts';
import { expectSame, randomArray, randomNumbers } from './compare.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxEngine({ threads: 2 });
});
afterAll(() => engine.dispose());

interface InputSpec {
  readonly shape: Shape;
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
}

const covered = new Set<OpName>();

/** One case: builds a graph of the given inputs whose result is the op's, and compares. */
function check(
  title: string,
  op: OpName,
  inputs: readonly InputSpec[],
  body: (builder: GraphBuilder, values: readonly Value[]) => Value,
  tolerance?: number,
): void {
  covered.add(op);
  test(title, async () => {
    const builder = new GraphBuilder(title);
    const random = randomNumbers(title.length * 7 + inputs.length);
    const values = inputs.map(({ shape, dtype }, i) => builder.input(`x${i}`, shape, dtype));
    const result = body(builder, values);
    expect(builder.nodeOf(result).op).toBe(op);
    builder.output('result', result);
    const arrays = inputs.map(({ shape, dtype, low, high }) => randomArray(random, shape, dtype, low, high));
    const named = Object.fromEntries(arrays.map((array, i) => [`x${i}`, array]));
    await expectSame(engine, builder.finish(), named, tolerance === undefined ? {} : { tolerance });
  });
}

const shapes: readonly Shape[] = [[], [7], [3, 5], [2, 3, 5], [2, 3, 5, 4], [2, 3, 1, 2, 5]];

describe('elementwise, one operand', () => {
  const ops = {
    negate: [-3, 3],
    abs: [-3, 3],
    sign: [-3, 3],
    exp: [-5, 5],
    log: [0.01, 5],
    sqrt: [0, 5],
    rsqrt: [0.01, 5],
    square: [-3, 3],
    sin: [-6, 6],
    cos: [-6, 6],
    tanh: [-4, 4],
    sigmoid: [-8, 8],
    softplus: [-30, 30],
    relu: [-3, 3],
    floor: [-5, 5],
    erf: [-3, 3],
  } as const;
  for (const [op, [low, high]] of Object.entries(ops)) {
    const name = op as keyof typeof ops;
    for (const shape of shapes) {
      check(`${op} [${shape}]`, name, [{ shape, low, high }], (g, [x]) => g.op(name, [x!], {}));
    }
  }
  check('leakyRelu', 'leakyRelu', [{ shape: [4, 9], low: -3, high: 3 }], (g, [x]) => g.leakyRelu(x!, 0.2));
  const anySign: InputSpec = { shape: [3, 40], low: -1, high: 1 };
  check('sign after relu', 'sign', [anySign], (g, [x]) => g.sign(g.relu(x!)));
  check('sign below a positive maximum', 'maximum', [anySign], (g, [x]) => g.maximum(g.sign(x!), 0.2));
  check('sign below a negative maximum', 'maximum', [anySign], (g, [x]) => g.maximum(g.sign(x!), -0.2));
  for (const op of ['negate', 'abs', 'sign', 'square'] as const) {
    const input: InputSpec = { shape: [6], dtype: 'i32', low: -5, high: 6 };
    check(`${op} of integers`, op, [input], (g, [x]) => g.op(op, [x!], {}));
  }
});

const pairs: readonly (readonly [Shape, Shape])[] = [
  [[5], [5]],
  [[3, 5], [5]],
  [
    [3, 1],
    [1, 5],
  ],
  [[], [2, 3]],
  [
    [2, 3, 4, 5],
    [4, 1],
  ],
  [
    [4, 5],
    [2, 3, 4, 5],
  ],
  [
    [2, 1, 4, 5],
    [2, 3, 1, 5],
  ],
  [
    [2, 3, 1, 2, 5],
    [4, 1, 5],
  ],
];

describe('elementwise, two operands', () => {
  for (const op of ['add', 'subtract', 'multiply', 'divide', 'power', 'maximum', 'minimum'] as const) {
    for (const [left, right] of pairs) {
      const inputs: InputSpec[] = [
        { shape: left, low: 0.2, high: 3 },
        { shape: right, low: 0.2, high: 3 },
      ];
      check(`${op} [${left}] [${right}]`, op, inputs, (g, [a, b]) => g.op(op, [a!, b!], {}));
    }
    const constant = (g: GraphBuilder, [x]: readonly Value[]): Value =>
      g.op(op, [x!, g.constant(1.5, [1, 5])], {});
    check(`${op} a constant`, op, [{ shape: [3, 5], low: 0.2, high: 3 }], constant);
  }
  for (const op of ['add', 'subtract', 'multiply', 'maximum', 'minimum'] as const) {
    const integers: InputSpec = { shape: [2, 4], dtype: 'i32', low: -5, high: 6 };
    check(`${op} of integers`, op, [integers, integers], (g, [a, b]) => g.op(op, [a!, b!], {}));
  }
});

describe('comparisons and choice', () => {
  for (const op of ['greater', 'greaterEqual', 'equal'] as const) {
    for (const [left, right] of pairs) {
      const inputs: InputSpec[] = [
        { shape: left, dtype: 'i32', low: 0, high: 3 },
        { shape: right, dtype: 'i32', low: 0, high: 3 },
      ];
      check(`${op} [${left}] [${right}]`, op, inputs, (g, [a, b]) => g.op(op, [a!, b!], {}));
    }
    check(`${op} of floats`, op, [{ shape: [9] }, { shape: [9] }], (g, [a, b]) => g.op(op, [a!, b!], {}));
  }
  const bools: InputSpec = { shape: [3, 7], dtype: 'bool' };
  check('logicalAnd', 'logicalAnd', [bools, bools], (g, [a, b]) => g.logicalAnd(a!, b!));
  check('logicalOr', 'logicalOr', [bools, bools], (g, [a, b]) => g.logicalOr(a!, b!));
  check('logicalNot', 'logicalNot', [bools], (g, [a]) => g.logicalNot(a!));
  check('select', 'select', [bools, { shape: [3, 7] }, { shape: [7] }], (g, [c, a, b]) =>
    g.select(c!, a!, b!),
  );
  check('select of bools', 'select', [bools, bools, bools], (g, [c, a, b]) => g.select(c!, a!, b!));
  const integers: InputSpec = { shape: [3, 7], dtype: 'i32', low: -4, high: 4 };
  check('select of integers', 'select', [bools, integers, integers], (g, [c, a, b]) => g.select(c!, a!, b!));
  check('cast to integers', 'cast', [{ shape: [8], low: -5, high: 5 }], (g, [x]) => g.cast(x!, 'i32'));
  check('cast of bools', 'cast', [bools], (g, [x]) => g.cast(x!, 'f32'));
  check('cast of integers', 'cast', [integers], (g, [x]) => g.cast(x!, 'f32'));
  check('cast to bools', 'cast', [integers], (g, [x]) => g.cast(x!, 'bool'));
});

describe('reductions', () => {
  const cases: readonly (readonly [Shape, readonly number[]])[] = [
    [[7], [0]],
    [[3, 5], [0]],
    [
      [3, 5],
      [0, 1],
    ],
    [[3, 5], []],
    [
      [2, 3, 5, 4],
      [1, 2],
    ],
    [[2, 3, 5, 4], [3]],
    [
      [2, 3, 2, 2, 3],
      [0, 4],
    ],
  ];
  for (const op of ['sum', 'mean', 'max'] as const) {
    for (const [shape, axes] of cases) {
      for (const keepDims of [false, true]) {
        const title = `${op} [${shape}] over [${axes}]${keepDims ? ' kept' : ''}`;
        check(title, op, [{ shape }], (g, [x]) => g.op(op, [x!], { axes, keepDims }));
      }
    }
  }
  for (const [shape, axis] of [
    [[7], 0],
    [[3, 5], 0],
    [[3, 5], 1],
    [[2, 3, 4, 5], 3],
  ] as const) {
    check(`argMax [${shape}] ${axis}`, 'argMax', [{ shape }], (g, [x]) => g.argMax(x!, axis));
  }
});

describe('form', () => {
  check('reshape', 'reshape', [{ shape: [4, 6] }], (g, [x]) => g.reshape(x!, [2, 3, 1, 4]));
  check('transpose', 'transpose', [{ shape: [2, 3, 4] }], (g, [x]) => g.transpose(x!, [2, 0, 1]));
  check('transpose past 1', 'transpose', [{ shape: [5, 3, 3, 1] }], (g, [x]) =>
    g.transpose(x!, [0, 3, 1, 2]),
  );
  check('transpose of 5 axes', 'transpose', [{ shape: [2, 3, 1, 4, 2] }], (g, [x]) =>
    g.transpose(x!, [4, 1, 0, 2, 3]),
  );
  check('broadcastTo', 'broadcastTo', [{ shape: [3, 1] }], (g, [x]) => g.broadcastTo(x!, [2, 3, 4]));
  check('broadcastTo of a scalar', 'broadcastTo', [{ shape: [] }], (g, [x]) => g.broadcastTo(x!, [4]));
  check('slice', 'slice', [{ shape: [4, 6, 3] }], (g, [x]) => g.slice(x!, [1, 0, 2], [2, 6, 1]));
  check('slice of all', 'slice', [{ shape: [4] }], (g, [x]) => g.slice(x!, [0], [4]));
  check('pad', 'pad', [{ shape: [2, 3] }], (g, [x]) => g.pad(x!, [1, 0], [0, 2]));
  check('pad of integers', 'pad', [{ shape: [2], dtype: 'i32', low: 1, high: 9 }], (g, [x]) =>
    g.pad(x!, [1], [3]),
  );
  check('concat', 'concat', [{ shape: [2, 3] }, { shape: [2, 1] }], (g, parts) => g.concat(parts, 1));
  check('reverse', 'reverse', [{ shape: [3, 4, 2] }], (g, [x]) => g.reverse(x!, [0, 2]));
  check('constant', 'constant', [], (g) => g.constant([1, 2, 3, 4, 5, 6], [1, 3, 1, 2]));
  check('constant of one value', 'constant', [], (g) => g.constant(2.5, [40, 40]));
  check('constant scalar', 'constant', [], (g) => g.constant(3));
});

describe('rows by index', () => {
  const indices: InputSpec = { shape: [9], dtype: 'i32', low: 0, high: 4 };
  const grid: InputSpec = { shape: [2, 3], dtype: 'i32', low: 0, high: 4 };
  check('gather', 'gather', [{ shape: [4, 3] }, indices], (g, [t, i]) => g.gather(t!, i!));
  check('gather by a grid', 'gather', [{ shape: [4, 2, 3] }, grid], (g, [t, i]) => g.gather(t!, i!));
  check('gather of numbers', 'gather', [{ shape: [4] }, indices], (g, [t, i]) => g.gather(t!, i!));
  check('scatterAdd', 'scatterAdd', [{ shape: [9, 3] }, indices], (g, [r, i]) => g.scatterAdd(r!, i!, 5));
  check('scatterAdd by a grid', 'scatterAdd', [{ shape: [2, 3, 2, 2] }, grid], (g, [r, i]) =>
    g.scatterAdd(r!, i!, 4),
  );
  check('scatterAdd of numbers', 'scatterAdd', [{ shape: [9] }, indices], (g, [r, i]) =>
    g.scatterAdd(r!, i!, 4),
  );
});

describe('products', () => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const a: Shape = transposeA ? [7, 5] : [5, 7];
      const b: Shape = transposeB ? [3, 7] : [7, 3];
      const how = `${transposeA ? 'at' : 'a'} ${transposeB ? 'bt' : 'b'}`;
      const options = { transposeA, transposeB };
      check(`matMul ${how}`, 'matMul', [{ shape: a }, { shape: b }], (g, [x, y]) =>
        g.matMul(x!, y!, options),
      );
      const batched: InputSpec[] = [{ shape: [2, 1, ...a] }, { shape: [4, ...b] }];
      check(`matMul ${how}, leading axes`, 'matMul', batched, (g, [x, y]) => g.matMul(x!, y!, options));
      for (const activation of ['none', 'relu', 'leakyRelu', 'sigmoid', 'tanh'] as const) {
        const inputs: InputSpec[] = [{ shape: a }, { shape: b }, { shape: [3] }];
        check(`fusedMatMul ${how} ${activation}`, 'fusedMatMul', inputs, (g, values) =>
          g.op('fusedMatMul', values, { ...options, activation, alpha: 0.1 }),
        );
      }
    }
  }
});

describe('optimisers', () => {
  const shape: Shape = [5, 9];
  check('movingAverage', 'movingAverage', [{ shape }, { shape }], (g, v) =>
    g.op('movingAverage', v, { decay: 0.9 }),
  );
  check('movingAverageOfSquares', 'movingAverageOfSquares', [{ shape }, { shape }], (g, v) =>
    g.op('movingAverageOfSquares', v, { decay: 0.999 }),
  );
  const positive: InputSpec = { shape: [], low: 0.1, high: 1 };
  const adam: InputSpec[] = [{ shape }, { shape }, { shape, low: 0, high: 1 }, positive, positive];
  check('adamStep', 'adamStep', adam, (g, v) => g.op('adamStep', v, { epsilon: 1e-3 }));
});

test('every op that may reach ONNX stands in this file or in convolutions.test.ts', () => {
  const elsewhere: readonly OpName[] = [
    'conv2d',
    'conv2dInputGradient',
    'conv2dKernelGradient',
    'fusedConv2d',
  ];
  const missing = Object.entries(onnxLowerings)
    .filter(([, lowering]) => typeof lowering === 'function')
    .map(([op]) => op as OpName)
    .filter((op) => !covered.has(op) && !elsewhere.includes(op));
  expect(missing).toEqual([]);
});
