/**
 * @file The source `pairs(folder: ..., size: ...)`: aligned pairs of pictures, as pix2pix has them. Columns `a` and `b`, each
 * [height, width, channels] with the channels of its declared field. Either each file holds both side by side, a on the left, or two
 * folders hold them under equal names: `a` and `b`, or those that `sides` names. With sub-folders `train` and `test` these are the splits;
 * otherwise a fraction `test` (0.1) is kept for testing. A pair of which one side cannot be read is refused or left out as a whole.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { emptyFolder, list, named, readFolder, splitFolders, unreadNotes } from './picture-folders.ts';
import { pictureForm, readPictureOptions } from './picture-options.ts';
import type { PictureFile, PictureForm } from './pictures.ts';
import { decodeReadable, spread } from './pictures.ts';
import type { Loader } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import type { DecodedSplit } from './unreadable.ts';
import { readableSource } from './unreadable.ts';

interface Pair {
  readonly a: PictureFile;
  readonly b: PictureFile;
}

interface Forms {
  readonly a: PictureForm;
  readonly b: PictureForm;
}

type Sides = readonly [a: string, b: string];

/** Reads a folder of pairs. */
export const loadPairs: Loader = async ({ host, plan, options }) => {
  const given = readPictureOptions(options, plan, ['a', 'b']);
  const sides = options.texts('sides');
  options.finish();
  const chosen = given();
  const where = showPlace(plan.place);
  if (sides !== undefined && sides.length !== 2)
    throw new InputError(
      'data/option',
      where,
      `pairs: the option sides names ${sides.length} folders`,
      'name two, such as sides: ["photos", "maps"]; the first is a',
    );
  const named = sides && ([sides[0] ?? '', sides[1] ?? ''] as const);
  const forms = { a: pictureForm(chosen, plan, 'a'), b: pictureForm(chosen, plan, 'b') };
  const { train, test, unread } = await splitFolders(host, chosen.folder, undefined, where);
  const found = {
    train: await findPairs(host, train, named, plan.name),
    test: test === undefined ? undefined : await findPairs(host, test, named, plan.name),
  };
  const read = async ({ pairs }: Found): Promise<DecodedSplit> =>
    decode(host, spread(pairs, chosen.limit), forms);
  const decoded = { train: await read(found.train), test: found.test && (await read(found.test)) };
  const isSide = (path: string): boolean =>
    [named?.[0], named?.[1]].some((side) => side !== undefined && path.endsWith(side));
  const ignored = unread.filter((path) => !isSide(path));
  const notes = unreadNotes(ignored, [...found.train.others, ...(found.test?.others ?? [])]);
  return { ...readableSource(decoded, chosen), notes };
};

interface Found {
  readonly pairs: readonly Pair[];
  /** Names of files that are not read. */
  readonly others: readonly string[];
}

async function findPairs(
  host: Host,
  folder: string,
  sides: Sides | undefined,
  source: string,
): Promise<Found> {
  const content = await readFolder(host, folder, folder);
  const [a, b] = (sides ?? ['a', 'b']).map((side) => named(content.folders, side));
  if (a !== undefined && b !== undefined) return foldersOf(host, folder, [a, b]);
  if (sides) {
    const missing = sides.filter((side) => named(content.folders, side) === undefined);
    throw new InputError(
      'data/missing-folder',
      folder,
      `it holds no folder ${list(missing)}, which sides names; it holds ${list(content.folders) || 'no folders'}`,
      'name the two folders as they are called',
    );
  }
  if (content.pictures.length === 0) {
    const [first, second] = content.folders;
    const others = `["${first}", "${second}"]`;
    throw emptyFolder(
      folder,
      'the folder has neither folders a and b, and it',
      content,
      `put files with two pictures side by side into it, or folders a and b with equal names${second === undefined ? '' : `; other folders are named by sides: ${others} (--set '${source}.sides=${others}'), a first`}`,
    );
  }
  const pairs = content.pictures.map((name): Pair => {
    const path = host.join(folder, name);
    return { a: { path, half: 'left' }, b: { path, half: 'right' } };
  });
  return { pairs, others: content.others };
}

/** Pictures of equal names; where the endings alone differ (photo.jpg and photo.png), names without them. */
async function foldersOf(host: Host, folder: string, sides: Sides): Promise<Found> {
  const [left, right] = [
    await readFolder(host, host.join(folder, sides[0]), folder),
    await readFolder(host, host.join(folder, sides[1]), folder),
  ];
  const stem = (name: string): string => name.replace(/\.[^.]*$/, '');
  const partner = (name: string, others: readonly string[]): string | undefined => {
    if (others.includes(name)) return name;
    const alike = others.filter((other) => stem(other) === stem(name));
    return alike.length === 1 ? alike[0] : undefined;
  };
  const alone = (names: readonly string[], others: readonly string[], side: string, other: string): void => {
    const without = names.filter((one) => partner(one, others) === undefined);
    const [name] = without;
    if (name === undefined) return;
    const more =
      without.length > 1 ? `; the same holds for ${without.length - 1} more: ${list(without.slice(1))}` : '';
    throw new InputError(
      'data/unpaired',
      host.join(folder, side, name),
      `the picture has no partner ${host.join(folder, other, name)}${more}`,
      'give both pictures of a pair the same name, or take this one away',
    );
  };
  alone(left.pictures, right.pictures, sides[0], sides[1]);
  alone(right.pictures, left.pictures, sides[1], sides[0]);
  if (left.pictures.length === 0)
    throw emptyFolder(
      host.join(folder, sides[0]),
      'the folder',
      left,
      `put PNG, JPEG or WebP files into ${sides[0]} and ${sides[1]}`,
    );
  const pairs = left.pictures.map((name) => ({
    a: { path: host.join(folder, sides[0], name) },
    b: { path: host.join(folder, sides[1], partner(name, right.pictures) ?? name) },
  }));
  return { pairs, others: [...left.others, ...right.others] };
}

async function decode(host: Host, pairs: readonly Pair[], forms: Forms): Promise<DecodedSplit> {
  const side = async (name: 'a' | 'b'): ReturnType<typeof decodeReadable> =>
    decodeReadable(
      host,
      pairs.map((pair) => pair[name]),
      forms[name],
    );
  const [a, b] = [await side('a'), await side('b')];
  const column = (name: 'a' | 'b', data: Uint8Array): Parameters<typeof splitOf>[1][number] => ({
    name,
    shape: [forms[name].height, forms[name].width, forms[name].channels],
    data,
    fullRange: [0, 255] as const,
    locate: (example: number): string => pairs[example]?.[name].path ?? '',
  });
  return {
    split: splitOf(pairs.length, [column('a', a.data), column('b', b.data)]),
    // Of a file with both sides the fault is told once.
    faults: new Map([...b.faults, ...a.faults].toSorted(([x], [y]) => x - y)),
  };
}
