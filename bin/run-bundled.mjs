/** @file Bundles a TypeScript program of the project and runs it in this process: what `npm run bench` and `npm run systems` begin with. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Runs `entry`, a URL of a .ts file; the bundle is kept in node_modules/.cache/<name>. */
export async function runBundled(entry, name) {
  const outdir = fileURLToPath(new URL(`../node_modules/.cache/${name}/`, import.meta.url));
  await build({
    entryPoints: { main: fileURLToPath(entry) },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    // What is imported on demand is loaded on demand: a contender of the bench must not pay for another's packages.
    splitting: true,
    outdir,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  await import(pathToFileURL(`${outdir}main.mjs`).href);
}
