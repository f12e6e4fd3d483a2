/** @file Runs an infer or a network of a trained model by its name, with words of a command line as arguments, and shows what it gave. */
import { suggest } from '../../compiler/diagnostics/did-you-mean.ts';
import { withPrograms } from '../../compiler/with-programs.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import type { InferPlan } from '../../runtime/plan.ts';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { SpecRejected } from '../compile-spec.ts';
import { CommandFailure } from '../failure.ts';
import { createNodeHost } from '../host.ts';
import { openRunFolder } from '../run-folder.ts';
import type { OpenedRun } from '../trained.ts';
import { withTrainedRun } from '../trained.ts';
import type { Given } from './bind.ts';
import { bindWords, staticValues } from './bind.ts';
import { showResults } from './results.ts';
import type { Signature } from './signature.ts';
import { allSignatures, declaredSignatures } from './signature.ts';
import { readArguments } from './values.ts';
import { needsFolderOf, resultFormat } from '../write-result.ts';

/** The options that all commands share which run an infer by its name. */
export interface NamedOptions extends EngineOptions {
  readonly count?: number;
  readonly seed: number;
  readonly out?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly fit?: boolean;
  readonly json?: boolean;
}

export interface NamedRun {
  readonly folder: string;
  /** Of an infer or a network. */
  readonly name: string;
  readonly given: Given;
  readonly options: NamedOptions;
  /** An `infer` that is none of the spec's own, in Gen. */
  readonly program?: string;
  /** The number of items where neither an option nor an argument tells it: 1. */
  readonly standardCount?: number;
  /** Values of the parameters that `given.supplied` names, for so many items. */
  readonly supply?: (opened: OpenedRun, infer: InferPlan, count: number) => Promise<Map<string, HostTensor>>;
}

/** Throws `CommandFailure`, `InputError` and what opening a run throws. */
export async function runNamed(
  { folder, name, given, options, program, standardCount, supply }: NamedRun,
  context: CommandContext,
): Promise<void> {
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  if (options.out !== undefined) {
    resultFormat(options.out);
    await needsFolderOf(createNodeHost(), options.out);
  }
  const sources =
    program === undefined
      ? spec.sources
      : withPrograms(spec.sources, spec.entry, config.options.model, program);
  const declared = declaredSignatures({ ...spec, sources }, config.model);
  const early = declared.find((one) => one.name === name);
  // What decides sizes has to be known before the spec is compiled.
  const statics = new Map(early ? [[name, staticValues(early, bindWords(early, given))]] : []);
  const work = async (opened: OpenedRun): Promise<void> => {
    const { host, plan, run: trained } = opened;
    const signatures = allSignatures(declared, plan.infers);
    const signature = signatures.find((one) => one.name === name);
    const infer = plan.infers.find((one) => one.name === name);
    if (!signature || !infer) throw unknownName(plan.model, name, signatures);
    const texts = bindWords(signature, given);
    const { seed, out, fit = false } = options;
    const wanted = { count: options.count, standardCount, fit };
    const { values, count } = await readArguments(host, plan, infer, texts, wanted);
    for (const [parameter, value] of (await supply?.(opened, infer, count)) ?? [])
      values.set(parameter, value);
    const results = await trained.infer(name, { arguments: values, count, seed });
    const after = `after step ${trained.position.step.toLocaleString('en')}`;
    const subtitle = `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}, seed ${seed}, ${after}`;
    const shown = await showResults(host, plan, infer, results, { out, folder, subtitle });
    const { terminal } = context;
    if (options.json === true) {
      const parts = shown.map(({ values: numbers, ...one }) => ({
        ...one,
        ...(numbers === undefined ? {} : { values: JSON.parse(numbers) as unknown }),
      }));
      terminal.data(JSON.stringify({ infer: name, program, count, seed, results: parts }));
      return;
    }
    for (const { name: result, file, values: numbers } of shown) {
      terminal.data(`${shown.length === 1 ? '' : `${result}: `}${file ?? numbers ?? ''}`);
    }
  };
  const use = { statics, ...(program === undefined ? {} : { programs: program }) };
  try {
    await withTrainedRun(folder, options, context, work, use);
  } catch (error) {
    throw error instanceof SpecRejected ? withStatics(error, name, statics.get(name)) : error;
  }
}

/** Faults of a spec that was sound in training come from the values that it is compiled for now: each names them. */
function withStatics(
  { diagnostics, sources }: SpecRejected,
  name: string,
  given: ReadonlyMap<string, number | boolean> = new Map(),
): SpecRejected {
  if (given.size === 0) return new SpecRejected(diagnostics, sources);
  const values = [...given].map(([parameter, value]) => `--${parameter} ${value}`).join(' ');
  const note = `${name} is compiled for ${values}, as it is given here`;
  return new SpecRejected(
    diagnostics.map((one) => ({ ...one, notes: [...one.notes, note] })),
    sources,
  );
}

/** What is said where a model has no infer of a name. */
export function unknownName(model: string, name: string, signatures: readonly Signature[]): CommandFailure {
  const near = suggest(
    name,
    signatures.map((one) => one.name),
  );
  const found = signatures.find((one) => one.name === near);
  return new CommandFailure(
    `the model ${model} has no infer ${name}`,
    found ? `did you mean ${found.text}?` : `it has: ${signatures.map((one) => one.text).join('; ')}`,
  );
}
