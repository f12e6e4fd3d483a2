/** @file Optimisers, schedules and initialisers: values that `update` and the layers read. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { scheduleRange } from '../../types/schedule.ts';
import type { UsualRange } from '../../types/meaning.ts';
import type { Quantity, Schedule, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';

type OptimizerName = 'adam' | 'adamw' | 'sgd' | 'rmsprop';

/** What may change as training goes on: all but `epsilon`, which is a number of the compiled step. */
const settingKind = (setting: string): 'schedule' | 'number' =>
  setting === 'epsilon' ? 'number' : 'schedule';

function settingOf(call: Call, setting: string, standard: number): Schedule {
  if (!call.has(setting)) return { kind: 'constant', value: standard };
  if (settingKind(setting) === 'schedule') return call.schedule(setting);
  return { kind: 'constant', value: call.number(setting) };
}

function optimizer(
  name: OptimizerName,
  summary: string,
  source: string,
  settings: Readonly<Record<string, number>>,
): FunctionDefinition {
  const parameters: readonly ParameterDefinition[] = [
    { name: 'rate', kind: 'schedule' },
    ...Object.keys(settings).map((setting) => ({
      name: setting,
      kind: settingKind(setting),
      optional: true,
    })),
  ];
  return {
    name,
    group: 'optimizer',
    summary,
    source,
    parameters,
    apply(call) {
      const given = Object.entries(settings).map(([setting, standard]): [string, Schedule] => [
        setting,
        settingOf(call, setting, standard),
      ]);
      for (const [setting, schedule] of given) {
        if (!setting.startsWith('beta')) continue;
        const { low, high } = scheduleRange(schedule);
        if (!(low >= 0 && high < 1)) {
          const value = low < 0 ? low : high;
          return call.report(
            diagnostic(
              'range/decay',
              call.spanOf(setting),
              { name: setting, value },
              { label: `${value}`, help: 'usual are beta1 0.9 (0.5 in many GANs) and beta2 0.999' },
            ),
          );
        }
      }
      const rate = call.schedule('rate');
      if (rate.kind === 'constant' && !(rate.value > 0)) {
        return call.report(
          diagnostic(
            'range/learning-rate',
            call.spanOf('rate'),
            { value: rate.value },
            { help: 'to make a term larger write maximize; usual rates lie between 1e-4 and 1e-2' },
          ),
        );
      }
      return { kind: 'optimizer', name, rate, settings: Object.fromEntries(given) };
    },
  };
}

const zeroQuantity: Quantity = { unit: 'step', amount: 0 };

/** `linear(a to b, ...)` binds the transition as a list of two numbers. An end that is wrong in itself has been told. */
function endsOf(call: Call): readonly [number, number] | undefined {
  const [from, to] = call.list('change');
  if (from?.kind === 'number' && to?.kind === 'number') return [from.value, to.value];
  if (from?.kind === 'error' || to?.kind === 'error') return undefined;
  call.report(
    diagnostic(
      'type/transition',
      call.spanOf('change'),
      { name: call.name },
      { help: `write ${call.name}(2e-4 to 0, until: epoch 10)` },
    ),
  );
  return undefined;
}

function ramp(kind: 'linear' | 'cosine', summary: string): FunctionDefinition {
  return {
    name: kind,
    group: 'schedule',
    summary,
    parameters: [
      { name: 'change', kind: 'list' },
      { name: 'from', kind: 'quantity', optional: true },
      { name: 'until', kind: 'quantity' },
    ],
    apply(call) {
      const ends = endsOf(call);
      if (!ends) return { kind: 'error' };
      const start = call.has('from')
        ? call.quantity('from')
        : { ...zeroQuantity, unit: call.quantity('until').unit };
      const end = call.quantity('until');
      if (start.unit !== end.unit || !(end.amount > start.amount)) {
        return call.report(
          diagnostic(
            'range/schedule-span',
            call.span,
            {
              from: `${start.unit} ${start.amount}`,
              until: `${end.unit} ${end.amount}`,
            },
            { help: 'count both in steps or both in epochs, the earlier one first' },
          ),
        );
      }
      return { kind: 'schedule', schedule: { kind, from: ends[0], to: ends[1], start, end } };
    },
  };
}

