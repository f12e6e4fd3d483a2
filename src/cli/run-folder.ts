/**
 * @file The folder of a training run: its name, and what the command line keeps in it beside metrics, figures and checkpoints:
 * the spec with its imports (`spec/`), the resolved configuration with where each value came from (`config.json`) and the
 * environment (`environment.json`). A run can be opened again from these alone.
 */
import * as os from 'node:os';
import * as path from 'node:path';
import type { SourceFile } from '../compiler/source/source.ts';
import type { Host } from '../runtime/host.ts';
import type { Plan } from '../runtime/plan.ts';
import type { EngineOptions } from './engines.ts';
import { CommandFailure } from './failure.ts';
import type { LoadedSpec } from './sources.ts';
import type { SpecOptions } from './spec-options.ts';
import { compilerVersion as version } from '../compiler/version.ts';

/** What the command line decided about a run. */
export interface RunConfig extends EngineOptions {
  readonly format: 1;
  readonly genc: string;
  readonly model: string;
  readonly specHash: string;
  readonly entry: string;
  /** Where each source file's copy lies, by the path that it was compiled under. */
  readonly sources: Readonly<Record<string, string>>;
  readonly options: SpecOptions;
  readonly params: Readonly<Record<string, { readonly value: unknown; readonly origin: string }>>;
  readonly seed: number;
  readonly duration: { readonly epochs?: number; readonly steps?: number };
  /** Monitors that nothing is told of. */
  readonly silenced?: readonly string[];
  /** False where the model's health is not looked at. */
  readonly health?: boolean;
}

/** Writes spec, configuration and environment. */
export async function writeRunFiles(
  host: Host,
  folder: string,
  spec: LoadedSpec,
  plan: Plan,
  decided: Pick<RunConfig, 'options' | 'seed' | 'duration' | 'silenced' | 'health' | keyof EngineOptions>,
): Promise<void> {
  await host.makeFolder(host.join(folder, 'spec'));
  const copies: Record<string, string> = {};
  for (const { path: name, text } of spec.sources.values()) {
    const copy = freeName(name, Object.values(copies));
    copies[name] = copy;
    await host.writeFileAtomically(host.join(folder, copy), text);
  }
  const config: RunConfig = {
    format: 1,
    genc: version,
    model: plan.model,
    specHash: plan.specHash,
    entry: spec.entry,
    sources: copies,
    params: Object.fromEntries(
      Object.entries(plan.params).map(([name, value]) => [
        name,
        { value, origin: name in decided.options.set ? '--set' : spec.entry },
      ]),
    ),
    ...decided,
  };
  const show = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  await host.writeFileAtomically(host.join(folder, 'config.json'), show(config));
  await host.writeFileAtomically(host.join(folder, 'environment.json'), show(environment()));
}

function freeName(name: string, taken: readonly string[]): string {
  const base = path.basename(name, '.gen');
  for (let number = 1; ; number++) {
    const copy = `spec/${base}${number === 1 ? '' : `-${number}`}.gen`;
    if (!taken.includes(copy)) return copy;
  }
}

function environment(): object {
  return {
    genc: version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    system: os.release(),
    processor: os.cpus()[0]?.model ?? 'unknown',
    processors: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    started: new Date().toISOString(),
  };
}

/** A run's configuration and spec. Throws `CommandFailure` where `folder` is no run. */
export async function openRunFolder(
  host: Host,
  folder: string,
): Promise<{ readonly config: RunConfig; readonly spec: LoadedSpec }> {
  const file = host.join(folder, 'config.json');
  if ((await host.fileSize(file)) === undefined) {
    const runs = (await host.listFolder('runs'))
      ?.filter(({ isFolder }) => isFolder)
      .map(({ name }) => `runs/${name}`);
    throw new CommandFailure(
      `${folder} is not the folder of a run: it has no config.json`,
      runs && runs.length > 0
        ? `the newest runs here: ${runs.slice(-5).join(', ')}`
        : 'genc train SPEC makes one, and says where',
    );
  }
  const config = parseConfig(new TextDecoder().decode(await host.readFile(file)), file);
  const sources = new Map<string, SourceFile>();
  for (const [name, copy] of Object.entries(config.sources)) {
    const text = new TextDecoder().decode(await host.readFile(host.join(folder, copy)));
    sources.set(name, { path: name, text });
  }
  return { config, spec: { sources, entry: config.entry } };
}

function parseConfig(text: string, file: string): RunConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const config = value as Partial<RunConfig> | null;
  if (config?.format !== 1 || typeof config.entry !== 'string' || typeof config.sources !== 'object') {
    throw new CommandFailure(
      `${file} is not a configuration that this version of genc (${version}) can read`,
      'use the version that made the run, or train again',
    );
  }
  return value as RunConfig;
}
