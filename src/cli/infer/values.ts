/**
 * @file Texts of a command line as arguments of an infer, by the type that it declares: a number or a list of numbers, a picture or a
 * folder of pictures, an .npy file, a text. Out: tensors with a leading axis of items. One item serves as many as the others bring.
 */
import { suggest } from '../../compiler/diagnostics/did-you-mean.ts';
import { readNpy } from '../../runtime/data/npy.ts';
import type { NpyArray } from '../../runtime/data/npy.ts';
import { decodePictures, isPicture } from '../../runtime/data/pictures.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import type { Host } from '../../runtime/host.ts';
import { InputError } from '../../runtime/host.ts';
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { allocate, sameShape, showShape, sizeOf } from '../../runtime/tensors.ts';
import { pictureRange } from './picture-range.ts';

type Argument = InferPlan['arguments'][number];
type Value = HostTensor | string;

/**
 * The arguments of `infer` that `texts` gives, for `count` items where that is said. Texts of names that it doesn't take are left out.
 * Throws `InputError`: `infer/argument-type`, `-file`, `-shape` and `-picture`, and what reading files throws.
 */
export async function readArguments(
  host: Host,
  plan: Plan,
  infer: InferPlan,
  texts: ReadonlyMap<string, string>,
  count: number | undefined,
): Promise<{ readonly values: Map<string, Value>; readonly count: number }> {
  const read: [string, Value][] = [];
  for (const argument of infer.arguments) {
    const text = texts.get(argument.name);
    if (text === undefined) continue;
    const where = `${infer.name}(${argument.name})`;
    read.push([argument.name, argument.words ? text : await readValue(host, plan, argument, text, where)]);
  }
  const most = Math.max(1, ...read.map(([, value]) => (typeof value === 'string' ? 1 : itemsIn(value))));
  const items = count ?? most;
  return { values: new Map(read.map(([name, value]) => [name, repeated(value, items)])), count: items };
}

const itemsIn = ({ shape }: HostTensor): number => shape[0] ?? 1;

function repeated(value: Value, items: number): Value {
  if (typeof value === 'string' || itemsIn(value) !== 1) return value;
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
): Promise<HostTensor> {
  if (/\.npy$/i.test(text)) {
    await mustExist(host, text, where);
    return fitted(readNpy(await host.readFile(text), text), argument, text);
  }
  if (argument.shape.length === 3) return readPictures(host, plan, argument, text, where);
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

function scaled(
  data: ArrayLike<number>,
  from: readonly [number, number],
  to: readonly [number, number],
): Float32Array {
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  return Float32Array.from(data, (value) => to[0] + (value - from[0]) * factor);
}

/** A picture, or the pictures of a folder by name: turned, scaled and cut to the argument's size, in its channels and range. */
async function readPictures(
  host: Host,
  plan: Plan,
  { name, type, shape, range }: Argument,
  text: string,
  where: string,
): Promise<HostTensor> {
  const [height = 0, width = 0, channels = 0] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new InputError(
      'infer/argument-picture',
      where,
      `${name}: ${type} has ${channels} channels, and pictures have 1 or 3`,
      'give an .npy file',
    );
  }
  const to = pictureRange(plan, shape, range);
  if (!to) {
    throw new InputError(
      'infer/argument-picture',
      where,
      `${name}: ${type} declares no range, so that black and white of a picture have no numbers`,
      `declare one, as in ${name}: ${type} in [0, 1], or give an .npy file`,
    );
  }
  const listing = await host.listFolder(text);
  const files = listing
    ? listing.filter(isPicture).map((one) => ({ path: host.join(text, one.name) }))
    : [{ path: text }];
  if (files.length === 0) {
    throw new InputError('infer/argument-file', where, `the folder ${text} holds no pictures`);
  }
  if (!listing) await mustExist(host, text, where);
  const bytes = await decodePictures(host, files, { height, width, channels });
  return { shape: [files.length, ...shape], dtype: 'f32', data: scaled(bytes, [0, 255], to) };
}

async function mustExist(host: Host, file: string, where: string): Promise<void> {
  if ((await host.fileSize(file)) !== undefined) return;
  const [, folder = '.', name = ''] = /^(?:(.*)[/\\])?([^/\\]*)$/s.exec(file) ?? [];
  const names = ((await host.listFolder(folder === '' ? '/' : folder)) ?? []).map((one) => one.name);
  const near = suggest(name, names);
  throw new InputError(
    'infer/argument-file',
    where,
    `there is no file ${file}`,
    near === undefined
      ? 'give a picture (PNG, JPEG, WebP), a folder of pictures or an .npy file'
      : `did you mean ${folder === '.' ? near : host.join(folder, near)}?`,
  );
}
