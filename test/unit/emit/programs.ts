/**
 * @file Programs built by hand, as lowering would: a dense VAE, a convolutional VAE and a convolutional GAN, each one training
 * step with Adam. Sizes are free, so that tests stay small and benchmarks can take the real ones.
 */
import { StepBuilder } from './step-builder.ts';
import type { GraphBuilder, Value } from '../../../src/compiler/ir/build.ts';
import type { Program, TermNote } from '../../../src/compiler/4-lower/program.ts';

const vaeSpec = [
  'model Vae {',
  '  encoder posterior(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] {',
  '    let h = x |> flatten |> dense(hidden) |> relu',
  '    Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))',
  '  }',
  '  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {',
  '    let logits = z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1)',
  '  }',
  '  train {',
  '    sample z ~ qz',
  '    update posterior, likelihood with adam(1e-3) {',
  '      minimize reconstruction = nll(likelihood(z), x)',
  '      minimize divergence = kl(qz, pz)',
  '    }',
  '  }',
  '}',
];
const vaeTerms = new Map<string, TermNote>([
  [
    'reconstruction',
    {
      sentence: 'The negative log-likelihood of x under Bernoulli(logits), summed over pixels, in nats.',
      formula: 'sum_i [softplus(l_i) - x_i l_i]',
      source: 'Kingma & Welling 2014, appendix C.1',
    },
  ],
  [
    'divergence',
    {
      sentence: 'How far the posterior is from the prior, in nats.',
      formula: '1/2 sum_j [exp(s_j) + m_j^2 - 1 - s_j]',
      source: 'Kingma & Welling 2014, appendix B',
    },
  ],
]);
const update = 'update posterior, likelihood';

function klToStandardNormal(b: GraphBuilder, mean: Value, logVariance: Value): Value {
  const inner = b.subtract(b.add(b.exp(logVariance), b.square(mean)), b.add(logVariance, 1));
  return b.multiply(b.sum(inner, [1]), 0.5);
}

function bernoulliLoss(b: GraphBuilder, logits: Value, x: Value): Value {
  const axes = logits.shape.map((_, axis) => axis).slice(1);
  return b.sum(b.subtract(b.softplus(logits), b.multiply(logits, x)), axes);
}

/** W1: 784-hidden-(latent, latent)-hidden-784 with a Bernoulli likelihood. */
export function denseVae(batch = 4, pixels = 12, hidden = 8, latent = 3): Program {
  const s = new StepBuilder('train', vaeSpec);
  const { b } = s;
  const x = s.data('image', [batch, pixels]);
  const noise = s.noise('z', [batch, latent]);
  const h = s.at(
    'let h',
    [update, 'posterior', 'dense1'],
    () => b.relu(s.dense('posterior/dense1', x, hidden)),
    'h',
  );
  const mean = s.at(
    'Normal(mean',
    [update, 'posterior', 'dense2'],
    () => s.dense('posterior/dense2', h, latent),
    'qz.mean',
  );
  const logVariance = s.at(
    'Normal(mean',
    [update, 'posterior', 'dense3'],
    () => s.dense('posterior/dense3', h, latent),
    'qz.logVariance',
  );
  const z = s.at(
    'sample z',
    [update],
    () => b.add(mean, b.multiply(noise, b.exp(b.multiply(logVariance, 0.5)))),
    'z',
  );
  const g = s.at('let logits', [update, 'likelihood', 'dense1'], () =>
    b.relu(s.dense('likelihood/dense1', z, hidden)),
  );
  const logits = s.at(
    'let logits',
    [update, 'likelihood', 'dense2'],
    () => s.dense('likelihood/dense2', g, pixels),
    'logits',
  );
  const reconstruction = s.at(
    'minimize rec',
    [update],
    () => b.mean(bernoulliLoss(b, logits, x)),
    'reconstruction',
  );
  const divergence = s.at(
    'minimize div',
    [update],
    () => b.mean(klToStandardNormal(b, mean, logVariance)),
    'divergence',
  );
  const loss = s.at('update', [update], () => b.add(reconstruction, divergence), 'loss');
  s.metric('reconstruction', reconstruction, 'term', 'minimize rec');
  s.metric('divergence', divergence, 'term', 'minimize div');
  s.metric('loss', loss, 'loss', 'update');
  s.adam('adam1', ['posterior', 'likelihood'], loss, update);
  return s.program('Vae', batch, vaeTerms);
}

