/**
 * @file Device `node`. Runs where @tensorflow/tfjs-node is installed, or lies in the folder that GENC_TFJS_NODE names; says why it is
 * skipped elsewhere.
 */
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from '../../src/runtime/engines/tfjs/engine.ts';
import { expectTrainsLikeCpu, packagesIn, programs, startOrExplain } from './support.ts';

const engine = await startOrExplain('node', packagesIn('GENC_TFJS_NODE', ['@tensorflow/tfjs-node']));

describe.skipIf(!engine)('device node', () => {
  it.each(Object.keys(programs) as (keyof typeof programs)[])('trains %s as cpu does', async (name) => {
    if (engine) await expectTrainsLikeCpu(name, engine);
  });
});

it('says what is missing and how to add it', async () => {
  const absent = { '@tensorflow/tfjs-node-gpu': 'file:///no/such/@tensorflow/tfjs-node-gpu/index.js' };
  await expect(createTfjsEngine('cuda', absent)).rejects.toMatchObject({
    name: 'EngineUnavailable',
    message: 'the package @tensorflow/tfjs-node-gpu is not installed',
    fix: expect.stringContaining('npm install') as string,
  });
});
