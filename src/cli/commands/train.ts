/** @file `genc train`: compiles a spec and trains it in a new run folder, or continues a run. */
import { Command } from 'commander';
import type { SourceSet } from '../../compiler/source/source.ts';
import type { Host } from '../../runtime/host.ts';
import type { Plan } from '../../runtime/plan.ts';
import type { TrainEvent } from '../../runtime/training/events.ts';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { addEngineOptions, engineCandidates } from '../engines.ts';
import { exitCode } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { RunConfig } from '../run-folder.ts';
import { reportUnits } from '../report-units.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions, wholeNumber } from '../spec-options.ts';
import type { LoadedSpec } from '../sources.ts';
import type { TrainingTask } from '../training/messages.ts';

interface TrainCommandOptions extends SpecOptions, EngineOptions {
  readonly epochs?: number;
  readonly steps?: number;
  readonly seed?: number;
  readonly run?: string;
  readonly resume?: string;
  readonly silence: readonly string[];
  readonly health: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function trainCommand(context: CommandContext): Command {
  const command = new Command('train')
    .summary('train a model')
    .description(
      'Trains the model of a spec. The run folder gets a checkpoint, metrics and figures; Ctrl-C saves and stops, a second one quits.',
    )
    .argument('[file]', 'the spec, a .gen file; left out with --resume')
    .option('--epochs <count>', 'train each phase for so many epochs', wholeNumber(1))
    .option('--steps <count>', 'train each phase for so many steps', wholeNumber(1))
    .option('--seed <number>', 'the seed of everything random (default: 0)', wholeNumber(0))
    .option('--run <folder>', 'the folder of the run (default: runs/<name>-<date>-<number>)')
    .option('--resume <run>', 'continue the run in this folder from its last checkpoint')
    .option(
      '--silence <monitor>',
      'say nothing of a monitor of its health, as V.accuracy (may be repeated)',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option('--no-health', "don't look at how the model stands, which takes the memory of a step")
    .option('--json', 'print each event as a line of JSON');
  addEngineOptions(addSpecOptions(command));
  return command
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  $ genc train specs/vae.gen',
        '  $ genc train specs/vae.gen --set latent=2 --epochs 3 --seed 1',
        '  $ genc train specs/gan.gen --engine tfjs --device wasm',
        '  $ genc train --resume runs/vae-20260101-1',
      ].join('\n'),
    )
    .action((file: string | undefined, options: TrainCommandOptions) => run(file, options, context));
}

async function run(
  file: string | undefined,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { compileFile, compileSources, compilerOptions } = await import('../compile-spec.ts');
  const { makeArtifacts } = await import('../artifacts.ts');
  const runs = await import('../run-folder.ts');
  const { beginRun } = await import('../new-run.ts');
  if (options.epochs !== undefined && options.steps !== undefined) {
    throw new CommandFailure('--epochs and --steps exclude each other', 'give one of them');
  }
  const host = createNodeHost();
  const resumed = await openResumed(file, options, host);
  const configured = resumed?.config.options ?? compilerOptions(options);
  const compiled = resumed
    ? await compileSources(resumed.spec, configured, context)
    : await compileFile(file ?? '', configured, context);
  const { plan } = compiled.program;
  const engine = chosenEngine(resumed?.config ?? {}, options);
  const candidates = engineCandidates(engine, host);
  const artifacts = await makeArtifacts(compiled.program, candidates);
  const seed = options.seed ?? resumed?.config.seed ?? 0;
  const duration = durationOf(options) ?? resumed?.config.duration ?? {};
  const silenced = silencedMonitors(options.silence, plan, resumed?.config.silenced ?? []);
  const health = options.health && resumed?.config.health !== false;
  const task = {
    plan,
    artifacts: [...artifacts],
    candidates,
    // A resumed run has its own: another one is refused.
    seed: resumed ? options.seed : seed,
    overrides: duration,
    resume: resumed !== undefined,
    silenced,
    health,
  };
  const json = options.json === true;
  if (options.resume !== undefined) {
    await follow({ ...task, runFolder: options.resume }, compiled.sources, json, context);
    return;
  }
  if (options.run !== undefined) await refuseUsedFolder(options.run, host);
  const begun = await beginRun(options.run, plan.model, new Date());
  const runFolder = begun.folder;
  let isStarted = false;
  try {
    await runs.writeRunFiles(host, runFolder, compiled, plan, {
      options: configured,
      seed,
      duration,
      ...(silenced.length > 0 ? { silenced } : {}),
      ...(health ? {} : { health }),
      ...engine,
    });
    await follow({ ...task, runFolder }, compiled.sources, json, context, () => (isStarted = true));
  } finally {
    // Data that can't be read, an engine that doesn't start: there is nothing in it to keep.
    if (!isStarted) await begun.withdraw();
  }
}

/** What the run had, and over it what the command line says; threads of the run are of no use to another engine. */
function chosenEngine(before: EngineOptions, now: EngineOptions): EngineOptions {
  const { threads: _, ...place } = before;
  const moves = now.engine !== undefined || now.device !== undefined;
  return { ...pickEngine(moves ? place : before), ...pickEngine(now) };
}

function pickEngine({ engine, device, threads }: EngineOptions): EngineOptions {
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(device === undefined ? {} : { device }),
    ...(threads === undefined ? {} : { threads }),
  };
}

