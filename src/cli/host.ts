/**
 * @file The runtime's view of the outside world, for Node: files, folders, packages, environment and clock. Writes that must
 * survive a crash go to disk (fsync) before their rename, and so does the folder that holds the name.
 */
import { createReadStream } from 'node:fs';
import * as files from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Host } from '../runtime/host.ts';
import { hasCode } from './system-error.ts';

/** A host on Node's file system; relative paths start at the process's working folder. */
export function createNodeHost(): Host {
  return {
    readFile,
    readRange,
    writeFileAtomically,
    appendFile: (file, text) => files.appendFile(file, text),
    truncateFile: (file, length) => files.truncate(file, length),
    replaceFolder,
    makeFolder: async (folder) => {
      await files.mkdir(folder, { recursive: true });
    },
    remove: (target) => files.rm(target, { recursive: true, force: true }),
    listFolder,
    fileSize,
    join: (...parts) => path.join(...parts),
    packageFolder,
    environment: (name) => process.env[name],
    now: () => performance.now(),
  };
}

/** The bytes as a plain array on Node's own buffer: data sets are large, so nothing is copied. */
async function readFile(file: string): Promise<Uint8Array> {
  const buffer = await files.readFile(file);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

async function readRange(file: string, offset: number, length: number): Promise<Uint8Array> {
  if (length === 0) return new Uint8Array(0);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { start: offset, end: offset + length - 1 })) {
    chunks.push(chunk as Buffer);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function writeFileAtomically(file: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${process.pid}.writing`;
  try {
    const handle = await files.open(temporary, 'w');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, file);
  } catch (error) {
    await files.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

async function replaceFolder(staged: string, target: string): Promise<void> {
  await files.rm(target, { recursive: true, force: true });
  await files.rename(staged, target);
  await syncFolder(path.dirname(target));
}

/** Puts a folder's names on disk. Some file systems (and Windows) refuse to open folders; renames are ordered there anyway. */
async function syncFolder(folder: string): Promise<void> {
  let handle: files.FileHandle | undefined;
  try {
    handle = await files.open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, 'EISDIR', 'EPERM', 'EINVAL', 'EACCES')) throw error;
  } finally {
    await handle?.close();
  }
}

async function listFolder(
  folder: string,
): Promise<
  readonly { readonly name: string; readonly isFolder: boolean; readonly size: number }[] | undefined
> {
  let names: string[];
  try {
    names = await files.readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  const entries = names.toSorted().map(async (name) => {
    const entry = path.join(folder, name);
    // What a link leads to; of one that leads nowhere, or to itself, the link.
    const stats = await files.stat(entry).catch(async (error: unknown) => {
      if (!hasCode(error, 'ENOENT', 'ELOOP')) throw error;
      return files.lstat(entry).catch(() => undefined);
    });
    // A pipe or a socket is no file: reading it would wait for ever.
    const isReadable = stats && (stats.isDirectory() || stats.isFile() || stats.isSymbolicLink());
    return isReadable ? { name, isFolder: stats.isDirectory(), size: stats.size } : undefined;
  });
  return (await Promise.all(entries)).filter((entry) => entry !== undefined);
}

async function fileSize(file: string): Promise<number | undefined> {
  try {
    const stats = await files.stat(file);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Looks in the node_modules folders from this package upwards, then from the working folder. */
function packageFolder(name: string): string | undefined {
  for (const from of [import.meta.url, path.join(process.cwd(), 'package.json')]) {
    try {
      return path.dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch (error) {
      if (!hasCode(error, 'MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED')) throw error;
    }
  }
  return undefined;
}
