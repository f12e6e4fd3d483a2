/**
 * @file `npm run systems -- NAME...`: trains systems of the chapter and their baselines as their specs say, measures what each is known for,
 * and writes the rows of docs/systems.md and their pictures. A training that has ended is not repeated; Ctrl-C saves, and the same command
 * goes on.
 */
import * as os from 'node:os';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/spec-options.ts';
import { keepPictures, keepResult } from './record.ts';
import { studies } from './studies.ts';
import type { Finished } from './study.ts';
import type { TrainOptions } from './train.ts';
import { finished } from './train.ts';

const names = Object.keys(studies);
await new Command('npm run systems --')
  .description(
    `Trains systems of the chapter, measures what each is known for, and writes its rows of docs/systems.md.\n\nSystems: ${names.join(', ')}`,
  )
  .argument('<system...>', 'which systems, or all')
  .option('--threads <count>', 'how many threads compute (default: one for each core)', wholeNumber(1))
  .option('--folder <folder>', 'where the runs are kept', 'runs/systems')
  .action(async (wanted: readonly string[], options: TrainOptions) => {
    const chosen = wanted.includes('all') ? names : wanted;
    const unknown = chosen.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new Error(`there is no system ${unknown}: the systems are ${names.join(', ')}`);
    for (const name of chosen) await runStudy(name, options);
  })
  .parseAsync();

async function runStudy(name: string, options: TrainOptions): Promise<void> {
  const study = studies[name]!;
  const done: Record<string, Finished> = {};
  for (const [training, one] of Object.entries(study.trainings))
    done[training] = await finished(training, one, options);
  const claims = await study.measure(done);
  await keepPictures(name, study, done);
  await keepResult(name, {
    title: study.title,
    date: new Date().toISOString().slice(0, 10),
    seconds: Object.fromEntries(
      Object.entries(done).map(([training, { seconds }]) => [training, Math.round(seconds)]),
    ),
    machine: `${options.threads ?? os.availableParallelism()} of ${os.availableParallelism()} cores`,
    claims,
  });
  for (const { claim, number, baseline, reached } of claims)
    console.log(
      `${study.title}: ${claim}: ${number} against ${baseline}: ${reached === undefined ? 'reported' : reached ? 'reached' : 'not reached'}`,
    );
}
