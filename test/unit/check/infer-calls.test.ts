/**
 * @file Calls of infers in expressions: the body stands in place of the call, with its own draws and defaults; static parameters
 * may differ from call to call; a template is compiled where it is called.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import { runInfer } from '../../support/run-infer.ts';

const spec = (programs: string): string => `model Calls {
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1], label: Class[10] }
  prior pz = Normal[2](mean: 0, stddev: 1)
  generator G(z: Vector[2], y: Class[10]) -> Image[28, 28, 1] in [-1, 1] {
    concat(z, oneHot(y)) |> dense(784) |> tanh |> reshape(28, 28, 1)
  }
  train {
    batch 4
    steps 1
    sample z ~ pz
    update G with adam(1e-3) { minimize mse(G(z, digits.label), digits.image) }
  }
  ${programs}
}`;

function compiled(programs: string): Program {
  const { program, diagnostics } = compile(
    new Map([['spec.gen', { path: 'spec.gen', text: spec(programs) }]]),
    'spec.gen',
  );
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

const sitesOf = (program: Program, infer: string): readonly string[] =>
  program.plan.infers
    .find((one) => one.name === infer)!
    .graph.inputs.flatMap((input) => (input.role === 'random' ? [input.site] : []));

describe('a call of an infer', () => {
  const scales = `
    infer scale(x: Vector[2], by: Real = 3) -> Vector[2] { x * by }
    infer sum(x: Vector[2], by: Real) -> Vector[2] { scale(x) + scale(x, by: 10) + scale(x, by) }`;

  test('computes its body on the arguments, with the default where none is given', () => {
    // x (3 + 10 + 100)
    expect(runInfer(spec(scales), 'sum', { x: [1, -2], by: [100] })).toEqual([113, -226]);
  });

  test('leaves the infer itself a program with its own arguments', () => {
    expect(runInfer(spec(scales), 'scale', { x: [1, -2], by: [5] })).toEqual([5, -10]);
  });

  test('takes a static argument, so that loops and conditions differ from call to call', () => {
    const stacked = `
      infer mixed(a: Vector[2], b: Vector[2], cut: Int) -> Tensor[3, 2] {
        stack(for i in 0..<3 { if i < cut { a } else { b } })
      }
      infer both(a: Vector[2], b: Vector[2]) { mixed(a, b, cut: 1) + 10 * mixed(a, b, cut: 2) }`;
    const given = { a: [1, 2], b: [5, 6] };
    // rows [a, b, b] + 10 [a, a, b]
    expect(runInfer(spec(stacked), 'both', given)).toEqual([11, 22, 15, 26, 55, 66]);
  });

  test('draws anew at each call, and apart from the infer itself', () => {
    const program = compiled(`
      infer draw() -> Vector[2] { sample(pz) }
      infer difference() -> Vector[2] { draw() - draw() }`);
    expect(sitesOf(program, 'difference')).toEqual([
      'infer.difference/draw1/sample',
      'infer.difference/draw2/sample',
    ]);
    expect(sitesOf(program, 'draw')).toEqual(['infer.draw/sample']);
  });

  test('holds the result to what the infer promises', () => {
    expect(() => compiled('infer wide() -> Vector[3] { sample(pz) } infer two() { wide() }')).toThrow(
      'wide promises Vector[3]',
    );
  });
});

test('an infer with a static parameter without a default is no program by itself, and said to be none', () => {
  const { plan } = compiled(`
    infer styled(y: Class[10], cut: Int) {
      sample z ~ pz
      G(if cut > 1 { 0 * z } else { z }, y)
    }
    figure classes = grid(for y in Class[10] { styled(y, cut: 1) }, count: 8)`);
  expect(plan.infers.map((one) => one.name)).not.toContain('styled');
  expect(plan.remarks.join()).toContain('styled runs where the file calls it');
  const [output] = plan.figures.find((one) => one.name === 'classes')!.graph.outputs;
  expect(output!.shape).toEqual([10, 8, 28, 28, 1]);
});
