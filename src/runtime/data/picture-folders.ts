/**
 * @file How pictures lie in folders: train and test apart or not, two domains beside each other (trainA, trainB, ... as CycleGAN has
 * them), loose pictures or one folder per class. Files that are no pictures are passed over; system folders do not exist here.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { isPicture } from './pictures.ts';

/** What a folder holds. */
export interface FolderContent {
  readonly pictures: readonly string[];
  readonly folders: readonly string[];
  /** Files that are not read. */
  readonly others: readonly string[];
}

/** The folders of the splits; without `test` a part of `train` is kept for testing. */
export interface SplitFolders {
  readonly train: string;
  readonly test?: string;
  /** Folders beside them that are not read. */
  readonly unread: readonly string[];
}

export const domains = ['a', 'b'] as const;
export type Domain = (typeof domains)[number];

const testNames = ['test', 'val', 'valid', 'validation'];

/** The folder of test examples, by whatever of its names it has; `suffix` is that of a domain. */
export function testFolder(folders: readonly string[], suffix = ''): string | undefined {
  return testNames.map((name) => named(folders, name + suffix)).find((name) => name !== undefined);
}

/** Lists a folder. Throws `InputError` (`data/missing-folder`) at `where` if there is none. */
export async function readFolder(host: Host, folder: string, where: string): Promise<FolderContent> {
  const listing = await host.listFolder(folder);
  if (listing === undefined) {
    const isFile = (await host.fileSize(folder)) !== undefined;
    throw new InputError(
      'data/missing-folder',
      where,
      isFile ? `${folder} is a file, and a folder is read` : `there is no folder ${folder}`,
      isFile ? 'name the folder that holds it' : 'relative paths start at the folder in which genc runs',
    );
  }
  const seen = listing.filter(({ name }) => !/^(\.|__MACOSX$|@eaDir$)/.test(name));
  const names = (wanted: (entry: (typeof seen)[number]) => boolean): readonly string[] =>
    seen.filter(wanted).map(({ name }) => name);
  return {
    pictures: names(isPicture),
    folders: names(({ isFolder }) => isFolder),
    others: names((entry) => !entry.isFolder && !isPicture(entry)),
  };
}

/** Finds the splits of a folder, of one domain where it holds two. Throws `InputError`. */
export async function splitFolders(
  host: Host,
  folder: string,
  domain: Domain | undefined,
  where: string,
): Promise<SplitFolders> {
  const { folders } = await readFolder(host, folder, where);
  if (domain !== undefined) return domainFolders(host, folder, folders, domain, where);
  const two = ['trainA', 'trainB'].map((name) => named(folders, name));
  if (two.every((name) => name !== undefined)) {
    throw new InputError(
      'data/domains',
      folder,
      `the folder holds two domains, ${two.join(' and ')}, and one source reads one of them`,
      'write domain: a or domain: b, in a data declaration for each',
    );
  }
  return plainSplits(host, folder, folders);
}

function plainSplits(host: Host, folder: string, folders: readonly string[]): SplitFolders {
  const train = named(folders, 'train');
  const test = testFolder(folders);
  if (train === undefined || (test === undefined && folders.length > 1)) return { train: folder, unread: [] };
  return {
    train: host.join(folder, train),
    ...(test === undefined ? {} : { test: host.join(folder, test) }),
    unread: folders.filter((name) => name !== train && name !== test).map((name) => host.join(folder, name)),
  };
}

/** `trainA` and `testA`, `train/A` and `test/A`, or `A`, which may hold `train` and `test`; in either case of letters. */
async function domainFolders(
  host: Host,
  folder: string,
  folders: readonly string[],
  domain: Domain,
  where: string,
): Promise<SplitFolders> {
  const letter = domain.toUpperCase();
  const joined = named(folders, `train${letter}`);
  if (joined !== undefined) {
    const test = testFolder(folders, letter);
    return {
      train: host.join(folder, joined),
      ...(test === undefined ? {} : { test: host.join(folder, test) }),
      unread: [],
    };
  }
  const own = named(folders, letter);
  if (own !== undefined) {
    const inner = host.join(folder, own);
    return plainSplits(host, inner, (await readFolder(host, inner, where)).folders);
  }
  const { train, test } = plainSplits(host, folder, folders);
  const inside = async (split: string | undefined): Promise<string | undefined> => {
    if (split === undefined || split === folder) return undefined;
    const name = named((await readFolder(host, split, where)).folders, letter);
    return name === undefined ? undefined : host.join(split, name);
  };
  const [trainInside, testInside] = [await inside(train), await inside(test)];
  if (trainInside !== undefined)
    return { train: trainInside, ...(testInside === undefined ? {} : { test: testInside }), unread: [] };
  throw new InputError(
    'data/domains',
    folder,
    `the folder holds no pictures of domain ${domain}: neither train${letter} nor ${letter} nor train/${letter}; it holds ${list(folders) || 'no folders'}`,
    `name the folders train${letter} and test${letter}, or ${letter} alone`,
  );
}

/** The name as the disk has it, whatever the case of its letters. */
export function named(names: readonly string[], wanted: string): string | undefined {
  return (
    names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted.toLowerCase())
  );
}

/** The error for a folder without pictures; files of other kinds that lie there are told. */
export function emptyFolder(
  folder: string,
  what: string,
  { others }: FolderContent,
  help: string,
): InputError {
  const found =
    others.length === 0 ? '' : `; its ${others.length} other files (${list(endingsOf(others))}) are not read`;
  return new InputError('data/empty-folder', folder, `${what} holds no pictures${found}`, help);
}

const OTHER_PICTURES =
  /\.(bmp|heic|heif|jfif|jpe|jp2|jxl|svg|psd|tga|ico|p[bgnp]m|exr|hdr|dng|cr[23]|nef|arw|raw)$/i;

/** Notes on what a source passes over: `paths` of folders and files, and pictures of formats that are not read among `others`. */
export function unreadNotes(paths: readonly string[], others: readonly string[]): readonly string[] {
  const pictures = others.filter((name) => OTHER_PICTURES.test(name));
  return [
    ...(paths.length === 0 ? [] : [`not read: ${list(paths)}`]),
    ...(pictures.length === 0
      ? []
      : [
          `not read: ${pictures.length} pictures of other formats (${list(endingsOf(pictures))}); save them as PNG or JPEG`,
        ]),
  ];
}

function endingsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.replace(/^.*(?=\.)/, '').toLowerCase()))];
}

/** The first names, and how many more there are. */
export function list(names: readonly string[]): string {
  const more = names.length - 6;
  return more > 0 ? `${names.slice(0, 6).join(', ')} and ${more} more` : names.join(', ');
}