/** W2: conv3 s2, conv3 s2, dense, dense, convT3 s2, convT3 s2, conv3 to one channel. */
export function convolutionalVae(batch = 3, size = 8, channels = 4, latent = 2): Program {
  const s = new StepBuilder('train', vaeSpec);
  const { b } = s;
  const x = s.data('image', [batch, size, size, 1]);
  const noise = s.noise('z', [batch, latent]);
  const small = size / 4;
  const wide = small * small * channels * 2;
  const at = <T>(text: string, scope: string, body: () => T, label?: string): T =>
    s.at(text, [update, ...scope.split('/')], body, label);
  const c1 = at('let h', 'posterior/conv1', () => b.relu(s.conv('posterior/conv1', x, channels, 3, 2)));
  const c2 = at('let h', 'posterior/conv2', () => b.relu(s.conv('posterior/conv2', c1, channels * 2, 3, 2)));
  const h = at('let h', 'posterior', () => b.reshape(c2, [batch, wide]), 'h');
  const mean = at('Normal(mean', 'posterior/dense1', () => s.dense('posterior/dense1', h, latent), 'qz.mean');
  const logVariance = at(
    'Normal(mean',
    'posterior/dense2',
    () => s.dense('posterior/dense2', h, latent),
    'qz.logVariance',
  );
  const z = s.at(
    'sample z',
    [update],
    () => b.add(mean, b.multiply(noise, b.exp(b.multiply(logVariance, 0.5)))),
    'z',
  );
  const d = at('let logits', 'likelihood/dense1', () => b.relu(s.dense('likelihood/dense1', z, wide)));
  const image = b.reshape(d, [batch, small, small, channels * 2]);
  const t1 = at('let logits', 'likelihood/convTransposed1', () =>
    b.relu(s.convTransposed('likelihood/convTransposed1', image, channels * 2, 3, 2)),
  );
  const t2 = at('let logits', 'likelihood/convTransposed2', () =>
    b.relu(s.convTransposed('likelihood/convTransposed2', t1, channels, 3, 2)),
  );
  const logits = at(
    'let logits',
    'likelihood/conv1',
    () => s.conv('likelihood/conv1', t2, 1, 3, 1),
    'logits',
  );
  const reconstruction = s.at(
    'minimize rec',
    [update],
    () => b.mean(bernoulliLoss(b, logits, x)),
    'reconstruction',
  );
  const divergence = s.at(
    'minimize div',
    [update],
    () => b.mean(klToStandardNormal(b, mean, logVariance)),
    'divergence',
  );
  const loss = s.at('update', [update], () => b.add(reconstruction, divergence), 'loss');
  s.metric('reconstruction', reconstruction, 'term', 'minimize rec');
  s.metric('divergence', divergence, 'term', 'minimize div');
  s.metric('loss', loss, 'loss', 'update');
  s.adam('adam1', ['posterior', 'likelihood'], loss, update);
  return s.program('ConvVae', batch, vaeTerms);
}

const ganSpec = [
  'model Dcgan {',
  '  generator G(z: Vector[latent]) -> Image[28, 28, 1] in [-1, 1] {',
  '  discriminator D(x: Image[28, 28, 1] in [-1, 1]) -> Logit {',
  '  train {',
  '    sample z ~ pz',
  '    game V = minimax(real: D(digits.image), fake: D(G(z)))',
  '    update D with adam(2e-4, beta1: 0.5) { maximize V }',
  '    update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }',
  '  }',
  '}',
];

/** W3: a convolutional GAN; one update of D, one of G against the D from before (as a graph of one step). */
export function convolutionalGan(batch = 3, size = 8, channels = 4, latent = 5): Program {
  const s = new StepBuilder('train', ganSpec);
  const { b } = s;
  const small = size / 4;
  const x = s.data('image', [batch, size, size, 1]);
  const noise = s.noise('z', [batch, latent]);
  const generator = (scope: readonly string[], z: Value): Value =>
    s.at('generator G', [...scope, 'G'], () => {
      const first = s.dense('G/dense1', z, small * small * channels * 2);
      const image = b.relu(s.batchNorm('G/norm1', b.reshape(first, [batch, small, small, channels * 2])));
      const middle = b.relu(
        s.batchNorm('G/norm2', s.convTransposed('G/convTransposed1', image, channels, 4, 2)),
      );
      return b.tanh(s.convTransposed('G/convTransposed2', middle, 1, 4, 2));
    });
  const discriminator = (scope: readonly string[], image: Value): Value =>
    s.at('discriminator D', [...scope, 'D'], () => {
      const first = b.leakyRelu(s.conv('D/conv1', image, channels, 4, 2), 0.2);
      const second = b.leakyRelu(s.batchNorm('D/norm1', s.conv('D/conv2', first, channels * 2, 4, 2)), 0.2);
      return s.dense('D/dense1', b.reshape(second, [batch, small * small * channels * 2]), 1);
    });
  const fake = s.at('game V', ['update D'], () => generator(['update D'], noise), 'fake');
  const real = discriminator(['update D'], x);
  const onFake = discriminator(['update D'], fake);
  const lossD = s.at(
    'update D',
    ['update D'],
    () => b.add(b.mean(b.softplus(b.negate(real))), b.mean(b.softplus(onFake))),
    'lossD',
  );
  const lossG = s.at('update G', ['update G'], () => b.mean(b.softplus(b.negate(onFake))), 'lossG');
  s.metric('lossD', lossD, 'loss', 'update D');
  s.metric('lossG', lossG, 'loss', 'update G');
  s.adam('adamD', ['D'], lossD, 'update D', 2e-4, 0.5);
  s.adam('adamG', ['G'], lossG, 'update G', 2e-4, 0.5);
  return s.program('Dcgan', batch, new Map());
}
