/** @file Every op on every device that is always there: `cpu` against plain loops where they say more, `wasm` against `cpu`. */
import { engine, enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu } from '../../../src/runtime/engines/tfjs/devices/cpu.ts';
import { startWasm } from '../../../src/runtime/engines/tfjs/devices/wasm.ts';
import type { TfjsDevice } from '../../../src/runtime/engines/tfjs/device.ts';
import { backendDType, typedValues } from '../../../src/runtime/engines/tfjs/dtypes.ts';
import { elementCount } from '../../../src/runtime/engines/tfjs/shapes.ts';
import { cases } from './cases.ts';
import type { KernelCase, OpMethod } from './cases.ts';
import { reference } from './reference.ts';

interface Outcome {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

/** Runs a case on a device, and checks that it leaves nothing behind but its result. */
async function outcomeOn(device: TfjsDevice, { inputs, call }: KernelCase): Promise<Outcome> {
  await setBackend(device.backendName);
  const kernels = device.createKernels();
  const tensors = inputs.map(
    ({ shape, dtype, values }) =>
      engine().makeTensor(
        typedValues(values, elementCount(shape), dtype),
        [...shape],
        backendDType(dtype),
      ) as Tensor,
  );
  // Once to fill the set's constants, once to count.
  kernels.free(call(kernels, tensors));
  const before = engine().memory();
  const result = call(kernels, tensors);
  const after = engine().memory();
  expect([after.numTensors, after.numDataBuffers - before.numDataBuffers]).toEqual([
    before.numTensors + 1,
    expect.toSatisfy((added: number) => added === 0 || added === 1),
  ]);
  const values = Array.from(await result.data());
  kernels.free(result, ...tensors);
  kernels.dispose();
  return { shape: result.shape, dtype: result.dtype, values };
}

function expectClose(actual: Outcome, expected: Outcome): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  actual.values.forEach((value, index) => {
    const wanted = expected.values[index] as number;
    expect(Math.abs(value - wanted), `element ${index}: ${value}, wanted ${wanted}`).toBeLessThanOrEqual(
      2e-5 * (1 + Math.abs(wanted)),
    );
  });
}

describe('kernels', () => {
  let cpu: TfjsDevice;
  let wasm: TfjsDevice;
  beforeAll(async () => {
    enableProdMode();
    cpu = await startCpu();
    wasm = await startWasm();
  });

  for (const [op, rows] of Object.entries(cases) as [OpMethod, readonly KernelCase[]][]) {
    it(`${op}: wasm agrees with cpu and frees what it makes`, async () => {
      for (const row of rows) expectClose(await outcomeOn(wasm, row), await outcomeOn(cpu, row));
    });
    const expected = reference[op];
    if (expected) {
      it(`${op}: cpu agrees with its definition`, async () => {
        for (const [index, row] of rows.entries()) {
          const outcome = await outcomeOn(cpu, row);
          expectClose(outcome, { ...outcome, values: expected(row, index) });
        }
      });
    }
  }

  it('keeps one tensor for a constant that is used again, and frees it with the set', async () => {
    await setBackend('wasm');
    const before = engine().memory().numTensors;
    const kernels = wasm.createKernels();
    expect(kernels.constant(0.5)).toBe(kernels.constant(0.5));
    expect(kernels.constant(0.5)).not.toBe(kernels.constant(0.5, [2]));
    const list = [1, 2, 3];
    expect(kernels.constant(list, [3])).toBe(kernels.constant(list, [3]));
    expect(Array.from(await kernels.constant(0.5, [2, 2]).data())).toEqual([0.5, 0.5, 0.5, 0.5]);
    kernels.dispose();
    expect(engine().memory().numTensors).toBe(before);
  });
});
