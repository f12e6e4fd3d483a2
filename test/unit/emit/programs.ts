/**
 * @file Programs built by hand, as lowering would: a dense VAE, a convolutional VAE and a convolutional GAN, each one training
 * step with Adam. Sizes are free, so that tests stay small and benchmarks can take the real ones.
 */
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import type { Value } from '../../../src/compiler/ir/build.ts';
import type { Program, TermNote } from '../../../src/compiler/4-lower/program.ts';
import { transformProgram } from '../../../src/compiler/5-transform/transform.ts';
import type {
  GraphPlan,
  InputPlan,
  OutputPlan,
  Plan,
  ScalarExpression,
  Shape,
  SpecPlace,
  StatePlan,
} from '../../../src/runtime/plan.ts';

const updates: ScalarExpression = { op: 'updates' };
const power = (base: number): ScalarExpression => ({ op: 'power', left: base, right: updates });
const oneMinus = (right: ScalarExpression): ScalarExpression => ({ op: 'subtract', left: 1, right });

/** A graph under construction with its plan: inputs and outputs are declared once, for both. */
export class StepBuilder {
  readonly b: GraphBuilder;
  readonly inputs: InputPlan[] = [];
  readonly outputs: OutputPlan[] = [];
  readonly state: StatePlan[] = [];
  readonly weights = new Map<string, Value[]>();
  readonly #name: string;
  readonly #spec: readonly string[];
  readonly #values = new Map<string, Value>();

  constructor(name: string, spec: readonly string[]) {
    this.#name = name;
    this.#spec = spec;
    this.b = new GraphBuilder(name);
  }

  /** Nodes of `body` come from the spec line that contains `text`. */
  at<T>(text: string, scope: readonly string[], body: () => T, label?: string): T {
    const line = this.#spec.findIndex((candidate) => candidate.includes(text));
    const start = this.#spec.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
    const span = { path: 'specs/model.gen', start, end: start + 1 };
    return this.b.withOrigin({ scope, span, ...(label ? { label } : {}) }, body);
  }

  place(text: string): SpecPlace {
    return {
      path: 'specs/model.gen',
      line: this.#spec.findIndex((line) => line.includes(text)) + 1,
      column: 1,
      text,
    };
  }

  data(field: string, shape: Shape): Value {
    this.inputs.push({ name: field, shape, dtype: 'f32', role: 'data', source: 'digits', field, draw: 0 });
    return this.b.input(field, shape);
  }

  noise(site: string, shape: Shape): Value {
    this.inputs.push({
      name: site,
      shape,
      dtype: 'f32',
      role: 'random',
      site,
      distribution: 'normal',
      repetition: 0,
      fixed: false,
    });
    return this.b.input(site, shape);
  }

  keep(name: string, shape: Shape, kind: 'weight' | 'slot', network: string, low = 0): Value {
    const known = this.#values.get(name);
    if (known) return known;
    const init =
      low === 0
        ? ({ kind: 'constant', value: 0 } as const)
        : ({ kind: 'uniform', low: -low, high: low } as const);
    this.state.push({
      name,
      kind,
      network,
      shape,
      dtype: 'f32',
      init,
      convolutionKernel: shape.length === 4,
    });
    this.inputs.push({ name, shape, dtype: 'f32', role: 'state', state: name });
    const value = this.b.input(name, shape);
    this.#values.set(name, value);
    return value;
  }

  weight(name: string, shape: Shape): Value {
    const network = name.split('/')[0] ?? '';
    const isNew = !this.#values.has(name);
    const fan = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const value = this.keep(name, shape, 'weight', network, shape.length === 1 ? 0.01 : 1 / Math.sqrt(fan));
    if (isNew) this.weights.set(network, [...(this.weights.get(network) ?? []), value]);
    return value;
  }

  dense(layer: string, x: Value, outputs: number): Value {
    const kernel = this.weight(`${layer}/kernel`, [x.shape[1] as number, outputs]);
    return this.b.add(this.b.matMul(x, kernel), this.weight(`${layer}/bias`, [outputs]));
  }

  conv(layer: string, x: Value, outputs: number, size: number, stride: number): Value {
    const kernel = this.weight(`${layer}/kernel`, [size, size, x.shape[3] as number, outputs]);
    const extra = stride === 1 ? size - 1 : size - stride;
    const before = Math.floor(extra / 2);
    const padding = [before, extra - before, before, extra - before] as const;
    return this.b.add(
      this.b.conv2d(x, kernel, { strides: [stride, stride], padding }),
      this.weight(`${layer}/bias`, [outputs]),
    );
  }

