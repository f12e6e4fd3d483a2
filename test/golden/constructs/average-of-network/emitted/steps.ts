/**
 * AverageOfNetwork: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b1869138846a91258ab1cea350ee6a2edb7b1bb808eea802e8e6f5f2462d6e83.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { StudentWeights, TeacherState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly student: StudentWeights;
    readonly teacher: TeacherState;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
    /** a number */
    readonly trainTeacherDecay: Tensor;
    /** a number */
    readonly trainTeacherDecayShare: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, per element */
    readonly agreement: Tensor;
  };
  readonly state: {
    readonly student: StudentWeights;
    readonly teacher: TeacherState;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - student: student
 *
 * 22 kernels, 0.000654 million floating-point operations, at most 0.000332 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, scalars } = inputs;
  const { student, teacher } = inputs.state;

  // ======== update student ============================================================================

  // ---- forward ----

  // student(z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1 = k.fusedMatMul(random.trainZ, student.dense1.kernel, student.dense1.bias, {
    activation: 'tanh',
  });

  // spec.gen:10  update student with sgd(0.1) { minimize agreement = mse(student(z), teacher(2 * z)) }
  // agreement: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const product = k.multiply(random.trainZ, 2);

  // teacher(2 * z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1_2 = k.fusedMatMul(product, teacher.dense1.kernel, teacher.dense1.bias, { activation: 'tanh' });
  k.free(product);

  // spec.gen:10  update student with sgd(0.1) { minimize agreement = mse(student(z), teacher(2 * z)) }
  const difference = k.subtract(dense1, dense1_2);
  const squared = k.square(difference);
  const agreement = k.mean(squared, [0, 1]);
  k.free(dense1_2, squared);

  // ---- backward ----

  // student(z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const squared2 = k.square(dense1);
  const difference2 = k.subtract(1, squared2);
  const product2 = k.multiply(difference, difference2);
  const product3 = k.multiply(product2, 0.125);
  const studentDense1BiasGradient = k.sum(product3, [0]);
  const studentDense1KernelGradient = k.matMul(random.trainZ, product3, { transposeA: true });
  k.free(dense1, squared2, difference, difference2, product2, product3);

  // ---- optimiser ----

  // spec.gen:10  update student with sgd(0.1) { minimize agreement = mse(student(z), teacher(2 * z)) }
  const studentDense1KernelStep = k.multiply(studentDense1KernelGradient, scalars.trainSgd1Rate);
  const studentDense1Kernel = k.subtract(student.dense1.kernel, studentDense1KernelStep);
  const studentDense1BiasStep = k.multiply(studentDense1BiasGradient, scalars.trainSgd1Rate);
  const studentDense1Bias = k.subtract(student.dense1.bias, studentDense1BiasStep);
  k.free(
    studentDense1KernelGradient,
    studentDense1KernelStep,
    studentDense1BiasGradient,
    studentDense1BiasStep,
  );

  // ======== averages ==================================================================================

  // spec.gen:9  average student as teacher decay 0.99 from step 10
  const product4 = k.multiply(teacher.dense1.kernel, scalars.trainTeacherDecay);
  const product5 = k.multiply(studentDense1Kernel, scalars.trainTeacherDecayShare);
  const teacherDense1Kernel = k.add(product4, product5);
  const product6 = k.multiply(teacher.dense1.bias, scalars.trainTeacherDecay);
  const product7 = k.multiply(studentDense1Bias, scalars.trainTeacherDecayShare);
  const teacherDense1Bias = k.add(product6, product7);
  k.free(product4, product5, product6, product7);

  return {
    metrics: { agreement },
    state: {
      student: { dense1: { kernel: studentDense1Kernel, bias: studentDense1Bias } },
      teacher: { dense1: { kernel: teacherDense1Kernel, bias: teacherDense1Bias } },
    },
  };
}
