/**
 * @file What an infer gave, as files or as text: images as a PNG (a single one by itself, several as a grid), anything else as an .npy
 * file or printed numbers. Several results go to a file each, named after them.
 */
import type { HostTensor } from '../../runtime/engine.ts';
import { encodePicture } from '../../runtime/figures/picture.ts';
import type { Host } from '../../runtime/host.ts';
import { showFloat32 } from '../../runtime/training/events.ts';
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { CommandFailure } from '../failure.ts';
import { encodeNpy } from '../npy.ts';
import { resultFormat, writeResult } from '../write-result.ts';
import { pictureRange } from './picture-range.ts';

/** A result, and where it is: in a file, or among `values` as JSON. */
export interface ShownResult {
  readonly name: string;
  readonly type: string;
  /** [items, ...]. */
  readonly shape: readonly number[];
  readonly file?: string;
  /** The numbers as nested JSON lists. */
  readonly values?: string;
}

export interface ResultOptions {
  /** `--out`: undefined leaves images in `folder` and prints numbers. */
  readonly out: string | undefined;
  readonly folder: string;
  /** Under the title of a grid. */
  readonly subtitle: string;
}

/** Writes all results of a run of `infer`. Throws `CommandFailure` where `out` is a picture and nothing is. */
export async function showResults(
  host: Host,
  plan: Plan,
  infer: InferPlan,
  values: ReadonlyMap<string, HostTensor>,
  { out, folder, subtitle }: ResultOptions,
): Promise<ShownResult[]> {
  const format = out === undefined ? undefined : resultFormat(out);
  const results = infer.results.map((result) => {
    const tensor = values.get(result.name);
    if (!tensor) throw new Error(`internal error: ${infer.name} gave no ${result.name}`);
    return { ...result, tensor, isPicture: isPicture(result.type, tensor) };
  });
  if (format === 'png' && !results.some(({ isPicture: one }) => one)) {
    throw new CommandFailure(
      `${infer.name} gives ${results.map(({ type }) => type).join(', ')}, which is no picture`,
      'write it as an array: --out FILE.npy, or leave --out out to see the numbers',
    );
  }
  const base = out?.slice(0, -4) ?? host.join(folder, infer.name);
  const fileOf = (name: string, ending: string): string =>
    `${results.length === 1 ? base : `${base}-${name}`}.${ending}`;
  const shown: ShownResult[] = [];
  for (const { name, type, range, tensor, isPicture: picture } of results) {
    const about = { name, type, shape: tensor.shape };
    if (picture && format !== 'npy') {
      const file = fileOf(name, 'png');
      const black = pictureRange(plan, tensor.shape.slice(-3), range) ?? [0, 1];
      if (tensor.shape.slice(0, -3).every((length) => length === 1)) {
        await host.writeFileAtomically(file, await encodePicture(tensor, black));
      } else {
        const title = `${infer.name === name || name === 'result' ? infer.name : `${infer.name}, ${name},`} of ${plan.model}`;
        const parts = [{ label: name, tensor, range: black }];
        await writeResult(host, file, 'png', { parts, title, subtitle });
      }
      shown.push({ ...about, file });
    } else if (out === undefined) {
      shown.push({ ...about, values: nested(tensor) });
    } else {
      const file = fileOf(name, 'npy');
      await host.writeFileAtomically(file, encodeNpy(tensor));
      shown.push({ ...about, file });
    }
  }
  return shown;
}

/** [items, h, w, c], or [items, n, h, w, c] for a list of images. */
function isPicture(type: string, { shape }: HostTensor): boolean {
  const channels = shape.at(-1);
  return type.startsWith('Image[') && shape.length <= 5 && (channels === 1 || channels === 3);
}

/** Nested lists of JSON, each number as short as it can be; null for what is not finite. */
function nested({ shape, data }: HostTensor): string {
  const show = (value: number): string => (Number.isFinite(value) ? showFloat32(value) : 'null');
  let rows = Array.from(data, data instanceof Float32Array ? show : String);
  for (const length of shape.toReversed()) {
    rows = Array.from(
      { length: rows.length / length },
      (_, row) => `[${rows.slice(row * length, (row + 1) * length).join(', ')}]`,
    );
  }
  return rows[0] ?? '[]';
}
