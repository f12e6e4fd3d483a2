/**
 * @file The three steps that the benchmark times, batch 128, Adam. W1: dense VAE 784-256-(20,20)-256-784. W2: convolutional
 * VAE. W3: DCGAN on 28 x 28 images, one update of the discriminator and one of the generator.
 */
import type { Value } from '../../src/compiler/ir/build.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { StepBuilder } from './step-builder.ts';

export type WorkloadName = 'W1' | 'W2' | 'W3';

const batch = 128;

/** The step of that name, through all passes. */
export function createWorkload(name: WorkloadName): Program {
  switch (name) {
    case 'W1':
      return denseAutoencoder();
    case 'W2':
      return convolutionalAutoencoder();
    case 'W3':
      return adversarialPair();
  }
}

/** Reparameterised draw, and KL to the standard normal per example, as a mean over the batch. */
function posterior(
  s: StepBuilder,
  mean: Value,
  logVariance: Value,
  noise: Value,
): { z: Value; divergence: Value } {
  const { g } = s;
  const z = g.add(mean, g.multiply(g.exp(g.multiply(logVariance, 0.5)), noise));
  const inner = g.subtract(g.subtract(g.add(g.square(mean), g.exp(logVariance)), logVariance), 1);
  return { z, divergence: g.multiply(g.sum(inner), 0.5 / batch) };
}

/** Negative log-likelihood of x under Bernoulli(logits), summed over pixels, as a mean over the batch. */
function bernoulli(s: StepBuilder, logits: Value, x: Value): Value {
  const { g } = s;
  return g.multiply(g.sum(g.subtract(g.softplus(logits), g.multiply(x, logits))), 1 / batch);
}

function denseAutoencoder(): Program {
  const s = new StepBuilder('W1');
  const { g } = s;
  const x = s.argument('x', [batch, 784]);
  const noise = s.argument('noise', [batch, 20]);
  const layers = {
    hidden: s.kernel('hidden', [784, 256]),
    mean: s.kernel('mean', [256, 20]),
    logVariance: s.kernel('logVariance', [256, 20]),
    back: s.kernel('back', [20, 256]),
    logits: s.kernel('logits', [256, 784]),
  };
  const dense = (value: Value, layer: keyof typeof layers): Value =>
    s.dense(value, { kernel: layers[layer].kernel.value, bias: layers[layer].bias.value });
  const h = g.relu(dense(x, 'hidden'));
  const { z, divergence } = posterior(s, dense(h, 'mean'), dense(h, 'logVariance'), noise);
  const logits = dense(g.relu(dense(z, 'back')), 'logits');
  const loss = g.add(bernoulli(s, logits, x), divergence);
  s.adam(
    loss,
    Object.values(layers).flatMap(({ kernel, bias }) => [kernel, bias]),
    0.9,
  );
  s.report('loss', loss);
  return s.finish();
}

function convolutionalAutoencoder(): Program {
  const s = new StepBuilder('W2');
  const { g } = s;
  const x = s.argument('x', [batch, 28, 28, 1]);
  const noise = s.argument('noise', [batch, 16]);
  const down = { kernel: 3, stride: 2, padding: [0, 1, 0, 1] } as const;
  const same = { kernel: 3, stride: 1, padding: [1, 1, 1, 1] } as const;
  const layers = {
    first: s.kernel('first', [3, 3, 1, 32]),
    second: s.kernel('second', [3, 3, 32, 64]),
    mean: s.kernel('mean', [3136, 16]),
    logVariance: s.kernel('logVariance', [3136, 16]),
    back: s.kernel('back', [16, 3136]),
    last: s.kernel('last', [3, 3, 32, 1]),
  };
  const up = (name: string, from: number, to: number) => ({
    kernel: s.weight(`${name}/kernel`, [3, 3, to, from], { kind: 'uniform', low: -0.05, high: 0.05 }, true),
    bias: s.weight(`${name}/bias`, [to], { kind: 'constant', value: 0 }),
  });
  const third = up('third', 64, 64);
  const fourth = up('fourth', 64, 32);
  const values = (name: keyof typeof layers) => ({
    kernel: layers[name].kernel.value,
    bias: layers[name].bias.value,
  });
  const one = g.relu(s.convolution(x, values('first'), down));
  const two = g.relu(s.convolution(one, values('second'), down));
  const flat = g.reshape(two, [batch, 3136]);
  const { z, divergence } = posterior(
    s,
    s.dense(flat, values('mean')),
    s.dense(flat, values('logVariance')),
    noise,
  );
  const grown = g.reshape(g.relu(s.dense(z, values('back'))), [batch, 7, 7, 64]);
  const three = g.relu(s.upConvolution(grown, third.kernel.value, third.bias.value, down));
  const four = g.relu(s.upConvolution(three, fourth.kernel.value, fourth.bias.value, down));
  const logits = s.convolution(four, values('last'), same);
  const loss = g.add(bernoulli(s, logits, x), divergence);
  const all = [...Object.values(layers), third, fourth];
  s.adam(
    loss,
    all.flatMap(({ kernel, bias }) => [kernel, bias]),
    0.9,
  );
  s.report('loss', loss);
  return s.finish();
}

