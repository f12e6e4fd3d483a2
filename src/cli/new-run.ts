/**
 * @file The folder of a run that is about to start: made, or taken as it is found, and where the run doesn't start after all, put back.
 * Then nothing is left but what was there before.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { hasCode } from './system-error.ts';

/** What a run writes before its first step. */
const ownNames = ['spec', 'config.json', 'environment.json', 'metrics.csv', 'events.ndjson', 'figures'];

export interface NewRun {
  readonly folder: string;
  /** Takes away what came into being since: the folder, or in one that was there before, the run's own files. */
  withdraw(): Promise<void>;
}

/** Makes `folder`; without one `runs/<name>-<date>-<number>`, the first number that is free. */
export async function beginRun(folder: string | undefined, model: string, today: Date): Promise<NewRun> {
  if (folder === undefined) return numberedRun(model, today);
  const before = await filesIn(folder);
  const outermost = await fs.mkdir(folder, { recursive: true });
  if (outermost !== undefined) return madeRun(folder, outermost);
  return {
    folder,
    withdraw: async () => {
      for (const name of (await filesIn(folder)).filter((one) => !before.includes(one)))
        await fs.rm(path.join(folder, name), { recursive: true, force: true });
    },
  };
}

async function numberedRun(model: string, today: Date): Promise<NewRun> {
  const name = model.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  const outermost = await fs.mkdir('runs', { recursive: true });
  for (let number = 1; ; number++) {
    const folder = path.join('runs', `${name}-${date}-${number}`);
    try {
      await fs.mkdir(folder);
      return madeRun(folder, outermost ?? folder);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** A run whose folder is new; `outermost` is the first of the folders that were made for it. */
function madeRun(folder: string, outermost: string): NewRun {
  return {
    folder,
    withdraw: async () => {
      const end = path.dirname(path.resolve(outermost));
      const start = path.resolve(folder);
      await fs.rm(start, { recursive: true, force: true });
      for (let around = path.dirname(start); around !== end; around = path.dirname(around)) {
        try {
          await fs.rmdir(around);
        } catch (error) {
          // Another run has found its place there by now.
          if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
          throw error;
        }
      }
    },
  };
}

/** The run's own files and folders in a folder, and what those folders hold. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const found = ownNames.map(async (name) => [
    ...((await exists(path.join(folder, name))) ? [name] : []),
    ...(await namesIn(path.join(folder, name))).map((inner) => path.join(name, inner)),
  ]);
  return (await Promise.all(found)).flat();
}

const exists = (target: string): Promise<boolean> =>
  fs.access(target).then(
    () => true,
    () => false,
  );

/** None where there is no such folder; what else is wrong with it is told where it is made. */
const namesIn = (folder: string): Promise<readonly string[]> => fs.readdir(folder).catch(() => []);
