/** @file Device `webgpu`, where a Vulkan driver is found too. */
import { testDevice } from './support.ts';

await testDevice({
  device: 'webgpu',
  variable: 'GENC_TFJS_WEBGPU',
  packages: ['@tensorflow/tfjs-backend-webgpu', 'webgpu'],
});
