/** @file `genc doctor`: what can compute here: each engine and device loaded and timed, or why not and what would add it. */
import { Command } from 'commander';
import type { Program } from '../../compiler/4-lower/program.ts';
import type { Engine } from '../../runtime/engine.ts';
import type { CommandContext } from '../context.ts';
import type { EngineChoice } from '../engines.ts';

interface DoctorOptions {
  readonly json?: boolean;
}

/** What was found out about one engine on one device. */
interface Finding {
  readonly engine: string;
  readonly device: string;
  readonly works: boolean;
  readonly millisecondsPerStep?: number;
  readonly reason?: string;
  readonly fix?: string;
}

/** Declares the command. */
export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .summary('show which engines and devices work here')
    .description(
      'Starts each engine on each device and times a training step of a small model (a dense autoencoder, batch 128), or says why it does not start and which command adds what is missing.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ genc doctor')
    .action((options: DoctorOptions) => run(options, context));
}

async function run(options: DoctorOptions, context: CommandContext): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { engineCandidates, engineChoices, startChoice } = await import('../engines.ts');
  const { compileSources } = await import('../compile-spec.ts');
  const { starterSpec } = await import('../starter.ts');
  const { compilerVersion: version } = await import('../../compiler/version.ts');
  const { terminal } = context;
  const entry = 'model.gen';
  const spec = { sources: new Map([[entry, { path: entry, text: starterSpec }]]), entry };
  const { program } = await compileSources(spec, { set: {} }, context);
  const findings: Finding[] = [];
  if (options.json !== true) {
    terminal.data(`genc ${version}, Node ${process.version}, ${process.platform} ${process.arch}\n`);
  }
  for (const choice of engineChoices) {
    const finding = await examine(choice, program, startChoice);
    findings.push(finding);
    if (options.json !== true) for (const line of describe(finding, context)) terminal.data(line);
  }
  const working = new Set(
    findings.filter(({ works }) => works).map(({ engine, device }) => `${engine} ${device}`),
  );
  const automatic = engineCandidates({}, createNodeHost()).find(({ engine, device }) =>
    working.has(`${engine} ${device}`),
  );
  if (options.json === true) {
    terminal.data(
      JSON.stringify({ genc: version, node: process.version, engines: findings, automatic }, undefined, 2),
    );
    return;
  }
  if (automatic) terminal.data(`\ngenc train takes ${automatic.engine} on ${automatic.device} here.`);
}

async function examine(
  choice: EngineChoice,
  program: Program,
  start: (choice: EngineChoice) => Promise<Engine>,
): Promise<Finding> {
  const { describeFailure } = await import('../report-failure.ts');
  const { makeArtifacts } = await import('../artifacts.ts');
  const { timeStep } = await import('../step-timing.ts');
  try {
    const engine = await start(choice);
    try {
      const { milliseconds, finite } = await timeStep(
        engine,
        program.plan,
        await makeArtifacts(program, [choice]),
      );
      if (!finite)
        return { ...choice, works: false, reason: 'a training step gave numbers that are not finite' };
      return { ...choice, works: true, millisecondsPerStep: Math.round(milliseconds * 10) / 10 };
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    const { message, help } = describeFailure(error);
    return { ...choice, works: false, reason: message, ...(help === undefined ? {} : { fix: help }) };
  }
}

function describe(finding: Finding, { terminal }: CommandContext): string[] {
  const colors = terminal.dataColors;
  const name = `${finding.engine.padEnd(5)} ${finding.device.padEnd(7)}`;
  if (finding.works) {
    return [`${colors.green('✓')} ${name} ${String(finding.millisecondsPerStep).padStart(7)} ms a step`];
  }
  const lines = [`${colors.red('✗')} ${name} ${finding.reason ?? ''}`];
  if (finding.fix !== undefined) lines.push(`${' '.repeat(16)}${colors.dim('to add it:')} ${finding.fix}`);
  return lines;
}
