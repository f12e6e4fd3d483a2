/**
 * @file The source `pairs(folder: ..., size: ...)`: aligned pairs of pictures, as pix2pix has them. Columns `a` and `b`, each
 * [size, size, channels] with the channels of its declared field. Either each file holds both side by side, a on the left, or the folders
 * `a` and `b` hold them under equal names. With sub-folders `train` and `test` these are the splits; otherwise a fraction `test` (0.1) is
 * kept for testing.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { declaredChannels, declaredSize, decodePictures, isPicture, spread } from './pictures.ts';
import type { PictureFile, PictureForm } from './pictures.ts';
import type { Loader, Split } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import { divideExamples, readTestFraction } from './split.ts';

interface Pair {
  readonly a: PictureFile;
  readonly b: PictureFile;
}

interface Forms {
  readonly a: PictureForm;
  readonly b: PictureForm;
}

/** Reads a folder of pairs. */
export const loadPairs: Loader = async ({ host, plan, options }) => {
  const folder = options.text('folder');
  const size = options.count('size') ?? declaredSize(plan, ['a', 'b']);
  const limit = options.count('limit');
  const fraction = readTestFraction(options);
  options.finish();
  if (folder === undefined) throw options.missing('folder', '"path/to/pairs"');
  if (size === undefined) throw options.missing('size', '256');
  const listing = await host.listFolder(folder);
  if (listing === undefined) {
    throw new InputError(
      'data/missing-folder',
      showPlace(plan.place),
      `there is no folder ${folder}`,
      'relative paths start at the folder in which genc runs',
    );
  }
  const forms = {
    a: { height: size, width: size, channels: declaredChannels(plan, 'a') },
    b: { height: size, width: size, channels: declaredChannels(plan, 'b') },
  };
  const folders = listing.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (folders.includes('train') && folders.includes('test')) {
    const read = async (name: string): Promise<Split> =>
      decode(host, spread(await findPairs(host, host.join(folder, name)), limit), forms);
    return { train: await read('train'), test: await read('test') };
  }
  return divideExamples(await decode(host, spread(await findPairs(host, folder), limit), forms), fraction);
};

async function findPairs(host: Host, folder: string): Promise<readonly Pair[]> {
  const listing = (await host.listFolder(folder)) ?? [];
  const hasFolder = (name: string): boolean => listing.some((one) => one.isFolder && one.name === name);
  if (hasFolder('a') && hasFolder('b')) return foldersOf(host, folder);
  const files = listing.filter(isPicture);
  if (files.length === 0) {
    throw new InputError(
      'data/empty-folder',
      folder,
      'the folder holds neither pictures nor the folders a and b',
      'put files with two pictures side by side into it, or folders a and b with equal names',
    );
  }
  return files.map(({ name }) => {
    const path = host.join(folder, name);
    return { a: { path, half: 'left' }, b: { path, half: 'right' } };
  });
}

async function foldersOf(host: Host, folder: string): Promise<readonly Pair[]> {
  const namesIn = async (side: string): Promise<readonly string[]> =>
    ((await host.listFolder(host.join(folder, side))) ?? []).filter(isPicture).map(({ name }) => name);
  const [left, right] = [await namesIn('a'), await namesIn('b')];
  const alone = (names: readonly string[], others: readonly string[], side: string, other: string): void => {
    const name = names.find((one) => !others.includes(one));
    if (name === undefined) return;
    throw new InputError(
      'data/unpaired',
      host.join(folder, side, name),
      `the picture has no partner ${host.join(folder, other, name)}`,
      'give both pictures of a pair the same name, ending included, or take this one away',
    );
  };
  alone(left, right, 'a', 'b');
  alone(right, left, 'b', 'a');
  if (left.length === 0) {
    throw new InputError(
      'data/empty-folder',
      host.join(folder, 'a'),
      'the folder holds no pictures',
      'put PNG, JPEG or WebP files into a and b',
    );
  }
  return left.map((name) => ({
    a: { path: host.join(folder, 'a', name) },
    b: { path: host.join(folder, 'b', name) },
  }));
}

async function decode(host: Host, pairs: readonly Pair[], forms: Forms): Promise<Split> {
  const columns = await Promise.all(
    (['a', 'b'] as const).map(async (name) => ({
      name,
      shape: [forms[name].height, forms[name].width, forms[name].channels],
      data: await decodePictures(
        host,
        pairs.map((pair) => pair[name]),
        forms[name],
      ),
      fullRange: [0, 255] as const,
      locate: (example: number): string => pairs[example]?.[name].path ?? '',
    })),
  );
  return splitOf(pairs.length, columns);
}