function adversarialPair(): Program {
  const s = new StepBuilder('W3');
  const { g } = s;
  const x = s.argument('x', [batch, 28, 28, 1]);
  const noise = s.argument('noise', [batch, 64]);
  const half = { kernel: 4, stride: 2, padding: [1, 1, 1, 1] } as const;
  const kernelInit = { kind: 'normal', mean: 0, stddev: 0.02 } as const;
  const norm = (name: string, channels: number) => ({
    scale: s.weight(`${name}/scale`, [channels], { kind: 'constant', value: 1 }),
    shift: s.weight(`${name}/shift`, [channels], { kind: 'constant', value: 0 }),
  });

  const grow = s.weight('G/grow', [64, 7 * 7 * 128], kernelInit);
  const growNorm = norm('G/growNorm', 128);
  const middle = s.weight('G/middle', [4, 4, 64, 128], kernelInit, true);
  const middleNorm = norm('G/middleNorm', 64);
  const picture = s.weight('G/picture', [4, 4, 1, 64], kernelInit, true);
  const first = s.weight('D/first', [4, 4, 1, 64], kernelInit, true);
  const second = s.weight('D/second', [4, 4, 64, 128], kernelInit, true);
  const secondNorm = norm('D/secondNorm', 128);
  const score = s.weight('D/score', [7 * 7 * 128, 1], kernelInit);

  const grown = g.reshape(g.matMul(noise, grow.value), [batch, 7, 7, 128]);
  const one = g.relu(s.batchNorm(grown, growNorm.scale.value, growNorm.shift.value));
  const wide = s.upConvolution(one, middle.value, undefined, half);
  const two = g.relu(s.batchNorm(wide, middleNorm.scale.value, middleNorm.shift.value));
  const fake = g.tanh(s.upConvolution(two, picture.value, undefined, half));

  const judge = [first, second, secondNorm.scale, secondNorm.shift, score];
  const logits = (image: Value, values: readonly Value[]): Value => {
    const [k1, k2, scale, shift, dense] = values as [Value, Value, Value, Value, Value];
    const a = g.leakyRelu(s.convolution(image, { kernel: k1 }, half), 0.2);
    const b = g.leakyRelu(s.batchNorm(s.convolution(a, { kernel: k2 }, half), scale, shift), 0.2);
    return g.matMul(g.reshape(b, [batch, 7 * 7 * 128]), dense);
  };
  const now = judge.map(({ value }) => value);
  const realLoss = g.mean(g.softplus(g.negate(logits(x, now))));
  const judgeLoss = g.add(realLoss, g.mean(g.softplus(logits(fake, now))));
  const next = s.adam(judgeLoss, judge, 0.5);
  const makerLoss = g.mean(g.softplus(g.negate(logits(fake, next))));
  const maker = [grow, growNorm.scale, growNorm.shift, middle, middleNorm.scale, middleNorm.shift, picture];
  s.adam(makerLoss, maker, 0.5);
  s.report('loss', judgeLoss);
  s.report('makerLoss', makerLoss);
  return s.finish();
}
