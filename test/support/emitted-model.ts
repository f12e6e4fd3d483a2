/** @file What `genc compile` writes for a model, on disk beside an untrained run of it, so that its use.ts can be imported and can load. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeHost } from '../../src/cli/host.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { saveCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import { initializeStates } from '../../src/runtime/initialize.ts';
import { projectRoot } from './pages.ts';

export interface EmittedModel {
  /** To be removed by who asked for it. */
  readonly folder: string;
  /** The run, with a checkpoint of the first weights. */
  readonly run: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Writes the model's files, and `further` ones beside them, into a folder of their own inside of the project: there `genc/runtime` is found. */
export async function writeEmitted(
  program: Program,
  further: ReadonlyMap<string, string> = new Map(),
): Promise<EmittedModel> {
  await mkdir(join(projectRoot, 'runs'), { recursive: true });
  const folder = await mkdtemp(join(projectRoot, 'runs', 'emitted-'));
  const files = new Map([...(await emitTypeScript(program)), ...further]);
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  const run = join(folder, 'run');
  const { plan } = program;
  const position = { seed: 0, phase: 0, phaseStep: 0, step: 0, metricsLength: 0, eventsLength: 0 };
  await saveCheckpoint(createNodeHost(), run, plan, position, initializeStates(plan.state, 0));
  return { folder, run, files };
}
