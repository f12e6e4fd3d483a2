/**
 * @file Which source reads a folder that somebody has: IDX files, an array, pictures loose or by class, one domain beside another, pairs.
 * Out: the sources' options, and a sentence that says what was found. Looks at names and, for pairs side by side, at headers.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { ParamValue } from '../plan.ts';
import { metadataFields } from './metadata-columns.ts';
import { readMetadata } from './metadata-table.ts';
import type { FolderContent } from './picture-folders.ts';
import { emptyFolder, named, readFolder, testFolder } from './picture-folders.ts';
import { spread } from './pictures.ts';
import type { PictureSurvey } from './survey.ts';
import { surveyPictures } from './survey.ts';

export interface FolderLayout {
  /** One line: what lies there. */
  readonly found: string;
  readonly sources: readonly {
    readonly loader: 'idx' | 'npy' | 'images' | 'pairs';
    readonly name: string;
    readonly options: Readonly<Record<string, ParamValue>>;
  }[];
  /** A size that fits the pictures, and whether they are grey; undefined for other data. */
  readonly pictures:
    | {
        readonly size: number;
        readonly isGrey: boolean;
        readonly classes: number;
        /** Declarations of what a table says of them: `age: Class[6]`. */
        readonly described: readonly string[];
      }
    | undefined;
}

const SAMPLE = 20;
const SIZES = [256, 128, 64, 32];

/** Looks into a folder. Throws `InputError` where there is none, or nothing that a source reads. */
export async function folderLayout(host: Host, folder: string): Promise<FolderLayout> {
  const content = await readFolder(host, folder, folder);
  if (content.others.some((name) => name.startsWith('train-images')))
    return {
      found: 'four IDX files',
      sources: [{ loader: 'idx', name: 'examples', options: { folder } }],
      pictures: undefined,
    };
  const array = content.others.find((name) => /\.np[yz]$/.test(name));
  if (array !== undefined && content.pictures.length === 0)
    return {
      found: `the array file ${array}`,
      sources: [{ loader: 'npy', name: 'examples', options: { file: host.join(folder, array) } }],
      pictures: undefined,
    };
  const train = named(content.folders, 'train');
  const inner =
    train !== undefined && testFolder(content.folders) !== undefined ? host.join(folder, train) : folder;
  const within = inner === folder ? content : await readFolder(host, inner, inner);
  return (
    (await domainsOf(host, folder, inner, content, within)) ??
    (await pairedFolders(host, folder, inner, within)) ??
    (await pictureFolder(host, folder, inner, within))
  );
}

async function domainsOf(
  host: Host,
  folder: string,
  inner: string,
  content: FolderContent,
  within: FolderContent,
): Promise<FolderLayout | undefined> {
  const joined = named(content.folders, 'trainA');
  const apart = named(within.folders, 'A');
  const [first, second] =
    joined === undefined ? [apart, named(within.folders, 'B')] : [joined, named(content.folders, 'trainB')];
  if (first === undefined || second === undefined) return undefined;
  const base = joined === undefined ? inner : folder;
  const [a, b] = [
    await trainingPictures(host, host.join(base, first)),
    await trainingPictures(host, host.join(base, second)),
  ];
  if (a.pictures.length === 0 || b.pictures.length === 0) return undefined;
  const paths = [a, b].flatMap((one) => one.pictures.map((name) => host.join(one.folder, name)));
  const pictures = looksOf(await surveySome(host, paths));
  const isInside = a.folder !== host.join(base, first);
  if (joined === undefined && !isInside && sameNames(a.pictures, b.pictures))
    return {
      found: `pairs of pictures under equal names in ${first} and ${second}`,
      sources: [{ loader: 'pairs', name: 'pairs', options: { folder } }],
      pictures,
    };
  return {
    found: `two domains of pictures, ${first} and ${second}`,
    sources: (['a', 'b'] as const).map((domain) => ({
      loader: 'images',
      name: domain,
      options: { folder, domain },
    })),
    pictures,
  };
}

