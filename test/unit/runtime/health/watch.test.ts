/**
 * @file The watch of a run: each monitor is told of once when it leaves its band, and once when it is back, whatever a resume cuts. The
 * sentences are those of docs/health.md.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MonitorPlan } from '../../../../src/runtime/health/health-plan.ts';
import { columnsOf, metricsFrom } from '../../../../src/runtime/health/readings.ts';
import type { HealthNews, WatchState } from '../../../../src/runtime/health/watch.ts';
import { HealthWatch } from '../../../../src/runtime/health/watch.ts';
import type { MetricValues } from '../../../../src/runtime/training/events.ts';

const page = readFileSync(new URL('../../../../docs/health.md', import.meta.url), 'utf8');

const place = { path: 'spec.gen', line: 1, column: 1, text: '' };
const players = { discriminator: 'D', generator: 'G' };
const equilibrium = { value: -Math.log(4), label: '-log 4' };

const value: Extract<MonitorPlan, { kind: 'value' }> = {
  name: 'V.value',
  kind: 'value',
  metric: 'V',
  equilibrium,
  perfect: 0,
  players,
  place,
};
const critic: MonitorPlan = {
  name: 'W.value',
  kind: 'value',
  metric: 'W',
  equilibrium: { value: 0, label: '0' },
  players,
  place,
};
const accuracy: Extract<MonitorPlan, { kind: 'accuracy' }> = {
  name: 'V.accuracy',
  kind: 'accuracy',
  real: 'V.accuracyReal',
  fake: 'V.accuracyFake',
  value: { metric: 'V', blind: -Math.log(4), perfect: 0 },
  players,
  place,
};
const { value: _bound, ...criticAccuracy } = accuracy;
/** Of games in which D is shown more than samples: whether pairs belong together. */
const matchingValue: MonitorPlan = { ...value, isShownMore: true };
const matchingAccuracy: MonitorPlan = { ...accuracy, isShownMore: true };
const hingeValue: MonitorPlan = { ...value, equilibrium: { value: 2, label: 'D blind: 2' } };
const diversity: MonitorPlan = {
  name: 'V.diversity',
  kind: 'diversity',
  output: 'V.diversity',
  players,
  place,
};
const units: MonitorPlan = {
  name: 'divergence.units',
  kind: 'units',
  of: 'divergence',
  output: 'divergence.units',
  units: 20,
  subject: 'divergence',
  place,
};
const code: MonitorPlan = { ...units, name: 'E.units', of: 'variance', output: 'E.units', subject: 'E' };
const gradient: MonitorPlan = {
  name: 'gradient.G',
  kind: 'gradient',
  output: 'gradient.G',
  networks: ['G'],
  place,
};

const phase = (monitor: MonitorPlan): Parameters<HealthWatch['take']>[0] => ({
  name: 'train',
  health: {
    batch: 4,
    graph: { name: 'trainHealth', inputs: [], outputs: [], flops: 0, peakBytes: 0, kernels: 0 },
    monitors: [monitor],
  },
});

