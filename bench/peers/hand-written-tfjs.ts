/**
 * @file The benchmark's steps as a user of TensorFlow.js writes them: layers of tf ops, losses, `optimizer.minimize` on variables.
 * W1 dense VAE, W2 convolutional VAE, W3 convolutional GAN (one update of each player), all on batches of 128 and with Adam. On
 * the stock WebAssembly backend W2 and W3 throw, since it has no kernel for a convolution's kernel gradient: that is a result.
 */
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './register-gradients.ts';

export type Workload = 'W1' | 'W2' | 'W3';
export type PeerBackend = 'wasm' | 'cpu' | 'node' | 'cuda' | 'webgpu';

export interface Peer {
  /** One training step; the sum of its losses. Throws where the backend lacks a kernel. */
  step(): Promise<number>;
  dispose(): void;
}

const batch = 128;

/**
 * Starts a workload on a backend, with fresh weights and made-up data. `wasm` and `cpu` are loaded here; the others, which need
 * packages that Gen does not install, must have been started.
 */
export async function createPeer(workload: Workload, backend: PeerBackend): Promise<Peer> {
  tf.enableProdMode();
  await registerGradients();
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  const backendName = backend === 'node' || backend === 'cuda' ? 'tensorflow' : backend;
  await tf.setBackend(backendName);
  const made = workloads[workload]();
  return {
    async step() {
      // Other engines in the process may have made theirs the active backend.
      if (tf.getBackend() !== backendName) await tf.setBackend(backendName);
      const losses = made.step();
      let total = 0;
      for (const loss of losses) total += (await loss.data())[0] ?? Number.NaN;
      tf.dispose(losses);
      return total;
    },
    dispose() {
      made.optimizers.forEach((optimizer) => optimizer.dispose());
      tf.dispose([...made.weights.values(), ...made.data]);
    },
  };
}

interface Made {
  readonly step: () => tf.Scalar[];
  readonly weights: ReadonlyMap<string, tf.Variable>;
  readonly data: readonly tf.Tensor[];
  readonly optimizers: readonly tf.Optimizer[];
}

/** Variables by name, made at first use. */
class Weights extends Map<string, tf.Variable> {
  of(name: string, shape: number[], value?: number): tf.Variable {
    let variable = this.get(name);
    if (!variable) {
      const fan = shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const start =
        value === undefined
          ? tf.randomUniform(shape, -1 / Math.sqrt(fan), 1 / Math.sqrt(fan))
          : tf.fill(shape, value);
      variable = tf.variable(start);
      start.dispose();
      this.set(name, variable);
    }
    return variable;
  }

  dense(name: string, x: tf.Tensor2D, outputs: number): tf.Tensor2D {
    const kernel = this.of(`${name}/kernel`, [x.shape[1], outputs]) as tf.Tensor;
    return tf.add(tf.matMul(x, kernel as tf.Tensor2D), this.of(`${name}/bias`, [outputs], 0));
  }

  conv(name: string, x: tf.Tensor4D, outputs: number, size: number, stride: number): tf.Tensor4D {
    const kernel = this.of(`${name}/kernel`, [size, size, x.shape[3], outputs]) as tf.Tensor;
    return tf.add(tf.conv2d(x, kernel as tf.Tensor4D, stride, 'same'), this.of(`${name}/bias`, [outputs], 0));
  }

  convTransposed(name: string, x: tf.Tensor4D, outputs: number, size: number, stride: number): tf.Tensor4D {
    const kernel = this.of(`${name}/kernel`, [size, size, outputs, x.shape[3]]) as tf.Tensor;
    const shape: [number, number, number, number] = [
      batch,
      x.shape[1] * stride,
      x.shape[2] * stride,
      outputs,
    ];
    const y = tf.conv2dTranspose(x, kernel as tf.Tensor4D, shape, stride, 'same');
    return tf.add(y, this.of(`${name}/bias`, [outputs], 0));
  }

  batchNorm(name: string, x: tf.Tensor4D): tf.Tensor4D {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const channels = x.shape[3];
    const [shift, scale] = [this.of(`${name}/shift`, [channels], 0), this.of(`${name}/scale`, [channels], 1)];
    return tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      shift as tf.Tensor,
      scale as tf.Tensor,
      1e-5,
    ) as tf.Tensor4D;
  }

  /** The variables of one player. */
  startingWith(prefix: string): tf.Variable[] {
    return [...this].filter(([name]) => name.startsWith(prefix)).map(([, variable]) => variable);
  }
}

/** KL to N(0, 1) plus the Bernoulli negative log-likelihood of the logits, per example, averaged over the batch. */
function vaeLoss(x: tf.Tensor, logits: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor): tf.Scalar {
  const likelihood = tf.sum(tf.sub(tf.softplus(logits), tf.mul(logits, x)));
  const divergence = tf.mul(
    0.5,
    tf.sum(tf.sub(tf.add(tf.exp(logVariance), tf.square(mean)), tf.add(logVariance, 1))),
  );
  return tf.div(tf.add(likelihood, divergence), batch);
}

