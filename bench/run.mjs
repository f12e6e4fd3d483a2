/** @file `npm run bench`: bundles the benchmark, which is TypeScript, and runs it. Arguments go through; see bench/main.ts. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const outdir = fileURLToPath(new URL('../node_modules/.cache/genc-bench/', import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  // Contenders are loaded on demand: one must not pay for another's packages.
  splitting: true,
  outdir,
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
});
await import(`${outdir}main.mjs`);
