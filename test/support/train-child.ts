/** @file A process that trains the toy model until it is done or killed; arguments: run folder, and `resume` or `new`. */
import { createNodeHost } from '../../src/cli/host.ts';
import { train } from '../../src/runtime/training/train.ts';
import { FakeEngine } from './fake-engine.ts';
import { toyArtifacts, toyGraphs, toyPlan } from './toy-model.ts';

const [runFolder = '', mode] = process.argv.slice(2);
await train({
  plan: toyPlan,
  artifacts: toyArtifacts(toyPlan),
  engine: new FakeEngine(toyGraphs),
  host: createNodeHost(),
  runFolder,
  seed: 7,
  overrides: { steps: 1500 },
  resume: mode === 'resume',
  onEvent: ({ event }) => {
    if (event === 'checkpoint' || event === 'end') process.stdout.write(`${event}\n`);
  },
});
