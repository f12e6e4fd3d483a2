/**
 * @file Applies what makes a picture of a picture to a file or to all pictures of a folder, some at a time. Each result is a PNG by itself:
 * beside the original with the program's name after its own, or where `out` says.
 */
import type { HostTensor } from '../../runtime/engine.ts';
import { encodePicture } from '../../runtime/figures/picture.ts';
import { InputError } from '../../runtime/host.ts';
import { sizeOf } from '../../runtime/tensors.ts';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engines.ts';
import { CommandFailure } from '../failure.ts';
import { createNodeHost } from '../host.ts';
import { openRunFolder } from '../run-folder.ts';
import { withTrainedRun } from '../trained.ts';
import { needsFolderOf } from '../write-result.ts';
import type { Given } from './bind.ts';
import { bindWords } from './bind.ts';
import { pictureRange } from './picture-range.ts';
import type { PictureReader } from './pictures.ts';
import { pictureReader } from './pictures.ts';
import { allSignatures, declaredSignatures } from './signature.ts';
import { translatorOf } from './translator.ts';
import { mustExist, readArguments } from './values.ts';

export interface TranslateRequestOptions extends EngineOptions {
  readonly by?: string;
  readonly seed: number;
  readonly out?: string;
  readonly fit?: boolean;
  readonly skipUnreadable?: boolean;
}

export interface TranslateRequest {
  /** Of the run. */
  readonly folder: string;
  /** A picture or a folder. */
  readonly pictures: string;
  /** Arguments beside the picture. */
  readonly given: Given;
  readonly options: TranslateRequestOptions;
}

/** Files, by what they are made of. */
interface Translated {
  readonly from: string;
  readonly to: string;
}

/** Pictures that are read, translated and written before the next ones are. */
const CHUNK = 64;

/** Tells of each file that it has written. Throws `CommandFailure`, `InputError` and what opening a run throws. */
export async function translate(
  { folder, pictures, given, options }: TranslateRequest,
  context: CommandContext,
  tell: (one: Translated) => void,
): Promise<{
  readonly infer: string;
  readonly files: readonly Translated[];
  readonly skipped: readonly string[];
}> {
  const { config, spec } = await openRunFolder(createNodeHost(), folder);
  return withTrainedRun(folder, options, context, async ({ host, plan, run }) => {
    const declared = declaredSignatures(spec, config.model);
    const signatures = allSignatures(declared, plan.infers);
    const { infer, picture } = translatorOf(plan, declared, signatures, options.by);
    const signature = signatures.find(({ name }) => name === infer.name);
    const [result] = infer.results;
    if (!signature || !result) throw new Error(`internal error: ${infer.name} has no signature or result`);
    const texts = bindWords(signature, { ...given, supplied: [picture.name] });
    const where = `${infer.name}(${picture.name})`;
    const reader = pictureReader(host, plan, picture, where, options.fit ?? false);
    const isFolder = (await host.listFolder(pictures)) !== undefined;
    if (!isFolder) await mustExist(host, pictures, where);
    const found = await reader.list(pictures);
    const skipped = options.skipUnreadable === true ? await unreadable(reader, found) : [];
    for (const { file, reason } of skipped) context.terminal.say(`left out: ${file}: ${reason}`);
    const originals = found.filter((file) => !skipped.some((one) => one.file === file));
    const targets = isFolder
      ? inFolder(originals, options.out ?? `${pictures.replace(/[/\\]+$/, '')}-${infer.name}`, host.join)
      : [beside(pictures, options.out, infer.name)];
    if (!isFolder) await needsFolderOf(host, targets[0]!.file);
    const originalFiles = new Set(found.map((file) => host.join(file)));
    const lost = targets.find(({ file }) => originalFiles.has(host.join(file)));
    if (lost) {
      throw new CommandFailure(
        `--out ${options.out}: a result would take the place of its original ${lost.file}`,
        'name another place, or leave --out out',
      );
    }
    const files: Translated[] = [];
    for (let first = 0; first < originals.length; first += CHUNK) {
      const some = originals.slice(first, first + CHUNK);
      const { values } = await readArguments(host, plan, infer, texts, { count: some.length });
      values.set(picture.name, await withRemedy(() => reader.read(some), isFolder));
      const results = await run.infer(infer.name, { arguments: values, seed: options.seed, first });
      const made = results.get(result.name);
      if (!made) throw new Error(`internal error: ${infer.name} gave no ${result.name}`);
      const black = pictureRange(plan, made.shape.slice(1), result.range) ?? [0, 1];
      if (isFolder && first === 0) await host.makeFolder(targets[0]!.folder);
      for (const [item, from] of some.entries()) {
        const to = targets[first + item]!.file;
        await host.writeFileAtomically(to, await encodePicture(itemOf(made, item), black));
        files.push({ from, to });
        tell({ from, to });
      }
    }
    return { infer: infer.name, files, skipped: skipped.map(({ file }) => file) };
  });
}

/** Of a folder, a file that can't be read may also be left out. */
async function withRemedy<T>(read: () => Promise<T>, isFolder: boolean): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isFolder || !isUnreadable(error)) throw error;
    const { code, where, message } = error;
    throw new InputError(
      code,
      where,
      message,
      'put a whole one in its place, or leave such files out: --skip-unreadable',
    );
  }
}

const isUnreadable = (error: unknown): error is InputError =>
  error instanceof InputError && error.code === 'data/corrupt-image';

/** The files that are no whole pictures. */
async function unreadable(
  reader: PictureReader,
  files: readonly string[],
): Promise<readonly { readonly file: string; readonly reason: string }[]> {
  const found: { file: string; reason: string }[] = [];
  for (const file of files) {
    try {
      await reader.read([file]);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      found.push({ file, reason: error.message });
    }
  }
  return found;
}

interface Target {
  readonly folder: string;
  readonly file: string;
}

/** `photo.jpg` becomes `photo-translate.png`, in the same folder. Throws `CommandFailure` for an `out` that is no PNG. */
function beside(picture: string, out: string | undefined, name: string): Target {
  if (out !== undefined && !/\.png$/i.test(out)) {
    throw new CommandFailure(`--out ${out}: one picture becomes one .png file`, 'end the name with .png');
  }
  return { folder: '', file: out ?? picture.replace(/\.[^./\\]*$|$/, `-${name}.png`) };
}

/** Each under its own name, as a PNG; of two that differ in their endings alone, the later one keeps its own before the new. */
function inFolder(
  files: readonly string[],
  folder: string,
  join: (...parts: readonly string[]) => string,
): readonly Target[] {
  if (/\.(png|npy)$/i.test(folder)) {
    throw new CommandFailure(
      `--out ${folder}: a folder of pictures becomes a folder`,
      'name one, as in --out translated',
    );
  }
  const taken = new Set<string>();
  return files.map((path) => {
    const name = path.split(/[/\\]/).at(-1) ?? path;
    const short = name.replace(/\.[^.]*$/, '');
    const free = taken.has(short) ? name : short;
    taken.add(free);
    return { folder, file: join(folder, `${free}.png`) };
  });
}

/** [1, h, w, c] of [items, h, w, c]. */
function itemOf({ shape, dtype, data }: HostTensor, item: number): HostTensor {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return { shape: [1, ...rest], dtype, data: data.slice(item * size, (item + 1) * size) };
}