function durationOf({ epochs, steps }: TrainCommandOptions): RunConfig['duration'] | undefined {
  if (epochs !== undefined) return { epochs };
  return steps === undefined ? undefined : { steps };
}

/** The monitors that are not told of: those asked for now and before. Throws `CommandFailure` for one that the model doesn't have. */
function silencedMonitors(
  asked: readonly string[],
  plan: Plan,
  before: readonly string[],
): readonly string[] {
  const known = plan.phases.flatMap(({ health }) => (health?.monitors ?? []).map(({ name }) => name));
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const help =
      known.length > 0 ? `there are ${[...new Set(known)].join(', ')}` : 'nothing of it is watched';
    throw new CommandFailure(`${plan.model} has no monitor ${unknown}`, help);
  }
  return [...new Set([...before, ...asked])];
}

/** Starts the thread and shows its events, `onStart` at the first; sets the exit code. */
async function follow(
  task: Omit<TrainingTask, 'stop'>,
  sources: SourceSet,
  json: boolean,
  context: CommandContext,
  onStart: () => void = () => {},
): Promise<void> {
  const { trainInThread } = await import('../training/thread.ts');
  const { Progress } = await import('../training/progress.ts');
  const { nearTexts } = await import('../training/health-report.ts');
  const { showFailure } = await import('../report-failure.ts');
  const { terminal } = context;
  const progress = json ? undefined : new Progress(terminal, task.health ? nearTexts(task.plan) : undefined);
  const files = new Set<string>();
  let end: Extract<TrainEvent, { event: 'end' }> | undefined;
  let stepsLeft = Infinity;
  const show = (event: TrainEvent): void => {
    if (json) terminal.data(JSON.stringify(event));
    else progress?.show(event);
  };
  const outcome = await trainInThread(context.worker, task, {
    onEvent: (event) => {
      if (event.event === 'start') {
        stepsLeft = event.phases.reduce((sum, { steps }) => sum + steps, -event.resumedAt);
        onStart();
      }
      if (event.event === 'step') stepsLeft -= 1;
      if (event.event === 'figure') for (const file of event.files) files.add(file);
      // The loss curve is drawn after the runtime's last event; `end` stays the last line.
      if (event.event === 'end') end = event;
      else show(event);
    },
    onStopping: () => {
      const what =
        stepsLeft > 0
          ? 'saving and stopping after this step'
          : 'all steps are done: stopping without the reports that are left';
      const message = `${what} (Ctrl-C again quits at once)`;
      if (progress) progress.note(message);
      else terminal.say(message);
    },
  });
  progress?.close();
  if (outcome.kind === 'failed') {
    context.setExitCode(showFailure(outcome.failure, terminal, json, sources));
    return;
  }
  if (end) show(end);
  if (!json && end) await showEnd(task.plan, task.runFolder, end, files, context);
  if (!outcome.stopped) return;
  const how =
    stepsLeft > 0
      ? 'Stopped. Continue with'
      : 'Stopped. The model is trained and saved, its reports are not computed. Compute them with';
  terminal.say(`${how}: genc train --resume ${task.runFolder}`);
  context.setExitCode(exitCode.signal);
}

async function showEnd(
  plan: Plan,
  runFolder: string,
  { metrics, seconds, health }: Extract<TrainEvent, { event: 'end' }>,
  files: ReadonlySet<string>,
  { terminal }: CommandContext,
): Promise<void> {
  const { healthLines } = await import('../training/health-report.ts');
  const { colors } = terminal;
  const units = new Map(reportUnits(plan));
  const entries = Object.entries(metrics);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  terminal.say('');
  for (const [name, value] of entries) {
    terminal.say(
      `  ${name.padEnd(width)}  ${colors.bold(value.toPrecision(6))} ${units.get(name) ?? ''}`.trimEnd(),
    );
  }
  if (entries.length > 0) terminal.say('');
  const standing = healthLines(plan, health);
  for (const line of standing) terminal.say(`  ${line}`);
  if (standing.length > 0) terminal.say('');
  const pictures = [...files].filter((file) => file.endsWith('.png'));
  for (const file of pictures) terminal.say(`  ${runFolder}/${file}`);
  terminal.say(`${colors.dim(`${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`)}`);
  terminal.data(runFolder);
}

async function openResumed(
  file: string | undefined,
  options: TrainCommandOptions,
  host: Host,
): Promise<{ readonly config: RunConfig; readonly spec: LoadedSpec } | undefined> {
  if (options.resume === undefined) {
    if (file === undefined) {
      throw new CommandFailure('which spec is to be trained?', 'genc train FILE, or genc train --resume RUN');
    }
    return undefined;
  }
  const conflicts = [
    ...(file === undefined ? [] : [file]),
    ...Object.keys(options.set).map((name) => `--set ${name}`),
    ...(options.model === undefined ? [] : ['--model']),
    ...(options.run === undefined ? [] : ['--run']),
  ];
  if (conflicts.length > 0) {
    throw new CommandFailure(
      `a resumed run keeps its own spec and params, so ${conflicts[0]} can't be given with --resume`,
      'leave it out, or train a new run',
    );
  }
  const { openRunFolder } = await import('../run-folder.ts');
  return openRunFolder(host, options.resume);
}

async function refuseUsedFolder(folder: string, host: Host): Promise<void> {
  if ((await host.fileSize(host.join(folder, 'config.json'))) === undefined) return;
  throw new CommandFailure(
    `${folder} holds a run already`,
    `continue it with genc train --resume ${folder}, or choose another folder`,
  );
}
