/** @file gradient and its penalties against values worked out by hand and central differences, and what they report. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../../src/compiler/compile.ts';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';
import { runInfer } from '../../support/run-infer.ts';

const program = (parameters: string, result: string, body: string): string => `model M {
  network D(x: Vector[2]) -> Real { 0.5 * sum(square(x)) }
  infer f(${parameters}) -> ${result} { ${body} }
}`;

/** Of all findings those on gradients, and errors. */
const codes = (text: string): readonly string[] => {
  const path = 'spec.gen';
  return check(new Map([[path, { path, text }]]), path)
    .diagnostics.filter(({ code, severity }) => severity === 'error' || code.startsWith('gradient/'))
    .map((one) => one.code);
};

describe('gradient', () => {
  it('is the derivative for each entry', () => {
    const spec = program('x: Vector[2]', 'Vector[2]', 'gradient(sum(x * x * x), x)');
    expect(runInfer(spec, 'f', { x: [2, -3] })).toEqual([12, 27]);
  });

  it('nests', () => {
    const body = 'let slope = gradient(sum(x * x * x), x)\n gradient(sum(slope), x)';
    expect(runInfer(program('x: Vector[2]', 'Vector[2]', body), 'f', { x: [2, -3] })).toEqual([12, -18]);
  });

  it('runs through a network', () => {
    expect(runInfer(program('x: Vector[2]', 'Vector[2]', 'gradient(D(x), x)'), 'f', { x: [3, 4] })).toEqual([
      3, 4,
    ]);
  });

  it('refuses scores that are no numbers, other values, and paths without a derivative', () => {
    const found = (body: string): readonly string[] =>
      codes(program('x: Vector[2], y: Vector[2]', 'Vector[2]', body));
    expect(found('gradient(x, x)')).toEqual(['shape/not-scalar']);
    expect(found('gradient(D(y), x)')).toEqual(['gradient/unreached']);
    expect(found('gradient(D(stopGradient(x)), x)')).toEqual(['gradient/unreached']);
    expect(found('gradient(D(x), x)')).toEqual([]);
  });
});

describe('directionalDerivative', () => {
  it('moves every value along a direction', () => {
    // y = (x1 x2, x1^2, x2): its Jacobian at (2, -3) is [[-3, 2], [4, 0], [0, 1]]; along (1, 10) that is (17, 4, 10).
    const body = `let y = stack(x[0] * x[1], x[0] * x[0], x[1])
      directionalDerivative(y, x, along: v)`;
    const spec = program('x: Vector[2], v: Vector[2]', 'Vector[3]', body);
    expect(runInfer(spec, 'f', { x: [2, -3], v: [1, 10] })).toEqual([17, 4, 10]);
  });

  it('gives a second derivative along a gradient: v H v of a cubic', () => {
    const body = 'sum(directionalDerivative(gradient(sum(x * x * x), x), x, along: v) * v)';
    expect(
      runInfer(program('x: Vector[2], v: Vector[2]', 'Real', body), 'f', { x: [2, -3], v: [1, 2] }),
    ).toEqual([12 - 18 * 4]);
  });

  it('refuses directions of another shape, and values that x does not reach', () => {
    const found = (body: string): readonly string[] =>
      codes(program('x: Vector[2], y: Vector[3]', 'Real', body));
    expect(found('directionalDerivative(D(x), x, along: y)')).toEqual(['shape/operands']);
    expect(found('directionalDerivative(sum(y), x, along: x)')).toEqual(['gradient/unreached']);
    expect(found('directionalDerivative(D(x), x, along: x)')).toEqual([]);
  });
});

describe('gradientPenalty', () => {
  it('r1 and r2 are the squared norm, without a half', () => {
    for (const member of ['r1', 'r2']) {
      const spec = program('x: Vector[2]', 'Real', `gradientPenalty.${member}(D(x), x)`);
      expect(runInfer(spec, 'f', { x: [3, 4] })).toEqual([25]);
    }
  });

  it('wganGp holds the slope between two points to 1', () => {
    // m = u real + (1 - u) fake = (3, 4) at u = 1/4: (5 - 1)^2.
    const spec = program('a: Vector[2], b: Vector[2]', 'Real', 'gradientPenalty.wganGp(D, a, b)');
    const given = { a: [6, 10], b: [2, 2], 'infer.f/gradientPenalty.wganGp': [0.25] };
    expect(runInfer(spec, 'f', given)[0]).toBeCloseTo(16, 9);
    expect(codes(program('a: Vector[2]', 'Real', 'gradientPenalty.wganGp(D, a, 0)'))).toEqual([
      'shape/operands',
    ]);
  });

  it('names its members where another is asked for', () => {
    expect(codes(program('x: Vector[2]', 'Real', 'gradientPenalty.r3(D(x), x)'))).toEqual([
      'name/unknown-member',
    ]);
  });
});

