/** @file A program of test/support as one file, for processes of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ChildProgram {
  readonly file: string;
  remove(): Promise<void>;
}

/** Bundles test/support/<name>.ts. It lies within node_modules, so that it finds the packages. */
export async function childProgram(name: string): Promise<ChildProgram> {
  const folder = await mkdtemp(fileURLToPath(new URL(`../../node_modules/.${name}-`, import.meta.url)));
  const file = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}