/** The pictures of one domain, or of its own folder `train`. */
async function trainingPictures(
  host: Host,
  folder: string,
): Promise<{ readonly folder: string; readonly pictures: readonly string[] }> {
  const { pictures, folders } = await readFolder(host, folder, folder);
  const train = named(folders, 'train');
  if (pictures.length > 0 || train === undefined) return { folder, pictures };
  const inner = host.join(folder, train);
  return { folder: inner, pictures: (await readFolder(host, inner, inner)).pictures };
}

/** Two folders of any names, with equal file names in both. */
async function pairedFolders(
  host: Host,
  folder: string,
  inner: string,
  within: FolderContent,
): Promise<FolderLayout | undefined> {
  const [first, second, ...rest] = within.folders;
  if (first === undefined || second === undefined || rest.length > 0) return undefined;
  const [a, b] = [
    await readFolder(host, host.join(inner, first), folder),
    await readFolder(host, host.join(inner, second), folder),
  ];
  if (a.pictures.length === 0 || !sameNames(a.pictures, b.pictures)) return undefined;
  return {
    found: `pairs of pictures under equal names in ${first} and ${second}`,
    sources: [{ loader: 'pairs', name: 'pairs', options: { folder, sides: [first, second] } }],
    pictures: looksOf(
      await surveySome(
        host,
        a.pictures.map((name) => host.join(inner, first, name)),
      ),
    ),
  };
}

async function pictureFolder(
  host: Host,
  folder: string,
  inner: string,
  within: FolderContent,
): Promise<FolderLayout> {
  const sorted = await Promise.all(
    within.folders.map(async (name) =>
      (await readFolder(host, host.join(inner, name), inner)).pictures.map((file) =>
        host.join(inner, name, file),
      ),
    ),
  );
  const loose = within.pictures.map((name) => host.join(inner, name));
  const paths = [...loose, ...sorted.flat()];
  if (paths.length === 0)
    throw emptyFolder(folder, 'the folder', within, 'genc data --help lists the layouts that are read');
  const survey = await surveySome(host, paths);
  const isPairs = loose.length > 0 && survey?.isDouble === true;
  const classes = loose.length > 0 ? 0 : within.folders.length;
  const { fields: described, found: table } = await tableOf(host, [inner, folder]);
  const pictures = looksOf(survey, classes, described);
  if (isPairs)
    return {
      found: 'pairs of pictures side by side, as each is twice as wide as high',
      sources: [{ loader: 'pairs', name: 'pairs', options: { folder } }],
      pictures,
    };
  return {
    found: `${classes > 0 ? `pictures in ${classes} class folders` : 'pictures'}${table}`,
    sources: [{ loader: 'images', name: 'pictures', options: { folder } }],
    pictures,
  };
}

/** What a table says of pictures. One that is malformed is told of, since pictures can be read without. */
async function tableOf(
  host: Host,
  folders: readonly string[],
): Promise<{ readonly fields: readonly string[]; readonly found: string }> {
  try {
    const table = await readMetadata(host, folders);
    return table
      ? { fields: metadataFields(table), found: ', described by metadata.csv' }
      : { fields: [], found: '' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { fields: [], found: `, beside a metadata.csv that cannot be used: ${error.message}` };
  }
}

const surveySome = (host: Host, paths: readonly string[]): Promise<PictureSurvey | undefined> =>
  surveyPictures(host, spread(paths, SAMPLE));

function looksOf(
  survey: PictureSurvey | undefined,
  classes = 0,
  described: readonly string[] = [],
): NonNullable<FolderLayout['pictures']> {
  const side = survey?.side ?? 64;
  return {
    size: SIZES.find((size) => size <= side) ?? 32,
    isGrey: survey?.isGrey ?? false,
    classes,
    described,
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const stems = (pictures: readonly string[]): string =>
    pictures
      .map((name) => name.replace(/\.[^.]*$/, ''))
      .toSorted()
      .join('\n');
  return stems(a) === stems(b);
}
