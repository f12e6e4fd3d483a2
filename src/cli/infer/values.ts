/**
 * @file Texts of a command line as arguments of an infer, by the type that it declares: a number or a list of numbers, a picture or a
 * folder of pictures, an .npy file, a text. Out: tensors with a leading axis of items. One item serves as many as the others bring.
 */
import { suggest } from '../../compiler/diagnostics/did-you-mean.ts';
import { readNpy } from '../../runtime/data/npy.ts';
import type { NpyArray } from '../../runtime/data/npy.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import type { Host } from '../../runtime/host.ts';
import { InputError } from '../../runtime/host.ts';
import { mustFitMemory } from '../../runtime/infer.ts';
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { allocate, sameShape, showShape, sizeOf } from '../../runtime/tensors.ts';
import { isText, itemsOf } from '../../runtime/text-arguments.ts';
import { pictureReader, scaled } from './pictures.ts';

type Argument = InferPlan['arguments'][number];
type Value = HostTensor | string | readonly string[];

/** How many items are wanted, where that is said, and where nothing tells it; whether pictures are made to fit. */
export interface Wanted {
  readonly count?: number | undefined;
  readonly standardCount?: number | undefined;
  readonly fit?: boolean;
}

/**
 * The arguments of `infer` that `texts` gives, for `count` items where that is said. Texts of names that it doesn't take are left out.
 * Throws `InputError`: `infer/argument-type`, `-file`, `-shape` and `-picture`, `infer/picture-size` and `-colour`, and what reading files throws.
 */
export async function readArguments(
  host: Host,
  plan: Plan,
  infer: InferPlan,
  texts: ReadonlyMap<string, string>,
  { count, standardCount = 1, fit = false }: Wanted,
): Promise<{ readonly values: Map<string, Value>; readonly count: number }> {
  const read: [string, Value][] = [];
  for (const argument of infer.arguments) {
    const text = texts.get(argument.name);
    if (text === undefined) continue;
    const where = `${infer.name}(${argument.name})`;
    const value = argument.words
      ? await readTexts(host, text, where)
      : await readValue(host, plan, argument, text, where, fit);
    read.push([argument.name, value]);
  }
  const brought = read.flatMap(([, value]) => itemsOf(value) ?? []);
  const items = count ?? (brought.some((one) => one > 1) ? Math.max(...brought) : standardCount);
  mustFitMemory(infer, items);
  return { values: new Map(read.map(([name, value]) => [name, repeated(value, items)])), count: items };
}

/** A text, or one for each line of a .txt file. */
async function readTexts(host: Host, text: string, where: string): Promise<string | readonly string[]> {
  if (!/\.txt$/i.test(text)) return text;
  await mustExist(host, text, where, 'give a .txt file with a text on each line, or the text itself');
  const lines = new TextDecoder().decode(await host.readFile(text)).split('\n');
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (texts.length > 0) return texts;
  throw new InputError(
    'infer/argument-file',
    where,
    `${text} is empty, and a text stands on each line`,
    'write one into it, or give the text itself',
  );
}

/** One item as many times as there are items. */
function repeated(value: Value, items: number): Value {
  if (itemsOf(value) !== 1 || typeof value === 'string') return value;
  if (isText(value)) return Array.from({ length: items }, () => value[0] ?? '');
  const { data, dtype } = value;
  const shape = [items, ...value.shape.slice(1)];
  const copies = allocate(dtype, items * data.length);
  for (let item = 0; item < items; item++) copies.set(data, item * data.length);
  return { shape, dtype, data: copies };
}

async function readValue(
  host: Host,
  plan: Plan,
  argument: Argument,
  text: string,
  where: string,
  fit: boolean,
): Promise<HostTensor> {
  if (/\.npy$/i.test(text)) {
    await mustExist(host, text, where);
    return fitted(readNpy(await host.readFile(text), text), argument, text);
  }
  if (argument.shape.length === 3) {
    const pictures = pictureReader(host, plan, argument, where, fit);
    if (!(await host.listFolder(text))) await mustExist(host, text, where);
    return pictures.read(await pictures.list(text));
  }
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.some((number) => !Number.isFinite(number))) throw unfit(argument, text, where);
  if (argument.dtype === 'i32' && !numbers.every(Number.isSafeInteger)) throw unfit(argument, text, where);
  const size = sizeOf(argument.shape);
  const isList = argument.shape.length === 0;
  if (!isList && numbers.length !== size) {
    throw new InputError(
      'infer/argument-shape',
      where,
      `${argument.name}: ${argument.type} needs ${size} numbers, and ${numbers.length} ${numbers.length === 1 ? 'is' : 'are'} given`,
      'give them with commas between, or an .npy file',
    );
  }
  const data = argument.dtype === 'i32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return { shape: [isList ? numbers.length : 1, ...argument.shape], dtype: argument.dtype, data };
}

function unfit({ name, type, dtype, classes, shape }: Argument, text: string, where: string): InputError {
  const one = dtype === 'i32' ? 'a whole number' : 'a number';
  const wanted = shape.length > 0 ? `${sizeOf(shape)} numbers with commas between` : one;
  return new InputError(
    'infer/argument-type',
    where,
    `${name}: ${type} needs ${wanted}, and is given "${text}"`,
    classes === undefined
      ? 'several items are written with commas between, or as an .npy file'
      : `classes are numbers from 0 to ${classes - 1}; several items are written with commas between`,
  );
}

/** An array as items of an argument: of its shape, or with an axis of items in front; a last axis of 1 may be left out. */
function fitted(array: NpyArray, argument: Argument, file: string): HostTensor {
  const { shape, dtype, name, type, range } = argument;
  const flat = shape.at(-1) === 1 && shape.length > 1 ? shape.slice(0, -1) : shape;
  const isOne = sameShape(array.shape, shape) || sameShape(array.shape, flat);
  const [items = 0, ...rest] = array.shape;
  if (!isOne && (items === 0 || !(sameShape(rest, shape) || sameShape(rest, flat)))) {
    throw new InputError(
      'infer/argument-shape',
      file,
      `the array is ${showShape(array.shape)}, and ${name}: ${type} needs ${showShape(shape)}, or items x ${showShape(shape)}`,
    );
  }
  const whole = [isOne ? 1 : items, ...shape];
  if (dtype === 'f32') {
    const from = array.data instanceof Uint8Array ? array.fullRange : undefined;
    const data = range && from ? scaled(array.data, from, range) : Float32Array.from(array.data);
    return { shape: whole, dtype, data };
  }
  if (!array.data.every(Number.isInteger)) {
    throw new InputError(
      'infer/argument-type',
      file,
      `the array holds numbers that are not whole, and ${name}: ${type} needs whole ones`,
    );
  }
  return { shape: whole, dtype, data: Int32Array.from(array.data) };
}

/** Throws `InputError` `infer/argument-file`, with the nearest name beside it, or else with `help`, where there is no such file. */
export async function mustExist(
  host: Host,
  file: string,
  where: string,
  help = 'give a picture (PNG, JPEG, WebP), a folder of pictures or an .npy file',
): Promise<void> {
  if ((await host.fileSize(file)) !== undefined) return;
  const [, folder = '.', name = ''] = /^(?:(.*)[/\\])?([^/\\]*)$/s.exec(file) ?? [];
  const names = ((await host.listFolder(folder === '' ? '/' : folder)) ?? []).map((one) => one.name);
  const near = suggest(name, names);
  throw new InputError(
    'infer/argument-file',
    where,
    `there is no file ${file}`,
    near === undefined ? help : `did you mean ${folder === '.' ? near : host.join(folder, near)}?`,
  );
}
