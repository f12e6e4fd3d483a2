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
  if (name === 'cuda') requireGpu(loaded);
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

/** The addon also starts on a machine without a GPU, or where it does not find CUDA: then it computes on the CPU. */
function requireGpu(loaded: Record<string, unknown>): void {
  const api = (loaded['default'] ?? loaded) as {
    backend?: () => { isUsingGpuDevice?: boolean; binding?: { TF_Version?: string } };
  };
  const backend = api.backend?.();
  if (backend?.isUsingGpuDevice === true) return;
  const version = backend?.binding?.TF_Version ?? '2.9.1';
  const libraries = cudaFor(version);
  throw new EngineUnavailable(
    `${packages.cuda} started without a GPU: TensorFlow ${version} needs an NVIDIA driver, and ${libraries} on the library path`,
    `install ${libraries}, name their folders in LD_LIBRARY_PATH, then run genc doctor again`,
  );
}

/** The CUDA libraries that a version of TensorFlow opens (its "tested build configurations"). The stock package brings 2.9.1. */
export function cudaFor(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const release = major * 100 + minor;
  if (release >= 218) return 'CUDA 12.5 and cuDNN 9.3';
  if (release >= 215) return 'CUDA 12.2 and cuDNN 8.9';
  if (release >= 212) return 'CUDA 11.8 and cuDNN 8.6';
  return 'CUDA 11.2 and cuDNN 8.1';
}
