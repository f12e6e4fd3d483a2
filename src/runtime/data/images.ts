/**
 * @file The source `images(folder: ..., size: ...)`: PNG, JPEG, WebP and other pictures of a folder, decoded once into bytes. Columns:
 * `image` [height, width, channels] and, where the pictures lie in sub-folders, `label`: the sub-folders' order by name. With sub-folders
 * `train` and `test` these are the splits; otherwise a fraction `test` (0.1) of the pictures is kept for testing. `domain: a` or `b`
 * takes one of two domains (trainA, trainB). Pictures become the size by `fit`; `unreadable: skip` leaves out what cannot be read. Columns
 * of a `metadata.csv` beside the pictures are columns too (metadata-columns.ts).
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { metadataColumns } from './metadata-columns.ts';
import type { SplitFolders } from './picture-folders.ts';
import { domains, emptyFolder, list, readFolder, splitFolders, unreadNotes } from './picture-folders.ts';
import type { PictureOptions } from './picture-options.ts';
import { pictureForm, readPictureOptions } from './picture-options.ts';
import type { PictureForm } from './pictures.ts';
import { decodeReadable, spread } from './pictures.ts';
import type { Column, DataSource, Loader } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import type { DecodedSplit } from './unreadable.ts';
import { readableSource } from './unreadable.ts';

const emptyHelp = 'put PNG, JPEG or WebP files into it';

/** Reads a folder of pictures. */
export const loadImages: Loader = async ({ host, plan, options }) => {
  const given = readPictureOptions(options, plan, ['image']);
  const domain = options.choice('domain', domains);
  options.finish();
  const chosen = given();
  const where = showPlace(plan.place);
  const folders = await splitFolders(host, chosen.folder, domain, where);
  const form = pictureForm(chosen, plan, 'image');
  return readSplits(host, folders, chosen, form, new Set(plan.fields.map(({ column }) => column)));
};

/** `asked` are the columns that fields read. */
async function readSplits(
  host: Host,
  { train, test, unread }: SplitFolders,
  options: PictureOptions,
  form: PictureForm,
  asked: ReadonlySet<string>,
): Promise<DataSource> {
  const found = await findImages(host, train);
  const held = test === undefined ? undefined : await findImages(host, test);
  const notes = unreadNotes(unread, [...found.others, ...(held?.others ?? [])]);
  if (test !== undefined && held) checkClasses(found, held, train, test);
  const splits = [
    { folder: train, ...found },
    ...(test !== undefined && held ? [{ folder: test, ...held }] : []),
  ].map(({ folder, files }) => ({ folder, found: files, read: spread(files, options.limit) }));
  const described = await metadataColumns(host, options.folder, splits, {
    asked,
    taken: found.classes.length === 0 ? ['image'] : ['image', 'label'],
  });
  const decoded: DecodedSplit[] = [];
  for (const [i, { read }] of splits.entries())
    decoded.push(await decodeAll(host, read, found.classes, described[i] ?? [], form));
  const [training, testing] = decoded as [DecodedSplit, DecodedSplit?];
  return { ...readableSource({ train: training, test: testing }, options), notes };
}

interface ImageFile {
  readonly path: string;
  /** The name of its folder; undefined where pictures lie in the folder itself. */
  readonly label: string | undefined;
}

interface Found {
  readonly files: readonly ImageFile[];
  /** Sub-folders with pictures; empty where all lie in the folder itself. */
  readonly classes: readonly string[];
  /** Names of files that are not read. */
  readonly others: readonly string[];
}

async function findImages(host: Host, folder: string): Promise<Found> {
  const content = await readFolder(host, folder, folder);
  const loose = content.pictures.map((name) => ({ path: host.join(folder, name), label: undefined }));
  const sorted: ImageFile[] = [];
  const others = [...content.others];
  for (const name of content.folders) {
    const inner = host.join(folder, name);
    const inside = await readFolder(host, inner, inner);
    if (inside.pictures.length === 0) {
      const deeper =
        inside.folders.length > 0
          ? `only the folders ${list(inside.folders)}; one level of folders is read`
          : undefined;
      if (deeper !== undefined)
        throw new InputError(
          'data/empty-folder',
          inner,
          `this class folder holds no pictures, ${deeper}`,
          `name the folder ${inner} itself, or move the pictures up`,
        );
      throw emptyFolder(
        inner,
        'this class folder',
        inside,
        'remove the folder, or put PNG, JPEG or WebP files into it',
      );
    }
    others.push(...inside.others);
    for (const file of inside.pictures) sorted.push({ path: host.join(inner, file), label: name });
  }
  if (loose.length > 0 && content.folders.length > 0) {
    throw new InputError(
      'data/mixed-folder',
      folder,
      `it holds ${loose.length} pictures and also the class folders ${list(content.folders)}`,
      'move the pictures into class folders, or the folders away',
    );
  }
  if (loose.length + sorted.length === 0) throw emptyFolder(folder, 'the folder', content, emptyHelp);
  return { files: loose.length > 0 ? loose : sorted, classes: content.folders, others };
}

/** Labels are places among the training classes: a class that only the test split has would have none. */
function checkClasses(train: Found, test: Found, trainFolder: string, testFolder: string): void {
  if (train.classes.length > 0 !== test.classes.length > 0) {
    const [sorted, loose] = train.classes.length > 0 ? [trainFolder, testFolder] : [testFolder, trainFolder];
    throw new InputError(
      'data/classes-differ',
      loose,
      `the pictures of ${sorted} lie in class folders, and these do not`,
      'sort both splits into the same class folders, or neither',
    );
  }
  const unknown = test.classes.filter((name) => !train.classes.includes(name));
  if (unknown.length === 0) return;
  throw new InputError(
    'data/classes-differ',
    testFolder,
    `it has the class ${list(unknown)}, which ${trainFolder} lacks (it has ${list(train.classes)})`,
    'give both splits the same class folders',
  );
}

/** The split of some pictures, with their labels where there are classes, and with `described`, what a table says of them. */
async function decodeAll(
  host: Host,
  files: readonly ImageFile[],
  classes: readonly string[],
  described: readonly Column[],
  form: PictureForm,
): Promise<DecodedSplit> {
  const { data, faults } = await decodeReadable(host, files, form);
  const locate = (example: number): string => files[example]?.path ?? '';
  const shape = [form.height, form.width, form.channels];
  const image = { name: 'image', shape, data, fullRange: [0, 255] as const, locate };
  const labels = Int32Array.from(files, ({ label }) => classes.indexOf(label ?? ''));
  const label = { name: 'label', shape: [], data: labels, classes: classes.length, names: classes, locate };
  const own = classes.length === 0 ? [image] : [image, label];
  return { split: splitOf(files.length, [...own, ...described]), faults };
}
