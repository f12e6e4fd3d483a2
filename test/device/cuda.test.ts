/** @file Device `cuda`, where an NVIDIA card and the CUDA libraries are found too. */
import { expect, it } from 'vitest';
import { createTfjsEngine } from '../../src/runtime/engines/tfjs/engine.ts';
import { cudaFor } from '../../src/runtime/engines/tfjs/devices/node.ts';
import { testDevice } from './support.ts';

await testDevice({ device: 'cuda', variable: 'GENC_TFJS_CUDA', packages: ['@tensorflow/tfjs-node-gpu'] });

it('says what is missing and how to add it', async () => {
  const absent = { '@tensorflow/tfjs-node-gpu': 'file:///no/such/@tensorflow/tfjs-node-gpu/index.js' };
  await expect(createTfjsEngine('cuda', absent)).rejects.toMatchObject({
    name: 'EngineUnavailable',
    message: 'the package @tensorflow/tfjs-node-gpu is not installed',
    fix: expect.stringContaining('npm install') as string,
  });
});

it.each([
  ['2.9.1', 'CUDA 11.2 and cuDNN 8.1'],
  ['2.10.1', 'CUDA 11.2 and cuDNN 8.1'],
  ['2.18.0', 'CUDA 12.5 and cuDNN 9.3'],
])('names what TensorFlow %s opens', (version, libraries) => expect(cudaFor(version)).toBe(libraries));
