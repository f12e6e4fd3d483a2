/**
 * @file Device `webgpu`: the page's own WebGPU, or in Node the `webgpu` package's (Dawn, its binary inside the package). The
 * backend package is optional, since it is large and most machines train on another device.
 */
import { setBackend } from '@tensorflow/tfjs-core';
import { EngineUnavailable } from '../../../engine.ts';
import { CoreKernels } from '../core-kernels.ts';
import type { TfjsDevice } from '../device.ts';
import { importOptional } from './optional-package.ts';
import type { PackageLocations } from './optional-package.ts';

const fix = 'npm install @tensorflow/tfjs-backend-webgpu@4.22.0 webgpu@0.6.2';

export async function startWebgpu(locations: PackageLocations): Promise<TfjsDevice> {
  await provideGpu(locations);
  await importOptional('@tensorflow/tfjs-backend-webgpu', locations, fix);
  const started = await setBackend('webgpu').catch(() => false);
  if (!started) {
    throw new EngineUnavailable(
      'no WebGPU adapter was found (in Node, the Vulkan loader and a driver are needed)',
      // NVIDIA's Vulkan driver opens libEGL; without it the loader finds the driver and no device.
      'apt-get install libvulkan1 libegl1 and the driver of the graphics card, then run genc doctor again',
    );
  }
  return {
    name: 'webgpu',
    backendName: 'webgpu',
    sharesArrays: true,
    readsAtOnce: false,
    createKernels: () => new CoreKernels({ explicitPadding: true }),
  };
}

/** The backend looks for `navigator.gpu` when it is loaded; Node has none of its own. */
async function provideGpu(locations: PackageLocations): Promise<void> {
  const scope = globalThis as { navigator?: { gpu?: unknown } };
  if (scope.navigator?.gpu) return;
  const dawn = (await importOptional('webgpu', locations, fix)) as {
    readonly create: (options: readonly string[]) => unknown;
    readonly globals: object;
  };
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  if (scope.navigator) Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  else
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
}
