/**
 * @file The benchmark: every contender trains every workload in a process of its own (so that peak memory is its own), in
 * alternating rounds of one run (so that a busy machine is busy for all). Prints ratios and writes them into
 * bench/results.md, where a run of some parts keeps what others have measured.
 *
 *   npm run bench                      all workloads, all contenders
 *   npm run bench -- W1 W2 --rounds 5  some workloads, more rounds
 *   npm run bench -- compile           what compiling costs as specs grow
 *   npm run bench -- --devices cuda,webgpu   also devices that need further packages
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCost, compileCostUnit } from './compile-cost.ts';
import { type Contender, contendersOn, optionalDevices, startContender } from './contenders.ts';
import { type Section, sectionText, withSections } from './results-file.ts';
import type { WorkloadName } from './workloads/workloads.ts';

/** What a child answers to each request for a round. */
interface Answer {
  /** The fastest step, in milliseconds; undefined where the contender failed. */
  readonly fastest?: number;
  readonly failure?: string;
  /** Peak resident memory so far, in MB. */
  readonly peak: number;
}

interface Result {
  readonly contender: Contender;
  fastest: number;
  failure?: string;
  peak: number;
}

const notRun = 'not run: the cpu backend takes minutes for one convolutional step';

/** Contenders that are left out, and why. */
const hopeless: Readonly<Partial<Record<`${WorkloadName} ${Contender}`, string>>> = {
  'W2 by hand, cpu': notRun,
  'W3 by hand, cpu': notRun,
  'W2 tfjs cpu': notRun,
  'W3 tfjs cpu': notRun,
};

const names: readonly WorkloadName[] = ['W1', 'W2', 'W3'];
const millisecondsPerRound = 3000;

const [, , ...given] = process.argv;
if (process.send) await answerRounds(given[0] as Contender, given[1] as WorkloadName);
else await compare(given);

/** The child's side: one warm-up step, then for each message a round of steps. */
async function answerRounds(contender: Contender, workload: WorkloadName): Promise<void> {
  const answer = (part: Omit<Answer, 'peak'>): void => {
    process.send?.({ ...part, peak: process.resourceUsage().maxRSS / 1024 } satisfies Answer);
  };
  try {
    const step = await startContender(contender, workload);
    await step();
    process.on('message', () => {
      void round(step).then(
        (fastest) => answer({ fastest }),
        (error: unknown) => answer({ failure: String(error).split('\n')[0] ?? '' }),
      );
    });
    answer({});
  } catch (error) {
    answer({ failure: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) });
  }
}

async function round(step: () => Promise<number>): Promise<number> {
  const end = performance.now() + millisecondsPerRound;
  let fastest = Number.POSITIVE_INFINITY;
  do {
    const start = performance.now();
    const loss = await step();
    if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
    fastest = Math.min(fastest, performance.now() - start);
  } while (performance.now() < end);
  return fastest;
}

/** The parent's side. */
async function compare(flags: readonly string[]): Promise<void> {
  const rounds = flags.includes('--rounds') ? Number(flags[flags.indexOf('--rounds') + 1]) : 3;
  const chosen = names.filter((name) => flags.includes(name));
  const asked = flags.includes('--devices') ? (flags[flags.indexOf('--devices') + 1] ?? '').split(',') : [];
  const contenders = contendersOn(optionalDevices.filter((device) => asked.includes(device)));
  const all = chosen.length === 0 && !flags.includes('compile');
  const where = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}`;
  const measured: Section[] = [];
  const add = (section: Section): void => {
    console.log(sectionText(section));
    measured.push(section);
  };
  for (const name of all ? names : chosen) {
    const about = `Fastest step of ${rounds} alternating rounds, batch 128. ${where}.`;
    add({ name, about, table: table(await compareOn(name, contenders, rounds)) });
  }
  if (all || flags.includes('compile'))
    add({ name: 'Compiling', about: `${compileCostUnit} ${where}.`, table: await compileCost() });
  const file = join(process.cwd(), 'bench', 'results.md');
  writeFileSync(file, withSections(existsSync(file) ? readFileSync(file, 'utf8') : '', measured));
}

async function compareOn(
  workload: WorkloadName,
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const children = new Map<Result, ChildProcess>();
  for (const contender of contenders) {
    const result: Result = { contender, fastest: Number.POSITIVE_INFINITY, peak: 0 };
    results.push(result);
    const known = hopeless[`${workload} ${contender}`];
    if (known !== undefined) {
      result.failure = known;
      continue;
    }
    const child = fork(fileURLToPath(import.meta.url), [contender, workload], { execArgv: [] });
    children.set(result, child);
    note(result, await nextAnswer(child));
  }
  for (let turn = 0; turn < rounds; turn++) {
    for (const [result, child] of children) {
      if (result.failure !== undefined) continue;
      child.send('round');
      note(result, await nextAnswer(child));
    }
  }
  for (const child of children.values()) child.kill();
  return results;
}

function nextAnswer(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve) => {
    const gone = (code: number | null): void => resolve({ failure: `ended with exit code ${code}`, peak: 0 });
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as Answer);
    });
  });
}

function note(result: Result, answer: Answer): void {
  result.peak = Math.max(result.peak, answer.peak);
  if (answer.fastest !== undefined) result.fastest = Math.min(result.fastest, answer.fastest);
  if (answer.failure !== undefined) result.failure = answer.failure;
}

function table(results: readonly Result[]): string {
  const byHand = results.find(({ contender }) => contender === 'by hand, wasm');
  const lines = results.map(({ contender, fastest, failure, peak }) => {
    if (failure !== undefined) return `| ${contender} | ${failure} | | |`;
    const ratio = byHand && byHand.failure === undefined ? `${(byHand.fastest / fastest).toFixed(1)}x` : '';
    return `| ${contender} | ${fastest.toFixed(1)} | ${ratio} | ${peak.toFixed(0)} |`;
  });
  return [
    '| | ms per step | speed against by hand, wasm | peak MB |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
