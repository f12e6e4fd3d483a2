/** @file `genc summary`: sizes and costs of a model before anything runs: networks, steps by phase, data and reports. */
import { Command } from 'commander';
import { stepsBetweenLooks } from '../../runtime/health/readings.ts';
import type { Plan } from '../../runtime/plan.ts';
import type { CommandContext } from '../context.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions } from '../spec-options.ts';
import { formatTable, showBytes, showCount } from '../table.ts';

/** Declares the command. */
export function summaryCommand(context: CommandContext): Command {
  const command = new Command('summary')
    .summary('show sizes and costs of a model')
    .description(
      'Shows parameters and operations of each network, and kernels and peak memory of a training step.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .option('--json', 'print JSON');
  return addSpecOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc summary specs/vae.gen\n  $ genc summary specs/vae.gen --set latent=2 --json',
    )
    .action((file: string, options: SpecOptions & { json?: boolean }) => run(file, options, context));
}

async function run(
  file: string,
  options: SpecOptions & { readonly json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { compileFile } = await import('../compile-spec.ts');
  const { plan } = (await compileFile(file, options, context)).program;
  const { terminal } = context;
  if (options.json === true) {
    terminal.data(JSON.stringify(summarize(plan), undefined, 2));
    return;
  }
  for (const line of summaryLines(plan)) terminal.data(line);
}

/** What `--json` prints. */
function summarize(plan: Plan): object {
  return {
    model: plan.model,
    params: plan.params,
    networks: plan.networks.map(({ name, role, parameters, output, flops }) => ({
      name,
      role,
      parameters,
      output: output ?? null,
      flopsPerExample: flops ?? null,
    })),
    phases: plan.phases.map(
      ({ name, batch, parts = 1, duration, updates, variants, calibrations = [], health }) => ({
        name,
        batch,
        parts,
        duration,
        updates: updates.map(({ name: update, networks, kernels, flops, peakBytes }) => ({
          name: update,
          networks,
          kernels,
          flops,
          peakBytes,
        })),
        steps: variants.map(({ fires, graph: { kernels, flops, peakBytes } }) => ({
          fires,
          kernels,
          flops,
          peakBytes,
        })),
        calibrations: calibrations.map((one) => ({
          name: one.name,
          batches: one.batches,
          batch: one.batch,
          kernels: one.graph.kernels,
          flops: one.graph.flops,
          peakBytes: one.graph.peakBytes,
        })),
        look: health
          ? {
              every: stepsBetweenLooks,
              batch: health.batch,
              kernels: health.graph.kernels,
              flops: health.graph.flops,
              peakBytes: health.graph.peakBytes,
            }
          : null,
      }),
    ),
    remarks: plan.remarks,
  };
}

function summaryLines(plan: Plan): string[] {
  const count = (value: number): string => value.toLocaleString('en');
  const params = Object.entries(plan.params).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const networks = plan.networks.map(({ name, role, parameters, output, flops }) => [
    name,
    role,
    count(parameters),
    output ?? '',
    flops === undefined ? '' : showCount(flops),
  ]);
  const total = plan.networks.reduce((sum, { parameters }) => sum + parameters, 0);
  const steps = plan.phases.flatMap(
    ({ name, batch, parts = 1, updates, variants, calibrations = [], health }) => [
      ...variants.map(({ fires, graph }) => [
        fires.length === 0 ? name : `${name}, every ${fires.join(' and ')}`,
        parts === 1 ? String(batch) : `${batch} in ${parts} parts`,
        ...costCells(graph),
      ]),
      ...updates.map((update) => [`  update ${update.name}`, '', ...costCells(update)]),
      ...calibrations.map((one) => [
        `  calibrate ${one.name}, each of ${one.batches} batches`,
        String(one.batch),
        ...costCells(one.graph),
      ]),
      ...(health
        ? [
            [
              `  look at its health, every ${stepsBetweenLooks} steps`,
              String(health.batch),
              ...costCells(health.graph),
            ],
          ]
        : []),
    ],
  );
  return [
    `${plan.model}${params.length > 0 ? `  (${params.join(', ')})` : ''}`,
    '',
    ...formatTable(
      ['network', 'role', 'parameters', 'output', 'FLOPs/example'],
      [...networks, ['total', '', count(total), '', '']],
      new Set([2, 4]),
    ),
    '',
    ...formatTable(
      ['step of phase', 'batch', 'kernels', 'FLOPs', 'peak memory'],
      steps,
      new Set([1, 2, 3, 4]),
    ),
    ...(plan.remarks.length > 0 ? ['', ...plan.remarks] : []),
  ];
}

function costCells(cost: {
  readonly kernels: number;
  readonly flops: number;
  readonly peakBytes: number;
}): string[] {
  return [String(cost.kernels), showCount(cost.flops), showBytes(cost.peakBytes)];
}
