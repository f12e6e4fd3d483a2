/**
 * @file Graphs as lowering writes them, small enough for the float64 evaluator: a VAE step, a convolutional GAN critic with
 * penalties, batch norm. Sizes are options, so that the same step can be counted at its real size.
 */
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';

/** A weight: an input that an optimiser will replace. */
interface Weight {
  readonly name: string;
  readonly value: Value;
}

/** Collects the weights that layers make. */
class Net {
  readonly b: GraphBuilder;
  readonly weights: Weight[] = [];

  constructor(b: GraphBuilder) {
    this.b = b;
  }

  weight(name: string, shape: readonly number[]): Value {
    const value = this.b.input(name, shape);
    if (!this.weights.some((weight) => weight.name === name)) this.weights.push({ name, value });
    return value;
  }

  dense(name: string, x: Value, units: number): Value {
    return this.b.withScope(name, () => {
      const kernel = this.weight(`${name}.kernel`, [x.shape[1]!, units]);
      return this.b.add(this.b.matMul(x, kernel), this.weight(`${name}.bias`, [units]));
    });
  }

  conv(name: string, x: Value, channels: number, size = 3, stride = 2): Value {
    return this.b.withScope(name, () => {
      const kernel = this.weight(`${name}.kernel`, [size, size, x.shape[3]!, channels]);
      const padding = [1, 1, 1, 1] as const;
      const y = this.b.conv2d(x, kernel, { strides: [stride, stride], padding });
      return this.b.add(y, this.weight(`${name}.bias`, [channels]));
    });
  }
}

/** Adam on every weight of `net` for the scalar `loss`. */
function adam(net: Net, loss: Value): void {
  const { b } = net;
  const stepSize = b.input('stepSize', []);
  const correction = b.input('correction', []);
  for (const { name, value } of net.weights) {
    const gradient = b.gradient(loss, value);
    const m = b.movingAverage(b.input(`${name}.m`, value.shape), gradient, 0.9);
    const v = b.movingAverageOfSquares(b.input(`${name}.v`, value.shape), gradient, 0.999);
    b.output(name, b.adamStep(value, m, v, stepSize, correction, 1e-8));
    b.output(`${name}.m`, m);
    b.output(`${name}.v`, v);
  }
}

export interface VaeSizes {
  readonly batch: number;
  readonly height: number;
  readonly hidden: number;
  readonly latent: number;
}

/** One training step of a dense VAE with a Bernoulli likelihood: Kingma & Welling 2014, eq. 10. */
export function vaeStep({ batch, height, hidden, latent }: VaeSizes): Graph {
  const b = new GraphBuilder('vae');
  const net = new Net(b);
  const image = b.input('x', [batch, height, height, 1]);
  const noise = b.input('noise', [batch, latent]);
  const pixels = height * height;
  b.withScope('train', () => {
    const [mean, logVariance] = b.withScope('posterior', () => {
      const h = b.relu(net.dense('dense1', b.reshape(image, [batch, pixels]), hidden));
      return [net.dense('mean', h, latent), net.dense('logVariance', h, latent)];
    });
    const z = b.add(mean!, b.multiply(b.exp(b.multiply(logVariance!, 0.5)), noise));
    const logits = b.withScope('likelihood', () => {
      const h = b.relu(net.dense('dense2', z, hidden));
      return b.reshape(net.dense('dense3', h, pixels), image.shape);
    });
    const nll = b.sum(b.subtract(b.softplus(logits), b.multiply(image, logits)), [1, 2, 3]);
    const reconstruction = b.mean(nll);
    const inner = b.subtract(b.subtract(b.add(b.exp(logVariance!), b.square(mean!)), 1), logVariance!);
    const divergence = b.mean(b.multiply(b.sum(inner, [1]), 0.5));
    const loss = b.add(reconstruction, divergence);
    b.output('reconstruction', reconstruction);
    b.output('divergence', divergence);
    b.output('loss', loss);
    b.withScope('update', () => adam(net, loss));
  });
  return b.finish();
}

