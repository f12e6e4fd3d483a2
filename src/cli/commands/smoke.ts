/** @file `genc smoke`: runs two steps and everything else of a spec on made data, on both engines, and compares them. */
import { Command } from 'commander';
import type { MetricValues } from '../../runtime/training/events.ts';
import type { SmokeReport } from '../../runtime/training/smoke.ts';
import type { CommandContext } from '../context.ts';
import type { EngineChoice, EngineOptions } from '../engines.ts';
import { addEngineOptions } from '../engines.ts';
import { exitCode } from '../exit-codes.ts';
import { largestDifference } from '../smoke-agreement.ts';
import type { Difference } from '../smoke-agreement.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions, wholeNumber } from '../spec-options.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

type SmokeCommandOptions = SpecOptions & EngineOptions & { readonly seed: number; readonly json?: boolean };

/** One engine's run. */
interface EngineRun extends SmokeReport {
  readonly engine: string;
  readonly device: string;
}

/** Two engines' metrics of one step differ by rounding; more than this is a fault of one of them. */
const tolerance = 1e-2;

/** Declares the command. */
export function smokeCommand(context: CommandContext): Command {
  const command = new Command('smoke')
    .summary('run two steps of a spec on made data')
    .description(
      'Runs two training steps of each phase and a look at its health, then every evaluation, figure and infer once and every measure with few samples, on made data of the declared types and ranges: no files are needed and none are written. On both engines, unless --engine names one; their metrics are compared. Exit code 4 where they differ or tensors leak, 5 where a number is not finite.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .option('--seed <n>', 'seed of weights, data and draws', wholeNumber(0), 0)
    .option('--json', 'print JSON');
  return addEngineOptions(addSpecOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc smoke specs/gan.gen\n  $ genc smoke specs/vae.gen --engine onnx\n  $ genc smoke specs/vae.gen --set latent=2 --json',
    )
    .action((file: string, options: SmokeCommandOptions) => run(file, options, context));
}

async function run(file: string, options: SmokeCommandOptions, context: CommandContext): Promise<void> {
  const { compileFile } = await import('../compile-spec.ts');
  const { engineCandidates, startChoice } = await import('../engines.ts');
  const { createNodeHost } = await import('../host.ts');
  const { makeArtifacts } = await import('../artifacts.ts');
  const { smoke } = await import('../../runtime/training/smoke.ts');
  const { terminal } = context;
  const { program } = await compileFile(file, options, context);
  const host = createNodeHost();
  const isChosen = options.engine !== undefined || options.device !== undefined;
  const choices: readonly EngineChoice[] = isChosen
    ? engineCandidates(options, host).slice(0, 1)
    : [
        { engine: 'onnx', device: 'cpu' },
        { engine: 'tfjs', device: 'wasm' },
      ];
  const artifacts = await makeArtifacts(program, choices);
  const runs: EngineRun[] = [];
  for (const choice of choices) {
    const engine = await startChoice(choice);
    try {
      const report = await smoke({
        plan: program.plan,
        artifacts,
        engine,
        seed: options.seed,
        now: () => host.now(),
      });
      runs.push({ ...choice, ...report });
    } finally {
      await engine.dispose();
    }
  }
  const [first, second] = runs;
  const difference = first && second ? largestDifference(first, second) : undefined;
  const faults = faultsOf(runs, difference);
  if (options.json === true)
    terminal.data(JSON.stringify({ model: program.plan.model, runs, difference, faults }, undefined, 2));
  else for (const line of lines(runs, difference, terminal)) terminal.data(line);
  if (runs.some((one) => notFinite(one).length > 0)) context.setExitCode(exitCode.guard);
  else if (faults.length > 0) context.setExitCode(exitCode.findings);
  if (options.json === true) return;
  for (const fault of faults) terminal.say(`${terminal.colors.red('✗')} ${fault}`);
  if (faults.length === 0)
    terminal.say(
      `${terminal.colors.green('✓')} ${file}: runs${second ? ' on both engines, which agree' : ''}`,
    );
}

/** Names of what gave NaN or infinity; a metric of a step has ended the run before. */
function notFinite({ phases, reports, figures, infers }: EngineRun): readonly string[] {
  return [
    ...Object.entries(reports).flatMap(([name, value]) =>
      Number.isFinite(value) ? [] : [`the report ${name}`],
    ),
    ...figures.flatMap(({ name, nonFinite }) => (nonFinite === undefined ? [] : [`the figure ${name}`])),
    ...phases.flatMap(({ name, look }) =>
      Object.entries(look?.metrics ?? {}).flatMap(([metric, value]) =>
        Number.isFinite(value) ? [] : [`${metric} of ${name}`],
      ),
    ),
    ...infers.flatMap(({ name, nonFinite }) => (nonFinite === undefined ? [] : [`the infer ${name}`])),
  ];
}

/** What is wrong, each in a sentence. */
function faultsOf(runs: readonly EngineRun[], difference: Difference | undefined): readonly string[] {
  const found = runs.flatMap((one) => [
    ...notFinite(one).map((what) => `${one.engine}: ${what} gives numbers that are not finite`),
    ...one.phases.flatMap(({ name, steps }) => {
      const counts = steps.map(({ liveTensors }) => liveTensors);
      // Another graph brings constants of its own.
      const isOneGraph = new Set(steps.map(({ graph }) => graph)).size === 1;
      return isOneGraph && new Set(counts).size > 1
        ? [`${one.engine}: steps of ${name} leave ${counts.join(', then ')} tensors alive`]
        : [];
    }),
    ...(one.leakedTensors === 0 ? [] : [`${one.engine}: ${one.leakedTensors} tensors are left at the end`]),
  ]);
  if (difference && difference.relative > tolerance)
    found.push(
      `the engines differ in ${difference.metric} of ${difference.phase}, ${difference.place}: ${difference.values.join(' and ')}`,
    );
  return found;
}

function valuesText(values: MetricValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join('  ');
}

function lines(
  runs: readonly EngineRun[],
  difference: Difference | undefined,
  { dataColors: colors }: Terminal,
): readonly string[] {
  const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const shown = runs.flatMap((one) => {
    const rows = [
      ...one.phases.flatMap(({ name, steps }) =>
        steps.map((step, i) => [
          `${name}, step ${i + 1}`,
          milliseconds(step.milliseconds),
          `${step.liveTensors}`,
          valuesText(step.metrics),
        ]),
      ),
      ...one.phases.flatMap(({ name, look }) =>
        look ? [[`${name}, look`, milliseconds(look.milliseconds), '', valuesText(look.metrics)]] : [],
      ),
      ...(Object.keys(one.reports).length === 0 ? [] : [['reports', '', '', valuesText(one.reports)]]),
      ...one.figures.map((figure) => [`figure ${figure.name}`, milliseconds(figure.milliseconds), '', '']),
      ...one.infers.map((infer) => [`infer ${infer.name}`, milliseconds(infer.milliseconds), '', '']),
    ];
    return [
      colors.bold(`${one.engine} ${one.device}`),
      ...formatTable(['', 'time', 'tensors', ''], rows, new Set([1, 2])).map((line) => `  ${line}`),
    ];
  });
  if (difference)
    shown.push(
      `largest difference of the engines: ${difference.relative.toExponential(1)} (${difference.metric} of ${difference.phase}, ${difference.place})`,
    );
  return shown;
}
