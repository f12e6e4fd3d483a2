/** @file In emitted code the gradient of a weight and what is taken off it bear the weight's name, whatever the optimiser. */
import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../src/compiler/6-emit/typescript/emit.ts';
import { compileText } from '../../support/specs.ts';

const stepOf = async (optimizer: string): Promise<string> => {
  const program = compileText(`model Coder {
  data points from mixture2d(count: 1000) { x: Vector[2] }
  network f(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  train {
    batch 8
    steps 100
    update f with ${optimizer} { minimize error = mse(f(points.x), points.x) }
  }
}`);
  return (await emitTypeScript(program)).get('steps.ts')!.replaceAll(/\s+/g, ' ');
};

describe('names of', () => {
  it.each([
    'sgd(0.1)',
    'sgd(0.1, momentum: 0.9)',
    'rmsprop(1e-3)',
    'rmsprop(1e-3, decay: linear(0.9 to 0.99, until: step 50))',
  ])('%s', async (optimizer) => {
    const step = await stepOf(optimizer);
    expect(step).toMatch(/const fDense1KernelGradient = k\.matMul\(points\.x, /);
    expect(step).toMatch(/const fDense1BiasGradient = k\.sum\(/);
    expect(step).toMatch(/const fDense1KernelStep = k\.multiply\(\w+, scalars\.\w+Rate\)/);
    expect(step).toMatch(/const fDense1Kernel2? = k\.subtract\(f\.dense1\.kernel, fDense1KernelStep\)/);
  });
  it('adam', async () => {
    expect(await stepOf('adam(1e-3)')).toMatch(/const fDense1BiasGradient = k\.sum\(/);
  });
});