function draw(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  const noise = tf.randomNormal(mean.shape);
  return tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
}

const workloads: { readonly [K in Workload]: () => Made } = {
  W1: () => {
    const w = new Weights();
    const x = tf.randomUniform<tf.Rank.R2>([batch, 784]);
    const optimizer = tf.train.adam(1e-3);
    const loss = (): tf.Scalar => {
      const h = tf.relu(w.dense('posterior/dense1', x, 256));
      const mean = w.dense('posterior/dense2', h, 20);
      const logVariance = w.dense('posterior/dense3', h, 20);
      const g = tf.relu(w.dense('likelihood/dense1', draw(mean, logVariance), 256));
      return vaeLoss(x, w.dense('likelihood/dense2', g, 784), mean, logVariance);
    };
    tf.dispose(tf.tidy(loss));
    return {
      weights: w,
      data: [x],
      optimizers: [optimizer],
      step: () => [minimize(optimizer, loss, [...w.values()])],
    };
  },
  W2: () => {
    const w = new Weights();
    const x = tf.randomUniform<tf.Rank.R4>([batch, 28, 28, 1]);
    const optimizer = tf.train.adam(1e-3);
    const loss = (): tf.Scalar => {
      const c1 = tf.relu(w.conv('posterior/conv1', x, 32, 3, 2));
      const c2 = tf.relu(w.conv('posterior/conv2', c1, 64, 3, 2));
      const h = tf.reshape(c2, [batch, 3136]) as tf.Tensor2D;
      const mean = w.dense('posterior/dense1', h, 16);
      const logVariance = w.dense('posterior/dense2', h, 16);
      const d = tf.relu(w.dense('likelihood/dense1', draw(mean, logVariance), 3136));
      const image = tf.reshape(d, [batch, 7, 7, 64]) as tf.Tensor4D;
      const t1 = tf.relu(w.convTransposed('likelihood/convTransposed1', image, 64, 3, 2));
      const t2 = tf.relu(w.convTransposed('likelihood/convTransposed2', t1, 32, 3, 2));
      return vaeLoss(x, w.conv('likelihood/conv1', t2, 1, 3, 1), mean, logVariance);
    };
    tf.dispose(tf.tidy(loss));
    return {
      weights: w,
      data: [x],
      optimizers: [optimizer],
      step: () => [minimize(optimizer, loss, [...w.values()])],
    };
  },
  W3: () => {
    const w = new Weights();
    const x = tf.randomUniform<tf.Rank.R4>([batch, 28, 28, 1], -1, 1);
    const [optimizerD, optimizerG] = [tf.train.adam(2e-4, 0.5), tf.train.adam(2e-4, 0.5)];
    const G = (): tf.Tensor4D => {
      const z = tf.randomNormal<tf.Rank.R2>([batch, 64]);
      const first = tf.reshape(w.dense('G/dense1', z, 6272), [batch, 7, 7, 128]) as tf.Tensor4D;
      const image = tf.relu(w.batchNorm('G/norm1', first));
      const middle = tf.relu(w.batchNorm('G/norm2', w.convTransposed('G/convTransposed1', image, 64, 4, 2)));
      return tf.tanh(w.convTransposed('G/convTransposed2', middle, 1, 4, 2));
    };
    const D = (image: tf.Tensor4D): tf.Tensor => {
      const first = tf.leakyRelu(w.conv('D/conv1', image, 64, 4, 2), 0.2);
      const second = tf.leakyRelu(w.batchNorm('D/norm1', w.conv('D/conv2', first, 128, 4, 2)), 0.2);
      return w.dense('D/dense1', tf.reshape(second, [batch, 6272]) as tf.Tensor2D, 1);
    };
    const lossG = (): tf.Scalar => tf.mean(tf.softplus(tf.neg(D(G()))));
    const lossD = (fake: tf.Tensor4D): tf.Scalar =>
      tf.add(tf.mean(tf.softplus(tf.neg(D(x)))), tf.mean(tf.softplus(D(fake))));
    tf.dispose(tf.tidy(lossG));
    return {
      weights: w,
      data: [x],
      optimizers: [optimizerD, optimizerG],
      step: () => {
        const fake = tf.tidy(G);
        const forD = minimize(optimizerD, () => lossD(fake), w.startingWith('D/'));
        fake.dispose();
        return [forD, minimize(optimizerG, lossG, w.startingWith('G/'))];
      },
    };
  },
};

function minimize(optimizer: tf.Optimizer, loss: () => tf.Scalar, variables: tf.Variable[]): tf.Scalar {
  const value = optimizer.minimize(loss, true, variables);
  if (!value) throw new Error('the optimiser returned no loss');
  return value;
}
