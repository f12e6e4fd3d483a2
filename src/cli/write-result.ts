/** @file Writes what a model gave: images as one picture, anything as a NumPy array. */
import type { HostTensor } from '../runtime/engine.ts';
import { drawGrid } from '../runtime/figures/grid.ts';
import { loadTypeface } from '../runtime/figures/typeface.ts';
import type { Host } from '../runtime/host.ts';
import { CommandFailure } from './failure.ts';
import { encodeNpy } from './npy.ts';

export type ResultFormat = 'png' | 'npy';

export interface Result {
  /** Arrays [items, ...]; several stand beside one another in a picture, and only the last goes into an array. */
  readonly parts: readonly {
    readonly label: string;
    readonly tensor: HostTensor;
    readonly range: readonly [number, number];
  }[];
  readonly title: string;
  readonly subtitle: string;
}

/** The format that a file's ending asks for. Throws `CommandFailure` for any other. */
export function resultFormat(file: string): ResultFormat {
  if (file.endsWith('.png')) return 'png';
  if (file.endsWith('.npy')) return 'npy';
  throw new CommandFailure(
    `--out ${file}: the ending says neither .png nor .npy`,
    'end the name with one of the two',
  );
}

/** Refuses a file in a folder that is not there, and a folder, before anything is computed for it. Throws `CommandFailure`. */
export async function needsFolderOf(host: Host, file: string): Promise<void> {
  if ((await host.listFolder(file)) !== undefined)
    throw new CommandFailure(`--out ${file}: this is a folder`, 'name a file inside of it');
  const folder = /^(.*)[/\\][^/\\]*$/s.exec(file)?.[1];
  if (folder === undefined || folder === '' || (await host.listFolder(folder)) !== undefined) return;
  throw new CommandFailure(`--out ${file}: there is no folder ${folder}`, 'make it first, or name another');
}

/** Writes `result` to `file`. Throws `CommandFailure` where a picture is asked for and the values are not images. */
export async function writeResult(
  host: Host,
  file: string,
  format: ResultFormat,
  result: Result,
): Promise<void> {
  const { parts, title, subtitle } = result;
  const last = parts.at(-1);
  if (!last) throw new Error('internal error: a result without parts');
  if (format === 'npy') {
    await host.writeFileAtomically(file, encodeNpy(last.tensor));
    return;
  }
  // A list of images for each item becomes a row of the picture.
  const ranks = parts.length === 1 ? [4, 5] : [4];
  const other = parts.find(({ tensor }) => !ranks.includes(tensor.shape.length));
  if (other) {
    throw new CommandFailure(
      `${other.label} is [${other.tensor.shape.slice(1).join(', ')}] per item, which is no image`,
      'write it as an array: --out FILE.npy',
    );
  }
  const count = last.tensor.shape[0] ?? 0;
  const columns = Math.max(parts.length, Math.min(16, Math.ceil(Math.sqrt(count))));
  const png = await drawGrid(
    {
      kind: 'grid',
      columns: parts.length > 1 ? Math.max(4, 2 * parts.length) * 2 : columns,
      parts: parts.map(({ label, range }) => ({ output: label, label, range })),
    },
    new Map(parts.map(({ label, tensor }) => [label, tensor])),
    { title, subtitle },
    await loadTypeface(host),
  );
  await host.writeFileAtomically(file, png);
}
