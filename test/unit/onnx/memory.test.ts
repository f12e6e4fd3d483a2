/** @file What a graph takes of memory on engine `onnx`, by what its plan says of it: values of many sizes, of which one at a time is alive. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childProgram } from '../../support/child-program.ts';
import type { ChildProgram } from '../../support/child-program.ts';

let child: ChildProgram;
beforeAll(async () => {
  child = await childProgram('memory-child');
});
afterAll(() => child.remove());

/** Bytes that the graph takes at most, in a process of its own. */
async function bytesTaken(peakBytes: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [child.file, String(peakBytes)]);
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