const halving: FunctionDefinition = {
  name: 'halving',
  group: 'schedule',
  summary: 'Half the value after each interval.',
  parameters: [
    { name: 'value', kind: 'number' },
    { name: 'every', kind: 'quantity' },
  ],
  apply: (call) => ({
    kind: 'schedule',
    schedule: {
      kind: 'exponential',
      from: call.number('value'),
      factor: 0.5,
      every: call.quantity('every'),
      floor: 0,
      staircase: true,
    },
  }),
};

const exponential: FunctionDefinition = {
  name: 'exponential',
  group: 'schedule',
  summary: 'Multiplies by `factor` in each interval, never below `floor`.',
  parameters: [
    { name: 'value', kind: 'number' },
    { name: 'factor', kind: 'number' },
    { name: 'every', kind: 'quantity' },
    { name: 'floor', kind: 'number', optional: true },
  ],
  apply: (call) => ({
    kind: 'schedule',
    schedule: {
      kind: 'exponential',
      from: call.number('value'),
      factor: call.number('factor'),
      every: call.quantity('every'),
      floor: call.has('floor') ? call.number('floor') : 0,
      staircase: false,
    },
  }),
};

const warmup: FunctionDefinition = {
  name: 'warmup',
  group: 'schedule',
  summary: 'From 0 up to the value, linearly, until the given time.',
  parameters: [
    { name: 'value', kind: 'number' },
    { name: 'until', kind: 'quantity' },
  ],
  apply(call): Value {
    const end = call.quantity('until');
    return {
      kind: 'schedule',
      schedule: {
        kind: 'linear',
        from: 0,
        to: call.number('value'),
        start: { ...zeroQuantity, unit: end.unit },
        end,
      },
    };
  },
};

function initializer(name: string, summary: string, numbers: readonly string[]): FunctionDefinition {
  return {
    name,
    group: 'initializer',
    summary,
    parameters: numbers.map((number) => ({ name: number, kind: 'number' as const })),
    apply: (call) => ({ kind: 'initializer', name, arguments: numbers.map((number) => call.number(number)) }),
  };
}

/** The rates that each optimiser is used with, widely drawn. */
export const usualRates: { readonly [K in OptimizerName]: UsualRange } = {
  adam: { low: 1e-6, high: 0.05, source: '1e-3 in Kingma & Ba 2015, algorithm 1' },
  adamw: { low: 1e-6, high: 0.05, source: '1e-3 in Loshchilov & Hutter 2019, algorithm 2' },
  rmsprop: { low: 1e-6, high: 0.05, source: '1e-3 in Tieleman & Hinton 2012; 5e-5 in Arjovsky et al. 2017' },
  sgd: { low: 1e-6, high: 1, source: '1e-6 to 1 in Bengio 2012, section 3.1.1' },
};

const adamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clipNorm: 0 };

export const trainingFunctions: readonly FunctionDefinition[] = [
  optimizer('adam', 'Adaptive moments.', 'Kingma & Ba 2015, algorithm 1', adamSettings),
  optimizer('adamw', 'Adam with decoupled weight decay.', 'Loshchilov & Hutter 2019, algorithm 2', {
    ...adamSettings,
    weightDecay: 0.01,
  }),
  optimizer('sgd', 'Gradient descent, with momentum if asked for.', 'Sutskever et al. 2013, eq. 1', {
    momentum: 0,
    weightDecay: 0,
    clipNorm: 0,
  }),
  optimizer('rmsprop', 'Gradients divided by a running root mean square.', 'Tieleman & Hinton 2012', {
    decay: 0.99,
    epsilon: 1e-8,
    weightDecay: 0,
    clipNorm: 0,
  }),
  ramp('linear', 'A straight line from one value to another.'),
  ramp('cosine', 'Half a cosine from one value to another.'),
  halving,
  exponential,
  warmup,
  initializer('normal', 'Normal starting values.', ['mean', 'stddev']),
  initializer('uniform', 'Uniform starting values.', ['low', 'high']),
];
