/**
 * @file The order of axes in which this engine keeps convolution kernels: [out, in, height, width], where the plan and the
 * host have [height, width, in, out]; and which of a model's inputs and outputs are in that order.
 */
import type { HostTensor } from '../../engine.ts';
import type { Shape } from '../../plan.ts';
import { allocate } from '../../tensors.ts';

/** The dimensions of a kernel of plan shape [height, width, in, out] as they are kept. */
export function keptShape(shape: Shape): Shape {
  const [height = 1, width = 1, input = 1, output = 1] = shape;
  return [output, input, height, width];
}

/** Kernel values from the plan's order into the engine's; `shape` is the plan's. */
export function toKept(
  data: HostTensor['data'],
  shape: Shape,
  dtype: HostTensor['dtype'],
): HostTensor['data'] {
  const result = allocate(dtype, data.length);
  eachElement(shape, (plan, kept) => (result[kept] = data[plan] ?? 0));
  return result;
}

/** Kernel values from the engine's order back into the plan's; `shape` is the plan's. */
export function fromKept(
  data: HostTensor['data'],
  shape: Shape,
  dtype: HostTensor['dtype'],
): HostTensor['data'] {
  const result = allocate(dtype, data.length);
  eachElement(shape, (plan, kept) => (result[plan] = data[kept] ?? 0));
  return result;
}

function eachElement(shape: Shape, visit: (plan: number, kept: number) => void): void {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const area = height * width;
  let plan = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++)
        visit(plan++, (output * inputs + input) * area + pixel);
    }
  }
}

/** Names, in the plan, of the inputs and outputs that a model has in the engine's order. */
export interface KeptNames {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

/** Reads them from a model's metadata entries `kernelInputs` and `kernelOutputs`. */
export function keptNames(metadata: ReadonlyMap<string, string>): KeptNames {
  const names = (key: string): ReadonlySet<string> =>
    new Set(JSON.parse(metadata.get(key) ?? '[]') as string[]);
  return { inputs: names('kernelInputs'), outputs: names('kernelOutputs') };
}
