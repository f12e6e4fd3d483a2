/**
 * @file Device `webgpu`. Runs where @tensorflow/tfjs-backend-webgpu and webgpu are installed, or lie in the folder that GENC_TFJS_WEBGPU
 * names, and a Vulkan driver is found; says why it is skipped elsewhere.
 */
import { describe, it } from 'vitest';
import { expectTrainsLikeCpu, packagesIn, programs, startOrExplain } from './support.ts';

const packages = packagesIn('GENC_TFJS_WEBGPU', ['@tensorflow/tfjs-backend-webgpu', 'webgpu']);
const engine = await startOrExplain('webgpu', packages);

describe.skipIf(!engine)('device webgpu', () => {
  it.each(Object.keys(programs) as (keyof typeof programs)[])(
    'trains %s as cpu does',
    { timeout: 120_000 },
    async (name) => {
      if (engine) await expectTrainsLikeCpu(name, engine);
    },
  );
});
