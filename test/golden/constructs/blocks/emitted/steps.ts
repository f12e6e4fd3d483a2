/**
 * Blocks: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 2b09f2f905022069de178c38d1c3de98727ce60437efc4f29edecb42e21e6175.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5];

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [8, 8, 8, 1] */
      readonly image: Tensor;
      /** [8], i32 */
      readonly age: Tensor;
    };
  };
  readonly state: {
    readonly F: FWeights;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, nats */
    readonly surprise: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 63 kernels, 0.0449 million floating-point operations, at most 0.0107 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(digits.image)
  // spec.gen:3  let deep = x |> conv2d(widths[0], kernel: 2, stride: 2)
  const deep = k.conv2d(digits.image, F.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });
  const deep2 = k.conv2d(deep, F.nested1.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });

  // spec.gen:5  x + (back |> convTranspose2d(c, kernel: 2, stride: 2))
  const inputGradient = k.conv2dInputGradient(deep2, F.nested1.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [8, 4, 4, 2],
  });
  const back = k.add(deep, inputGradient);
  const inputGradient2 = k.conv2dInputGradient(back, F.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [8, 8, 8, 1],
  });
  const sum = k.add(digits.image, inputGradient2);
  k.free(inputGradient, inputGradient2);

  // spec.gen:13  Categorical(logits: x |> nested([2, 3]) |> flatten |> dense(6) |> repeat(2, residual))
  const reshaped = k.reshape(sum, [8, 64]);
  const dense1 = k.matMul(reshaped, F.dense1.kernel);
  k.free(sum);

  // spec.gen:7  block residual(x: Vector[n]) -> Vector[n] { x + (x |> dense(n) |> relu) }
  const linear = k.matMul(dense1, F.residual1.dense1.kernel);
  const rectified = k.relu(linear);
  const sum2 = k.add(dense1, rectified);
  const linear2 = k.matMul(sum2, F.residual2.dense1.kernel);
  const rectified2 = k.relu(linear2);
  const sum3 = k.add(sum2, rectified2);
  k.free(linear, linear2);

  // spec.gen:18  update F with sgd(0.1) { minimize surprise = nll(F(digits.image), digits.age) }
  // surprise: The negative log-likelihood of digits.age under Categorical[6], summed over the event.
  //   -(l_y - log sum_k exp(l_k))   (Kingma & Welling 2014, eq. 3 and appendix C)
  const largest = k.max(sum3, [1], { keepDims: true });
  const difference = k.subtract(sum3, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped2 = k.reshape(digits.age, [8, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values, [6], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [0, 1]);
  const surprise = k.multiply(total2, -0.125);
  k.free(sum3, largest, difference, logarithm, reshaped2, isEqual, difference2, product, total2);

  // ---- backward ----

  // spec.gen:18  update F with sgd(0.1) { minimize surprise = nll(F(digits.image), digits.age) }
  const product2 = k.multiply(converted, -0.125);
  const total3 = k.sum(product2, [1]);
  const reshaped3 = k.reshape(total3, [8, 1]);
  const quotient = k.divide(reshaped3, total);
  const product3 = k.multiply(quotient, exponential);
  const difference3 = k.subtract(product2, product3);
  k.free(converted, total3, total, reshaped3, exponential, quotient, product2, product3);

  // F(digits.image)
  // spec.gen:7  block residual(x: Vector[n]) -> Vector[n] { x + (x |> dense(n) |> relu) }
  const sign = k.sign(rectified2);
  const product4 = k.multiply(difference3, sign);
  const FResidual2Dense1KernelGradient = k.matMul(sum2, product4, { transposeA: true });
  const linear3 = k.matMul(product4, F.residual2.dense1.kernel, { transposeB: true });
  const sum4 = k.add(difference3, linear3);
  const sign2 = k.sign(rectified);
  const product5 = k.multiply(sum4, sign2);
  const FResidual1Dense1KernelGradient = k.matMul(dense1, product5, { transposeA: true });
  const linear4 = k.matMul(product5, F.residual1.dense1.kernel, { transposeB: true });
  k.free(rectified2, sign, sum2, product4, difference3, linear3, rectified, sign2, dense1, product5);

  // spec.gen:13  Categorical(logits: x |> nested([2, 3]) |> flatten |> dense(6) |> repeat(2, residual))
  const sum5 = k.add(sum4, linear4);
  const FDense1KernelGradient = k.matMul(reshaped, sum5, { transposeA: true });
  const dense1Gradient = k.matMul(sum5, F.dense1.kernel, { transposeB: true });
  const reshaped4 = k.reshape(dense1Gradient, [8, 8, 8, 1]);
  k.free(sum4, linear4, reshaped, sum5, dense1Gradient);

  // spec.gen:5  x + (back |> convTranspose2d(c, kernel: 2, stride: 2))
  const FNested1ConvTranspose2d1KernelGradient = k.conv2dKernelGradient(reshaped4, back, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    kernelShape: [2, 2, 1, 2],
  });
  const convolved = k.conv2d(reshaped4, F.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
  });
  const FNested1Nested1ConvTranspose2d1KernelGradient = k.conv2dKernelGradient(convolved, deep2, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    kernelShape: [2, 2, 2, 3],
  });
  const convolved2 = k.conv2d(convolved, F.nested1.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
  });
  k.free(back, reshaped4, deep2);

  // spec.gen:3  let deep = x |> conv2d(widths[0], kernel: 2, stride: 2)
  const FNested1Nested1Conv2d1KernelGradient = k.conv2dKernelGradient(deep, convolved2, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    kernelShape: [2, 2, 2, 3],
  });
  const inputGradient3 = k.conv2dInputGradient(convolved2, F.nested1.nested1.conv2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [8, 4, 4, 2],
  });
  const sum6 = k.add(convolved, inputGradient3);
  const FNested1Conv2d1KernelGradient = k.conv2dKernelGradient(digits.image, sum6, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    kernelShape: [2, 2, 1, 2],
  });
  k.free(deep, convolved2, convolved, inputGradient3, sum6);

  // ---- optimiser ----

  // spec.gen:18  update F with sgd(0.1) { minimize surprise = nll(F(digits.image), digits.age) }
  const FNested1Conv2d1KernelStep = k.multiply(FNested1Conv2d1KernelGradient, scalars.trainSgd1Rate);
  const FNested1Conv2d1Kernel = k.subtract(F.nested1.conv2d1.kernel, FNested1Conv2d1KernelStep);
  const FNested1Nested1Conv2d1KernelStep = k.multiply(
    FNested1Nested1Conv2d1KernelGradient,
    scalars.trainSgd1Rate,
  );
  const FNested1Nested1Conv2d1Kernel = k.subtract(
    F.nested1.nested1.conv2d1.kernel,
    FNested1Nested1Conv2d1KernelStep,
  );
  const FNested1Nested1ConvTranspose2d1KernelStep = k.multiply(
    FNested1Nested1ConvTranspose2d1KernelGradient,
    scalars.trainSgd1Rate,
  );
  const FNested1Nested1ConvTranspose2d1Kernel = k.subtract(
    F.nested1.nested1.convTranspose2d1.kernel,
    FNested1Nested1ConvTranspose2d1KernelStep,
  );
  const FNested1ConvTranspose2d1KernelStep = k.multiply(
    FNested1ConvTranspose2d1KernelGradient,
    scalars.trainSgd1Rate,
  );
  const FNested1ConvTranspose2d1Kernel = k.subtract(
    F.nested1.convTranspose2d1.kernel,
    FNested1ConvTranspose2d1KernelStep,
  );
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FResidual1Dense1KernelStep = k.multiply(FResidual1Dense1KernelGradient, scalars.trainSgd1Rate);
  const FResidual1Dense1Kernel = k.subtract(F.residual1.dense1.kernel, FResidual1Dense1KernelStep);
  const FResidual2Dense1KernelStep = k.multiply(FResidual2Dense1KernelGradient, scalars.trainSgd1Rate);
  const FResidual2Dense1Kernel = k.subtract(F.residual2.dense1.kernel, FResidual2Dense1KernelStep);
  k.free(
    FNested1Conv2d1KernelGradient,
    FNested1Conv2d1KernelStep,
    FNested1Nested1Conv2d1KernelGradient,
    FNested1Nested1Conv2d1KernelStep,
    FNested1Nested1ConvTranspose2d1KernelGradient,
    FNested1Nested1ConvTranspose2d1KernelStep,
    FNested1ConvTranspose2d1KernelGradient,
    FNested1ConvTranspose2d1KernelStep,
    FDense1KernelGradient,
    FDense1KernelStep,
    FResidual1Dense1KernelGradient,
    FResidual1Dense1KernelStep,
    FResidual2Dense1KernelGradient,
    FResidual2Dense1KernelStep,
  );

  return {
    metrics: { surprise },
    state: {
      F: {
        nested1: {
          conv2d1: { kernel: FNested1Conv2d1Kernel },
          nested1: {
            conv2d1: { kernel: FNested1Nested1Conv2d1Kernel },
            convTranspose2d1: { kernel: FNested1Nested1ConvTranspose2d1Kernel },
          },
          convTranspose2d1: { kernel: FNested1ConvTranspose2d1Kernel },
        },
        dense1: { kernel: FDense1Kernel },
        residual1: { dense1: { kernel: FResidual1Dense1Kernel } },
        residual2: { dense1: { kernel: FResidual2Dense1Kernel } },
      },
    },
  };
}