/** A critic of two strided convolutions with smooth and kinked activations; one score per image. */
function critic(net: Net, x: Value): Value {
  const { b } = net;
  const first = b.leakyRelu(net.conv('conv1', x, 3), 0.2);
  const second = b.tanh(net.conv('conv2', first, 4));
  const flat = b.reshape(second, [x.shape[0]!, second.shape[1]! * second.shape[2]! * 4]);
  return b.reshape(net.dense('score', b.softplus(net.dense('hidden', flat, 5)), 1), [x.shape[0]!]);
}

export type Penalty = 'r1' | 'wganGp';

/** A penalty on the critic's gradient at x, and d penalty / d w for every weight: a gradient of a gradient. */
export function penaltyStep(penalty: Penalty): Graph {
  const b = new GraphBuilder(penalty);
  const net = new Net(b);
  const x = b.input('x', [2, 8, 8, 1]);
  const slope = b.gradient(critic(net, x), x);
  const squared = b.sum(b.square(slope), [1, 2, 3]);
  const perImage = penalty === 'r1' ? squared : b.square(b.subtract(b.sqrt(b.add(squared, 1e-12)), 1));
  const loss = b.mean(perImage);
  b.output('loss', loss);
  for (const { name, value } of net.weights) b.output(name, b.gradient(loss, value));
  return b.finish();
}

/** A classifier with convolution, batch norm from primitives, average pooling and a softmax cross entropy. */
export function batchNormStep(): Graph {
  const b = new GraphBuilder('batchNorm');
  const net = new Net(b);
  const x = b.input('x', [4, 8, 8, 2]);
  const h = b.withScope('batchNorm', () => {
    const y = net.conv('conv', x, 3, 3, 1);
    const mean = b.mean(y, [0, 1, 2], true);
    const centred = b.subtract(y, mean);
    const variance = b.mean(b.square(centred), [0, 1, 2], true);
    const normal = b.multiply(centred, b.rsqrt(b.add(variance, 1e-5)));
    return b.add(b.multiply(normal, net.weight('scale', [3])), net.weight('shift', [3]));
  });
  const pooled = b.mean(b.reshape(b.relu(h), [4, 4, 2, 4, 2, 3]), [2, 4]);
  const logits = net.dense('logits', b.reshape(pooled, [4, 48]), 5);
  const shifted = b.subtract(logits, b.stopGradient(b.max(logits, [1], true)));
  const logSum = b.log(b.sum(b.exp(shifted), [1], true));
  const labels = b.input('labels', [4, 5]);
  const loss = b.mean(b.negate(b.sum(b.multiply(labels, b.subtract(shifted, logSum)), [1])));
  b.output('loss', loss);
  adam(net, loss);
  return b.finish();
}

/** A step of two players: D learns on D(fake) with G held, then G through the new D. */
export function ganStep(): Graph {
  const b = new GraphBuilder('gan');
  const z = b.input('z', [3, 4]);
  const real = b.input('real', [3, 8, 8, 1]);
  const discriminator = new Net(b);
  const generator = new Net(b);
  const fake = b.withScope('G', () => {
    const h = b.reshape(b.relu(generator.dense('g1', z, 32)), [3, 4, 4, 2]);
    const kernel = generator.weight('up.kernel', [4, 4, 1, 2]);
    const geometry = { strides: [2, 2], padding: [1, 1, 1, 1] } as const;
    return b.tanh(b.conv2dInputGradient(h, kernel, geometry, [3, 8, 8, 1]));
  });
  const loss = b.withScope('update D', () =>
    b.mean(
      b.add(
        b.softplus(b.negate(critic(discriminator, real))),
        b.softplus(critic(discriminator, b.stopGradient(fake))),
      ),
    ),
  );
  b.output('D', loss);
  const game = b.mean(b.softplus(b.negate(critic(discriminator, fake))));
  b.output('G', game);
  for (const { name, value } of discriminator.weights) b.output(`d.${name}`, b.gradient(loss, value));
  for (const { name, value } of generator.weights) b.output(`g.${name}`, b.gradient(game, value));
  return b.finish();
}
