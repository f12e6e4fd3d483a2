/**
 * AverageOfNetwork: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b1869138846a91258ab1cea350ee6a2edb7b1bb808eea802e8e6f5f2462d6e83.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network student: 6 parameters. */
export interface StudentWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** The average teacher of student, in the form of its weights. */
export interface TeacherState {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** What `student` reads. */
export interface StudentInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly student: StudentWeights;
  };
}

/** What `student` returns: new tensors, the caller's to free. */
export interface StudentOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The network student: Vector[2].
 *
 * 1 kernels, 0.00166 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function student(k: KernelSet, inputs: StudentInputs): StudentOutputs {
  const { arguments: given } = inputs;
  const { student } = inputs.state;

  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const result = k.fusedMatMul(given.z, student.dense1.kernel, student.dense1.bias, { activation: 'tanh' });

  return { values: { result } };
}

/** What `teacher` reads. */
export interface TeacherInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly teacher: TeacherState;
  };
}

/** What `teacher` returns: new tensors, the caller's to free. */
export interface TeacherOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The network student, by its average teacher: Vector[2].
 *
 * 1 kernels, 0.00166 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function teacher(k: KernelSet, inputs: TeacherInputs): TeacherOutputs {
  const { arguments: given } = inputs;
  const { teacher } = inputs.state;

  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const result = k.fusedMatMul(given.z, teacher.dense1.kernel, teacher.dense1.bias, { activation: 'tanh' });

  return { values: { result } };
}

/** What `inferAnswer` reads. */
export interface InferAnswerInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly teacher: TeacherState;
  };
}

/** What `inferAnswer` returns: new tensors, the caller's to free. */
export interface InferAnswerOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The infer answer.
 *
 * 1 kernels, 0.00166 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function inferAnswer(k: KernelSet, inputs: InferAnswerInputs): InferAnswerOutputs {
  const { arguments: given } = inputs;
  const { teacher } = inputs.state;

  // teacher(z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const result = k.fusedMatMul(given.z, teacher.dense1.kernel, teacher.dense1.bias, { activation: 'tanh' });

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly student: StudentWeights;
    readonly teacher: TeacherState;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly agreement: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 6 kernels, 0.03 million floating-point operations, at most 0.0161 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random } = inputs;
  const { student, teacher } = inputs.state;

  // student(z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1 = k.fusedMatMul(random.trainZ, student.dense1.kernel, student.dense1.bias, {
    activation: 'tanh',
  });

  // spec.gen:10  update student with sgd(0.1) { minimize agreement = mse(student(z), teacher(2 * z)) }
  const product = k.multiply(random.trainZ, 2);

  // teacher(2 * z)
  // spec.gen:4  network student(z: Vector[2]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1_2 = k.fusedMatMul(product, teacher.dense1.kernel, teacher.dense1.bias, { activation: 'tanh' });
  k.free(product);

  // spec.gen:10  update student with sgd(0.1) { minimize agreement = mse(student(z), teacher(2 * z)) }
  const difference = k.subtract(dense1, dense1_2);
  const squared = k.square(difference);
  const agreement = k.mean(squared, [1]);
  k.free(dense1, dense1_2, difference, squared);

  return { values: { agreement } };
}