  convTransposed(layer: string, x: Value, outputs: number, size: number, stride: number): Value {
    const [batch, height, width, inputs] = x.shape as [number, number, number, number];
    const kernel = this.weight(`${layer}/kernel`, [size, size, outputs, inputs]);
    const before = Math.floor((size - stride) / 2);
    const padding = [before, size - stride - before, before, size - stride - before] as const;
    const shape = [batch, height * stride, width * stride, outputs];
    const y = this.b.conv2dInputGradient(x, kernel, { strides: [stride, stride], padding }, shape);
    return this.b.add(y, this.weight(`${layer}/bias`, [outputs]));
  }

  batchNorm(layer: string, x: Value): Value {
    const { b } = this;
    const channels = x.shape.at(-1) as number;
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const mean = b.mean(x, axes, true);
    const centred = b.subtract(x, mean);
    const variance = b.mean(b.square(centred), axes, true);
    const normal = b.multiply(centred, b.rsqrt(b.add(variance, 1e-5)));
    return b.add(
      b.multiply(normal, this.weight(`${layer}/scale`, [channels])),
      this.weight(`${layer}/shift`, [channels]),
    );
  }

  metric(name: string, value: Value, kind: 'term' | 'loss', text: string): void {
    this.b.output(name, value);
    this.outputs.push({
      name,
      shape: [],
      dtype: 'f32',
      role: 'metric',
      metric: name,
      kind,
      unit: 'nats',
      place: this.place(text),
    });
  }

  /** Adam on every weight of the networks, for a scalar loss. */
  adam(
    optimiser: string,
    networks: readonly string[],
    loss: Value,
    scope: string,
    rate = 1e-3,
    beta1 = 0.9,
  ): void {
    const { b } = this;
    const beta2 = 0.999;
    const scalar = (name: string, value: ScalarExpression): Value => {
      const full = `${optimiser}.${name}`;
      this.inputs.push({ name: full, shape: [], dtype: 'f32', role: 'scalar', value });
      return b.input(full, []);
    };
    const stepSize = scalar('stepSize', { op: 'divide', left: rate, right: oneMinus(power(beta1)) });
    const correction = scalar('correction', {
      op: 'divide',
      left: 1,
      right: { op: 'sqrt', value: oneMinus(power(beta2)) },
    });
    for (const network of networks) {
      for (const weight of this.weights.get(network) ?? []) {
        const name = [...this.#values].find(([, value]) => value === weight)?.[0] ?? '';
        const gradient = this.at('update', [scope], () => b.gradient(loss, weight));
        this.at('update', [scope, 'adam'], () => {
          const slot = (part: string): Value =>
            this.keep(`${optimiser}/${name}/${part}`, weight.shape, 'slot', network);
          const m = b.movingAverage(slot('m'), gradient, beta1);
          const v = b.movingAverageOfSquares(slot('v'), gradient, beta2);
          const next = b.adamStep(weight, m, v, stepSize, correction, 1e-8);
          for (const [state, value] of [
            [name, next],
            [`${optimiser}/${name}/m`, m],
            [`${optimiser}/${name}/v`, v],
          ] as const) {
            b.output(`next ${state}`, value);
            this.outputs.push({
              name: `next ${state}`,
              shape: value.shape,
              dtype: 'f32',
              role: 'state',
              state,
            });
          }
        });
      }
    }
  }

  /** The finished program: one phase with this step. */
  program(model: string, batch: number, terms: ReadonlyMap<string, TermNote>): Program {
    const step: GraphPlan = {
      name: this.#name,
      inputs: this.inputs,
      outputs: this.outputs,
      flops: 0,
      peakBytes: 0,
      kernels: 0,
    };
    const networks = [...this.weights.keys()];
    const plan: Plan = {
      format: 1,
      compiler: '0.1.0',
      model,
      specHash: '0'.repeat(64),
      params: {},
      sources: [],
      networks: networks.map((name) => ({
        name,
        role: 'network',
        parameters: this.state
          .filter((entry) => entry.kind === 'weight' && entry.network === name)
          .reduce((sum, entry) => sum + entry.shape.reduce((product, size) => product * size, 1), 0),
        place: this.place('model'),
      })),
      state: this.state,
      phases: [
        {
          name: 'train',
          batch,
          duration: { unit: 'steps', count: 10 },
          sources: ['digits'],
          periods: [],
          variants: [{ fires: [], graph: step }],
          updates: [{ name: 'update', networks, place: this.place('update') }],
          repetitions: [1],
        },
      ],
      evaluations: [],
      figures: [],
      infers: [],
      remarks: [],
    };
    const graphs = new Map([[this.#name, this.b.finish()]]);
    return transformProgram({ plan, graphs, terms, specLines: new Map([['specs/model.gen', this.#spec]]) });
  }
}

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
