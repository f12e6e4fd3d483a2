/**
 * @file Makes TensorFlow.js's gradients known to its core. `@tensorflow/tfjs-core` keeps them in modules that Node cannot import as
 * they are (the union package @tensorflow/tfjs bundles them); they are bundled here, at first use, from the installed package.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getGradient } from '@tensorflow/tfjs-core';
import { build } from 'esbuild';

/** Registers every gradient, once per process. Core keeps its registries on the global object, so copies share them. */
export async function registerGradients(): Promise<void> {
  if (getGradient('RealDiv')) return;
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  const bundle = await build({
    entryPoints: [join(dirname(core), 'register_all_gradients.js')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  await import(`data:text/javascript,${encodeURIComponent(bundle.outputFiles[0]?.text ?? '')}`);
}
