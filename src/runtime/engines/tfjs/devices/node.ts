/**
 * @file Devices `node` and `cuda`: TensorFlow's own kernels through @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu,
 * optional packages with a native addon.
 */
import { setBackend } from '@tensorflow/tfjs-core';
import { EngineUnavailable } from '../../../engine.ts';
import { CoreKernels } from '../core-kernels.ts';
import type { TfjsDevice } from '../device.ts';
import { importOptional } from './optional-package.ts';
import type { PackageLocations } from './optional-package.ts';

const packages = { node: '@tensorflow/tfjs-node', cuda: '@tensorflow/tfjs-node-gpu' } as const;

export async function startNode(name: 'node' | 'cuda', locations: PackageLocations): Promise<TfjsDevice> {
  const fix = `npm install --ignore-scripts=false ${packages[name]}@4.22.0`;
  await restoreRemovedUtilities();
  const loaded = await importOptional(packages[name], locations, fix);
  if (!(await setBackend('tensorflow'))) {
    throw new EngineUnavailable(`${packages[name]} is installed but its native addon does not start`, fix);
  }
  if (name === 'cuda' && !usesGpu(loaded)) {
    throw new EngineUnavailable(
      `${packages[name]} started without a GPU (CUDA 11.2 and cuDNN 8 must be on the library path)`,
      'install CUDA 11.2 and cuDNN 8, then run genc doctor again',
    );
  }
  return {
    name,
    backendName: 'tensorflow',
    sharesArrays: false,
    readsAtOnce: true,
    // TensorFlow's convolutions know `same` and `valid` only, through this binding.
    createKernels: () => new CoreKernels({ explicitPadding: false }),
  };
}

/** The 4.22 packages call two functions of node:util that Node 23 removed. */
async function restoreRemovedUtilities(): Promise<void> {
  const name = 'node:util';
  const { default: util } = (await import(name)) as { default: Record<string, unknown> };
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

/** Whether the addon runs on a GPU, as the loaded package tells. */
function usesGpu(loaded: Record<string, unknown>): boolean {
  const api = (loaded['default'] ?? loaded) as { backend?: () => { isUsingGpuDevice?: boolean } };
  return api.backend?.().isUsingGpuDevice === true;
}
