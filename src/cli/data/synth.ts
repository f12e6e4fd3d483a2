/**
 * @file `genc data synth`: a folder of made data for a spec, and the command that tries the spec on it: with the `--set` of a param that
 * leads to the folder, which is found by trying, else of the data declarations themselves.
 */
import { parse } from '../../compiler/1-parse/parse.ts';
import type { Host } from '../../runtime/host.ts';
import type { Plan } from '../../runtime/plan.ts';
import type { SynthOptions } from '../commands/data.ts';
import { compileSources, compilerOptions } from '../compile-spec.ts';
import type { CommandContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';
import { createNodeHost } from '../host.ts';
import type { LoadedSpec } from '../sources.ts';
import { loadSources } from '../sources.ts';
import type { SynthesizedSource } from './synth-files.ts';
import { synthesizeSource } from './synth-files.ts';

/** Training examples for each test example. */
const TEST_PART = 4;

/** Writes the folder and prints how to use it. Throws `CommandFailure` and `SpecRejected`. */
export async function synthesize(
  file: string,
  options: SynthOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const host = createNodeHost();
  const { out, seed } = options;
  await requireEmpty(host, out);
  const spec = await loadSources(file);
  const found = await readingPlan(spec, options);
  const chosen = found?.plan ?? (await compileSources(spec, options, context)).program.plan;
  if (chosen.sources.length === 0)
    throw new CommandFailure(`${file} reads no data`, `it needs none: ${trainCommand(file, options, {})}`);
  const classes = Math.max(
    0,
    ...chosen.sources.flatMap(({ fields }) => fields.map((field) => field.classes ?? 0)),
  );
  const train = Math.max(options.count, classes);
  const counts = { train, test: Math.max(1, classes, Math.ceil(train / TEST_PART)) };
  const isShared = found !== undefined || chosen.sources.length === 1;
  const written: SynthesizedSource[] = [];
  const made: string[] = [];
  for (const source of chosen.sources) {
    const folder = isShared ? out : host.join(out, source.name);
    const one = await synthesizeSource(host, source, folder, counts, seed);
    if (one) written.push(one);
    else made.push(source.name);
  }
  const set = {
    ...options.set,
    ...(found?.set ?? Object.fromEntries(written.map(({ source, expression }) => [source, expression]))),
  };
  const command = trainCommand(file, options, set);
  if (options.json === true) {
    terminal.data(JSON.stringify({ folder: out, counts, set, command, written, made }, undefined, 2));
    return;
  }
  for (const name of made) terminal.data(`${name}: made from a seed at each run; there is nothing to write`);
  for (const { source, files, layout } of written)
    terminal.data(`${source}: ${files} files in ${out}, ${layout}`);
  if (written.length > 0)
    terminal.data(`${counts.train} training and ${counts.test} test examples of each source. Try them:`);
  terminal.data(`\n  ${command}`);
}

/** The command that trains the spec for an epoch. */
function trainCommand(file: string, { model }: SynthOptions, set: SynthOptions['set']): string {
  const words = [
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...(model === undefined ? [] : ['--model', model]),
  ];
  return `npx genc train ${[file, ...words].map(quoted).join(' ')} --epochs 1`;
}

async function requireEmpty(host: Host, folder: string): Promise<void> {
  const isFile = (await host.fileSize(folder)) !== undefined;
  if (!isFile && ((await host.listFolder(folder)) ?? []).length === 0) return;
  throw new CommandFailure(
    isFile
      ? `--out ${folder} is a file`
      : `--out ${folder}: the folder holds files already, and nothing is overwritten`,
    'name a new folder',
  );
}

/** Whether a source of the plan reads the folder. */
function reads({ sources }: Plan, folder: string): boolean {
  return sources.some(({ options }) => options['folder'] === folder);
}

interface ReadingPlan {
  readonly plan: Plan;
  readonly set: Readonly<Record<string, string>>;
}

/** The plan that reads the folder: as it is asked for, or with the one param set that makes it; undefined where no param does. */
async function readingPlan(spec: LoadedSpec, options: SynthOptions): Promise<ReadingPlan | undefined> {
  const { compile } = await import('../../compiler/compile.ts');
  for (const set of [{}, ...leads(spec, options.out)]) {
    const given = { ...options, set: { ...options.set, ...set } };
    const { program } = compile(spec.sources, spec.entry, compilerOptions(given));
    if (program && reads(program.plan, options.out)) return { plan: program.plan, set };
  }
  return undefined;
}

/** What reads a folder in the place of a source. */
const folderSources: ReadonlyMap<string, string> = new Map([
  ['mnist', 'idx'],
  ['fashionMnist', 'fashionMnist'],
  ['idx', 'idx'],
  ['images', 'images'],
  ['pairs', 'pairs'],
]);

/** Params that could lead to a folder: texts, and sources in whose place another reads it. */
function leads({ sources, entry }: LoadedSpec, folder: string): readonly ReadingPlan['set'][] {
  const source = sources.get(entry);
  const models = source ? parse(source).module.declarations.filter((one) => one.kind === 'model') : [];
  const params = models.flatMap(({ members }) => members.filter((one) => one.kind === 'param'));
  return params.flatMap(({ name: { name }, value }): readonly ReadingPlan['set'][] => {
    if (value.kind === 'string') return [{ [name]: folder }];
    const callee = value.kind === 'call' ? value.callee : value;
    const reader = callee.kind === 'name' ? folderSources.get(callee.name) : undefined;
    return reader === undefined ? [] : [{ [name]: `${reader}(${JSON.stringify(folder)})` }];
  });
}

/** In quotes where a shell would take a word apart. */
function quoted(word: string): string {
  return /^[\w./=:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
