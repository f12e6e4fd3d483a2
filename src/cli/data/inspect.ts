/**
 * @file `genc data inspect`: reads the data of a spec, of a source or of a folder and tells what it holds. A source that cannot be read is
 * told and the others are shown; files that cannot be read are counted whatever the spec says about them.
 */
import type { SourceDescription } from '../../runtime/data/describe.ts';
import { describeSource } from '../../runtime/data/describe.ts';
import { fits } from '../../runtime/data/pictures.ts';
import type { DataSource, LeftOut } from '../../runtime/data/source.ts';
import { loadSource } from '../../runtime/data/sources.ts';
import type { PictureSurvey } from '../../runtime/data/survey.ts';
import { surveyPictures } from '../../runtime/data/survey.ts';
import type { Host } from '../../runtime/host.ts';
import type { Plan, SourcePlan } from '../../runtime/plan.ts';
import type { InspectOptions } from '../commands/data.ts';
import { compileSources } from '../compile-spec.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { createNodeHost } from '../host.ts';
import type { FailureReport } from '../report-failure.ts';
import { describeFailure, showFailure } from '../report-failure.ts';
import { writeSheet } from './sheet.ts';
import { descriptionLines } from './show-description.ts';
import { suggestedFields } from './suggested-fields.ts';
import { inspectTarget } from './target.ts';

/** All that is told of one source. */
export interface Inspected {
  readonly description: SourceDescription;
  readonly survey: PictureSurvey | undefined;
  /** All files that cannot be read. */
  readonly unreadable: LeftOut['faults'];
  /** Whether training would refuse to start because of them. */
  readonly isRefused: boolean;
  /** How training sees it: steps that show every example once, by phase. */
  readonly phases: readonly {
    readonly phase: string;
    readonly batch: number;
    readonly stepsPerEpoch: number;
  }[];
}

/** Inspects and prints. Throws `CommandFailure` and `SpecRejected`. */
export async function inspect(what: string, options: InspectOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const host = createNodeHost();
  if (options.out !== undefined && !options.out.endsWith('.png'))
    throw new CommandFailure(`--out ${options.out}: a contact sheet is a picture`, 'end the name with .png');
  const target = await inspectTarget(host, what);
  const { plan } = (await compileSources(target, options, context)).program;
  if (plan.sources.length === 0)
    throw new CommandFailure(`${what} reads no data`, 'declare some: data digits from mnist { ... }');
  const inspected: Inspected[] = [];
  const failures: FailureReport[] = [];
  for (const source of plan.sources) {
    try {
      const loaded = await loadSource(host, tolerant(source));
      inspected.push(await examine(host, plan, source, loaded));
      if (options.out !== undefined)
        await writeSheet(host, sheetFile(options.out, source, plan), source, loaded, options.count);
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.kind === 'bug') throw error;
      failures.push(failure);
    }
  }
  const suggestion = target.suggestion && {
    ...target.suggestion,
    // What arrays hold is known once they are read.
    declarations: target.suggestion.declarations.replace(
      /\{\}$/,
      inspected[0] ? `{ ${suggestedFields(inspected[0].description)} }` : '{}',
    ),
  };
  if (options.json === true) {
    terminal.data(JSON.stringify({ ...suggestion, sources: inspected, failures }, undefined, 2));
  } else {
    if (suggestion)
      terminal.data(
        `${what} holds ${suggestion.found}. It is read by\n\n  ${suggestion.declarations.replaceAll('\n', '\n  ')}\n`,
      );
    for (const line of inspected.flatMap((one, i) => [
      ...(i > 0 ? [''] : []),
      ...descriptionLines(one, terminal),
    ]))
      terminal.data(line);
    for (const failure of failures) showFailure(failure, terminal, false);
  }
  if (failures.length > 0 || (target.isSpec && inspected.some((one) => one.isRefused)))
    context.setExitCode(exitCode.failed);
}

/** The plan with files that cannot be read left out, so that the rest can be told of. */
function tolerant(source: SourcePlan): SourcePlan {
  const isPictures = source.loader === 'images' || source.loader === 'pairs';
  return isPictures ? { ...source, options: { ...source.options, unreadable: 'skip' } } : source;
}

async function examine(host: Host, plan: Plan, source: SourcePlan, loaded: DataSource): Promise<Inspected> {
  const described = describeSource(source, loaded);
  const isPictures = source.loader === 'images' || source.loader === 'pairs';
  const unreadable = loaded.leftOut?.faults ?? [];
  const isRefused = unreadable.length > 0 && source.options['unreadable'] !== 'skip';
  const phases = plan.phases
    .filter(({ sources }) => sources.includes(source.name))
    .map(({ name, batch }) => ({ phase: name, batch, stepsPerEpoch: Math.ceil(described.train / batch) }));
  const findings = [
    ...described.findings,
    ...(!isRefused
      ? []
      : [
          `training refuses to start with files that cannot be read; unreadable: skip leaves them out (--set ${source.name}.unreadable=skip)`,
        ]),
    ...phases
      .filter(({ batch }) => batch > described.train)
      .map(
        ({ phase, batch }) =>
          `${phase}: a batch of ${batch} is more than the ${described.train} training examples: each step shows some twice`,
      ),
  ];
  return {
    description: { ...described, findings },
    survey: isPictures ? await survey(host, source, loaded) : undefined,
    unreadable,
    isRefused,
    phases,
  };
}

async function survey(
  host: Host,
  source: SourcePlan,
  { train, test }: DataSource,
): Promise<PictureSurvey | undefined> {
  const paths = new Set<string>();
  let size: readonly [number, number] = [0, 0];
  for (const split of [train, test]) {
    for (const { data, shape, locate } of split.columns.values()) {
      if (!(data instanceof Uint8Array) || shape.length !== 3) continue;
      size = [shape[0] ?? 0, shape[1] ?? 0];
      for (let example = 0; example < split.count; example++) paths.add(locate(example));
    }
  }
  const fit = fits.find((one) => one === source.options['fit']) ?? 'cover';
  const isDouble = source.loader === 'pairs' && paths.size === train.count + test.count;
  const [height, width] = size;
  return surveyPictures(host, [...paths].toSorted(), { height, width: isDouble ? 2 * width : width, fit });
}

/** One sheet for each source: `sheet.png`, or `sheet-a.png` and `sheet-b.png`. */
function sheetFile(out: string, source: SourcePlan, plan: Plan): string {
  return plan.sources.length === 1 ? out : out.replace(/\.png$/, `-${source.name}.png`);
}
