/** @file What a graph takes of memory on engine `onnx`, by what its plan says of it: values of many sizes, of which one at a time is alive. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
let child = '';
beforeAll(async () => {
  folder = await mkdtemp(join(fileURLToPath(new URL('../../../node_modules/', import.meta.url)), '.memory-'));
  child = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../support/memory-child.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** Bytes that the graph takes at most, in a process of its own. */
async function bytesTaken(peakBytes: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, String(peakBytes)]);
  return Number(stdout);
}

const largest = 16 * 2 ** 20 * 4;

test(
  'above 4 GiB a graph takes what is alive, not the buffers of all its sizes',
  { timeout: 60_000 },
  async () => {
    expect(await bytesTaken(2 ** 29)).toBeGreaterThan(6 * largest);
    expect(await bytesTaken(2 ** 33)).toBeLessThan(3 * largest);
  },
);
