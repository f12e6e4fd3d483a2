/** @file Faults of runs: their folders, checkpoints, lengths, figures, and numbers that are no longer finite. */
import type { Fault } from './fault.ts';

export const runFaults = {
  'run/exists': {
    title: 'a folder with a trained run in it',
    explanation:
      'A new run was to begin in a folder that holds the checkpoints of another. It is not written over. Continue that run, or give the new one a folder of its own.',
    example: {
      wrong: "await train({ plan, artifacts, engine, host, runFolder: 'runs/Vae' });   // for a second time",
      right: "await train({ plan, artifacts, engine, host, runFolder: 'runs/Vae', resume: true });",
    },
  },
  'run/seed': {
    title: 'a resumed run with another seed',
    explanation:
      'A resume gives the same bits as a run that was never interrupted, so that its seed is the one that it began with. Leave the seed out, or start a new run with the other.',
    example: {
      wrong: '$ npx genc train --resume runs/mine --seed 1   # it began with 0',
      right: '$ npx genc train --resume runs/mine',
    },
  },
  'run/log-missing': {
    title: 'a run without its metrics or events',
    explanation:
      'metrics.csv or events.ndjson of the run is gone. A resumed run goes on where they ended at the checkpoint, and would leave files that lack their beginning. Put the file back, or start a new run.',
    example: {
      wrong: '$ rm runs/mine/metrics.csv\n$ npx genc train --resume runs/mine',
      right: '$ cp backup/metrics.csv runs/mine\n$ npx genc train --resume runs/mine',
    },
  },
  'run/write': {
    title: 'a run that cannot be written',
    explanation:
      'A file of the run folder could not be written: the disk is full, or the folder may not be written to. What was saved before stays whole, since checkpoints are written beside the old ones and renamed. Free space or rights and resume the run, or name another folder.',
    example: {
      wrong: '$ npx genc train specs/vae.gen --run /read-only/mine',
      right: '$ npx genc train specs/vae.gen --run mine',
    },
  },
  'run/epochs-without-data': {
    title: 'epochs of a phase without data',
    explanation:
      'An epoch is one pass over the largest source that a phase draws from, and a phase of this model draws from none: --epochs gives it no length. Give the length in steps, which all phases have.',
    example: {
      wrong: '$ npx genc train copier.gen --epochs 3',
      right: '$ npx genc train copier.gen --steps 300',
    },
  },
  'checkpoint/missing': {
    title: 'a run without a checkpoint',
    explanation:
      'Neither checkpoints/last nor checkpoints/previous holds a model. The run has not come as far as its first checkpoint, or the folder is not that of a run.',
    example: {
      wrong: "const vae = await load('runs');   // the folder of all runs",
      right: "const vae = await load('runs/vae-20260101-1');",
    },
  },
  'checkpoint/malformed': {
    title: 'a checkpoint that is damaged or none of genc',
    explanation:
      'A checkpoint is a safetensors file with the position of the run in its metadata. This file is cut short, or another program has written it. checkpoints/previous is an older one of the same run: put it in the place of last to go on from there.',
    example: {
      wrong: '$ npx genc sample runs/mine   # checkpoints/last/state.safetensors was cut by a full disk',
      right: '$ rm -r runs/mine/checkpoints/last\n$ npx genc sample runs/mine   # takes checkpoints/previous',
    },
  },
  'checkpoint/mismatch': {
    title: 'a checkpoint that does not fit the spec',
    explanation:
      'Tensors of the checkpoint and of the spec differ in their names, shapes or types; the message lists them. The sizes of the spec, or the params that decide them, are not those that the run was started with. A run keeps a copy of its spec and its params: name the run alone, and they are taken.',
    example: {
      wrong: "const vae = await load('runs/vae-20260101-1');   // build/ was compiled with --set latent=2",
      right: '$ npx genc compile specs/vae.gen --out build   # with the params of the run',
    },
  },
  'checkpoint/other-spec': {
    title: 'a checkpoint of another version of the spec',
    explanation:
      'All tensors would fit, and the spec is another one than that of the run: a layer may mean something else by the same weights. The hash of the spec, with its params, is kept in the checkpoint. Use the spec of the run folder, or start a new run.',
    example: {
      wrong: "const vae = await load('runs/vae-20260101-1');   // build/ was compiled after relu became tanh",
      right: '$ npx genc compile runs/vae-20260101-1/spec/vae.gen --out build',
    },
  },
  'train/not-finite': {
    title: 'a number that is no longer finite',
    explanation:
      'A metric or a weight became NaN or infinite, so that nothing more can be learned: training stops with exit code 5. The step was computed again with a look at each operation, and the line of the spec that gave the first such number is shown. Large rates, logarithms and quotients near 0, and exponents of unbounded values are the usual causes. The last checkpoint is from before it.',
    example: {
      wrong: 'update G with adam(10) { minimize V.nonSaturating }',
      right: 'update G with adam(2e-4, beta1: 0.5, clipNorm: 1) { minimize V.nonSaturating }',
    },
  },
  'figure/font': {
    title: 'the font of figures is not installed',
    explanation:
      'Figures are drawn with a font from an npm package, one of the dependencies of genc. It is not there, usually because the installation was cut short or leaves packages out.',
    example: { wrong: '$ npx genc train specs/vae.gen', right: '$ npm ci\n$ npx genc train specs/vae.gen' },
  },
} satisfies Readonly<Record<string, Fault>>;