/** All that is told of a course of metrics. */
function told(
  monitor: MonitorPlan,
  course: readonly MetricValues[],
  watch = new HealthWatch(),
): HealthNews[] {
  return course.flatMap((metrics) => watch.take(phase(monitor), metrics));
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const shares = (real: number, fake: number, game = -0.05): MetricValues => ({
  V: game,
  'V.accuracyReal': real,
  'V.accuracyFake': fake,
});

/** Where each monitor is well, where it is not, and what is said then. */
const cases: readonly (readonly [string, MonitorPlan, MetricValues, MetricValues, string])[] = [
  [
    'D outruns G',
    value,
    { V: -0.9 },
    { V: -0.01 },
    'V is −0.01, where −1.39 (−log 4) is its equilibrium and 0 a D that is never wrong: D has outrun G, which then learns little; lower the rate of D, or update G more often.',
  ],
  [
    'D is worse than blind',
    value,
    { V: -1.4 },
    { V: -2 },
    'V is −2, where −1.39 (−log 4) is its equilibrium: D does worse than one that is blind, usually because rates are too high; lower them, or update D more often.',
  ],
  [
    'a critic is turned round',
    critic,
    { W: 3 },
    { W: -0.5 },
    'W is −0.5, where it should fall towards 0 from above: D scores generated examples higher than real ones; update D more often, or lower the rate of G.',
  ],
  [
    'D is perfect',
    accuracy,
    shares(0.9, 0.8),
    shares(1, 1),
    'D is right about 100 % of real and 100 % of generated examples, where 50 % is the equilibrium, and sure of them (V is −0.05): it tells them apart so well that G learns little from it; lower the rate of D, give it dropout or a gradient penalty, or update G more often.',
  ],
  [
    'D is worse than a guess',
    accuracy,
    shares(0.5, 0.5),
    shares(0.4, 0.1),
    'D is right about 40 % of real and 10 % of generated examples, where 50 % is the equilibrium: it does worse than guessing, usually because G changes faster than D can follow; lower the rate of G, or update D more often.',
  ],
  [
    'G collapses',
    diversity,
    { 'V.diversity': 0.8 },
    { 'V.diversity': 0.02 },
    'two samples of G are 0.02 times as far apart as two real examples, where about 1 is right: G has collapsed to a few samples; start again with a lower rate or another seed, or give D minibatchStddev or a gradient penalty.',
  ],
  [
    'G gives noise',
    diversity,
    { 'V.diversity': 1.1 },
    { 'V.diversity': 4 },
    'two samples of G are 4 times as far apart as two real examples, where about 1 is right: they are further from each other than data is, usually noise that D does not hold against G; lower the rates, or give D a gradient penalty.',
  ],
  [
    'units die',
    units,
    { 'divergence.activeUnits': 18 },
    { 'divergence.activeUnits': 1 },
    '1 of the 20 units of divergence carry more than 0.01 nats, where most should: the decoder ignores the others (posterior collapse), usually because the divergence weighs too much too early; lower its weight or raise it slowly, or take fewer units.',
  ],
  [
    'a code dies',
    code,
    { 'E.activeUnits': 10 },
    { 'E.activeUnits': 0 },
    '0 of the 20 units of the code of E vary, where most should: the others are dead, usually rectified units that large steps pushed below 0; lower the rate, or end the code without relu.',
  ],
  [
    'a gradient explodes',
    gradient,
    { 'gradient.G': 2 },
    { 'gradient.G': 300 },
    'the gradient of G has a norm of 300, where 2 was usual at first: training is about to run away; lower the rate, begin with warmup, or set clipNorm in the optimiser.',
  ],
  [
    'a gradient vanishes',
    gradient,
    { 'gradient.G': 2 },
    { 'gradient.G': 0 },
    'the gradient of G has a norm of 0, where 2 was usual at first: G learns next to nothing any more, usually because what judges it has saturated; look at the other monitors, and lower the rate of the other players.',
  ],
];

describe.each(cases)('%s', (_what, monitor, well, ill, sentence) => {
  test('is told of once, in one sentence', () => {
    const news = told(monitor, [...times(50, well), ...times(30, ill)]);
    expect(news).toEqual([{ monitor: monitor.name, state: 'left', message: sentence }]);
    expect(page).toContain(`- \`${monitor.name}\`: ${sentence}\n`);
    expect(sentence.match(/[.!?](\s|$)/g)).toHaveLength(1);
  });

  test('is not told of while all is well', () => {
    expect(told(monitor, times(200, well))).toEqual([]);
  });

  test('is told of again after it was well again', () => {
    const course = [...times(50, well), ...times(10, ill), ...times(10, well), ...times(10, ill)];
    expect(told(monitor, course).map(({ state }) => state)).toEqual(['left', 'returned', 'left']);
  });

  test('is told of at the same place after a resume', () => {
    const course = [...times(50, well), ...times(10, ill), ...times(10, well), ...times(10, ill)];
    for (const cut of [20, 51, 53, 58, 63, 72]) {
      const first = new HealthWatch();
      const before = told(monitor, course.slice(0, cut), first);
      const kept = JSON.parse(JSON.stringify(first.state)) as WatchState;
      const after = told(monitor, course.slice(cut), new HealthWatch(kept));
      expect([...before, ...after]).toEqual(told(monitor, course));
    }
  });

  test('is not told of where it is silenced', () => {
    const watch = new HealthWatch({}, new Set([monitor.name]));
    expect(told(monitor, [...times(50, well), ...times(30, ill)], watch)).toEqual([]);
  });
});

test('one bad look is no episode', () => {
  const course = [...times(20, shares(0.8, 0.8)), shares(1, 1), ...times(20, shares(0.8, 0.8))];
  expect(told(accuracy, course)).toEqual([]);
  const gradients = [
    ...times(20, { 'gradient.G': 1 }),
    { 'gradient.G': 0 },
    ...times(20, { 'gradient.G': 1 }),
  ];
  expect(told(gradient, gradients)).toEqual([]);
});

describe('a D that is right about nearly everything', () => {
  const right = (game: number): HealthNews[] => told(accuracy, times(60, shares(1, 1, game)));

  test('is told of where its value says that it is sure, and not where G still learns from it', () => {
    // A tenth of the way from 0 to -log 4 is -0.1386.
    expect(right(-0.138)).toHaveLength(1);
    expect(right(-0.139)).toEqual([]);
    expect(right(-0.3)).toEqual([]);
  });

  test('is told of from 99 % on: a sure D that misses one of 64 is not', () => {
    expect(told(accuracy, times(60, shares(127 / 128, 1)))).toHaveLength(1);
    expect(told(accuracy, times(60, shares(63 / 64, 63 / 64)))).toEqual([]);
  });

  test('is told of for small values of every bounded game alike', () => {
    const hinge: MonitorPlan = { ...accuracy, value: { metric: 'V', blind: 2, perfect: 0 } };
    expect(told(hinge, times(60, shares(1, 1, 0.19)))).toHaveLength(1);
    expect(told(hinge, times(60, shares(1, 1, 0.21)))).toEqual([]);
    const squares: MonitorPlan = { ...accuracy, value: { metric: 'V', blind: 0.5, perfect: 0 } };
    expect(told(squares, times(60, shares(1, 1, 0.049)))).toHaveLength(1);
    expect(told(squares, times(60, shares(1, 1, 0.051)))).toEqual([]);
  });
});

describe('what is called the equilibrium', () => {
  test('is the value of a blind D where D is shown pairs that do not belong together', () => {
    const [low] = told(matchingValue, times(60, { V: -0.01 }));
    expect(low?.message).toContain(
      'V is −0.01, where −1.39 (−log 4) is that of a blind D and 0 a D that is never wrong',
    );
    const [right] = told(matchingAccuracy, times(60, shares(1, 1)));
    expect(right?.message).toContain('where 50 % is that of a blind D, and sure of them');
  });

  test('of a hinge game is 2, once', () => {
    const [low] = told(hingeValue, times(60, { V: 0.02 }));
    expect(low?.message).toContain('V is 0.02, where 2 is its equilibrium and 0 a D that is never wrong');
    expect(told(hingeValue, times(60, { V: 1.4 }))).toEqual([]);
  });
});

describe('what is usual of a gradient', () => {
  const norms = (...values: readonly number[]): MetricValues[] =>
    values.map((norm) => ({ 'gradient.G': norm }));

  test('is not what a hinge loss gives that every example of a batch meets: 0', () => {
    const start = norms(40, 35, 0, 45, 40, 38, 41, 37, 16, 26, 31, 40);
    expect(told(gradient, [...start, ...times(40, { 'gradient.G': 37 })])).toEqual([]);
    const [news] = told(gradient, [
      ...norms(2, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2),
      ...times(9, { 'gradient.G': 300 }),
    ]);
    expect(news?.message).toContain('has a norm of 300, where 2 was usual at first');
    // Six of 0 in a row are an end of learning all the same.
    expect(told(gradient, [...start, ...times(6, { 'gradient.G': 0 })])).toHaveLength(1);
  });

  test('begins with the first that is above 0', () => {
    const start = norms(0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    const [news] = told(gradient, [...start, ...times(9, { 'gradient.G': 300 })]);
    expect(news?.message).toContain('where 2 was usual at first');
  });
});

test('a critic may be right about everything', () => {
  expect(told(criticAccuracy, [...times(20, shares(0.9, 0.9)), ...times(30, shares(1, 1))])).toEqual([]);
});

describe('the warm-up', () => {
  test('nothing is told of in the first looks', () => {
    expect(told(accuracy, times(12, shares(1, 1)))).toEqual([]);
    expect(told(accuracy, times(13, shares(1, 1)))).toHaveLength(1);
  });

  test('a generator may take 40 looks to draw its samples apart, but no more', () => {
    const [alike, apart] = [{ 'V.diversity': 0.1 }, { 'V.diversity': 0.6 }];
    expect(told(diversity, [...times(38, alike), ...times(20, apart)])).toEqual([]);
    expect(told(diversity, times(41, alike))).toHaveLength(1);
    // Once it has, it is judged.
    expect(told(diversity, [...times(6, apart), ...times(8, alike)])).toHaveLength(1);
  });

  test('each phase has its own', () => {
    const watch = new HealthWatch();
    const ill = times(10, shares(1, 1));
    expect(told(accuracy, ill, watch)).toEqual([]);
    expect(ill.flatMap((one) => watch.take({ ...phase(accuracy), name: 'later' }, one))).toEqual([]);
  });
});

describe('columns', () => {
  test('count active units: more than 0.01 nats, or 1e-4 of the largest variance', () => {
    const nats = new Map([['divergence.units', [0.5, 0.0101, 0.01, 0]]]);
    expect(metricsFrom(units, nats)).toEqual({ 'divergence.activeUnits': 2 });
    const variances = new Map([['E.units', [100, 0.011, 0.01, 0]]]);
    expect(metricsFrom(code, variances)).toEqual({ 'E.activeUnits': 2 });
    expect(metricsFrom(code, new Map([['E.units', [0, 0]]]))).toEqual({ 'E.activeUnits': 0 });
  });

  test('leave out what is not finite', () => {
    expect(metricsFrom(gradient, new Map([['gradient.G', [Number.NaN]]]))).toEqual({});
  });

  test('the value of a game stands in the column of the steps', () => {
    expect(columnsOf(value)).toEqual([]);
    expect(columnsOf(accuracy)).toEqual(['V.accuracyReal', 'V.accuracyFake']);
  });
});

test('a gradient that was 0 in all of the warm-up has no usual norm to leave', () => {
  const none = times(12, { 'gradient.G': 0 });
  expect(told(gradient, [...none, ...times(12, { 'gradient.G': 0 })])).toEqual([]);
  expect(told(gradient, [...none, ...times(12, { 'gradient.G': 3 })])).toEqual([]);
});