describe('the derivative of a penalty by the weights', () => {
  const spec = (penalty: string): string => `model M {
  prior pz = Normal[4, 4, 1](mean: 0, stddev: 1)
  discriminator D(x: Image[4, 4, 1]) -> Logit {
    x |> conv2d(2, kernel: 3) |> leakyRelu(0.2) |> upsample(2) |> conv2d(3, kernel: 3, stride: 2) |> tanh
      |> avgPool(2) |> flatten |> dense(3) |> softplus |> dense(1)
  }
  train {
    batch 2
    steps 1
    sample x ~ pz
    sample y ~ pz
    update D with sgd(1) { minimize penalty = ${penalty} }
  }
}`;

  /** Numbers that look random and are the same in every run. */
  const scattered = (count: number, seed: number): number[] =>
    Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

  it.each(['gradientPenalty.r1(D(x), x)', 'gradientPenalty.wganGp(D, x, y)'])(
    '%s',
    { timeout: 60_000 },
    (penalty) => {
      const path = 'spec.gen';
      const { program: compiled } = compile(new Map([[path, { path, text: spec(penalty) }]]), path);
      const plan = stepGraph(compiled!);
      const values = Object.fromEntries(
        plan.inputs
          .filter(({ role }) => role === 'state' || role === 'random')
          .map(({ name, shape, role }, i) => {
            const drawn = scattered(
              shape.reduce((n, size) => n * size, 1),
              i,
            );
            return [name, role === 'random' ? drawn.map((u) => (u + 1) / 2) : drawn];
          }),
      );
      const run = (changed: Readonly<Record<string, readonly number[]>>): Record<string, readonly number[]> =>
        evaluateProgram(compiled!, plan, { values: { ...values, ...changed } });
      const after = run({});
      const kernels = Object.keys(values).filter((name) => name.endsWith('/kernel'));
      expect(kernels).toHaveLength(4);
      for (const name of kernels) {
        const start = values[name]!;
        const largest = Math.max(...start.map((w, i) => Math.abs(w - after[`${name}:next`]![i]!)));
        expect(largest).toBeGreaterThan(1e-4);
        for (let i = 0; i < start.length; i += 5) {
          const at = (shift: number): number =>
            run({ [name]: start.map((w, j) => (j === i ? w + shift : w)) })['penalty']![0]!;
          const measured = (at(1e-5) - at(-1e-5)) / 2e-5;
          const claimed = start[i]! - after[`${name}:next`]![i]!;
          expect(Math.abs(claimed - measured) / largest, `${name}[${i}]`).toBeLessThan(1e-3);
        }
      }
    },
  );
});

describe('what a gradient in training is taken through', () => {
  const spec = (layer: string, penalty = 'gradientPenalty.r1(D(x), x)', also = ''): string => `model M {
  prior pz = Normal[4](mean: 0, stddev: 1)
  discriminator D(x: Vector[4]) -> Logit { x |> dense(8) |> ${layer} |> dense(1) }
  ${also}
  train {
    batch 4
    steps 1
    sample x ~ pz
    update D with adam(1e-3) {
      minimize score = sum(D(x))
      minimize penalty = ${penalty}
    }
  }
}`;

  it('refuses batch norm in training mode, and takes it elsewhere', () => {
    expect(codes(spec('batchNorm'))).toEqual(['gradient/batch-norm']);
    expect(codes(spec('batchNorm(statistics: batch)'))).toEqual(['gradient/batch-norm']);
    expect(codes(spec('batchNorm(statistics: running)'))).toEqual([]);
    expect(codes(spec('layerNorm'))).toEqual([]);
    const along = 'square(directionalDerivative(D(x), x, along: x))';
    expect(codes(spec('batchNorm', along))).toEqual(['gradient/batch-norm']);
  });

  it('looks at what states and averages follow, too', () => {
    const following = (statement: string): readonly string[] =>
      codes(
        spec('batchNorm', 'sum(D(x)) + 0 * s', 'state s: Real = 0').replace(
          'update D',
          `let steepness = sum(square(gradient(D(x), x)))\n ${statement}\n update D`,
        ),
      );
    const moves = 'advance s = mean(sum(square(x)), over: batch)';
    expect(following(moves)).toEqual([]);
    expect(following('advance s = mean(steepness, over: batch)')).toEqual(['gradient/batch-norm']);
    expect(following(`average steepness as slope decay 0.9\n ${moves}`)).toEqual(['gradient/batch-norm']);
  });

  it('looks at trained networks between the score and x alone', () => {
    // A frozen network normalises by running statistics; a batch norm off the path mixes nothing into the gradient.
    const also = 'frozen network F(x: Vector[4]) -> Vector[4] { x |> dense(4) |> batchNorm }';
    expect(codes(spec('relu', 'sum(square(gradient(D(F(x)), x)))', also))).toEqual([]);
    const own = spec('batchNorm', 'sum(square(gradient(sum(square(x)), x))) + D(x)');
    expect(codes(own)).toEqual([]);
  });
});
