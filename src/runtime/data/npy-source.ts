/**
 * @file The source `npy(file: ...)`: one array as the column `values` (an .npy file), or each array of an .npz as the column of its
 * name. Arrays named `..._train` and `..._test` are the splits of one column; otherwise a fraction `test` (0.1) is kept for testing.
 */
import { unzipSync } from 'fflate';
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { NpyArray } from './npy.ts';
import { readNpy } from './npy.ts';
import type { DataSource, Loader, Split } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import { divideExamples, readTestFraction } from './split.ts';

/** Reads an .npy or .npz file. */
export const loadNpy: Loader = async ({ host, plan, options }) => {
  const file = options.text('file');
  const fraction = readTestFraction(options);
  options.finish();
  if (file === undefined) throw options.missing('file', '"data.npz"');
  if ((await host.fileSize(file)) === undefined) {
    throw new InputError(
      'data/missing-file',
      showPlace(plan.place),
      `there is no file ${file}`,
      'relative paths start at the folder in which genc runs',
    );
  }
  const arrays = await readArrays(host, file);
  const trainNames = [...arrays.keys()].filter((name) => name.endsWith('_train'));
  if (trainNames.length === 0)
    return divideExamples(makeSplit(arrays, [...arrays.keys()], '', file), fraction);
  const stems = trainNames.map((name) => name.slice(0, -'_train'.length));
  const source: DataSource = {
    train: makeSplit(arrays, stems, '_train', file),
    test: makeSplit(arrays, stems, '_test', file),
  };
  return source;
};

async function readArrays(host: Host, file: string): Promise<Map<string, NpyArray>> {
  const bytes = await host.readFile(file);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return new Map([['values', readNpy(bytes, file)]]);
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      'data/npy-header',
      file,
      `the npz file is damaged (${reason})`,
      'get a whole copy of the file',
    );
  }
  const arrays = new Map<string, NpyArray>();
  for (const [name, content] of Object.entries(entries)) {
    if (name.endsWith('.npy'))
      arrays.set(name.slice(0, -'.npy'.length), readNpy(content, `${file}, array ${name}`));
  }
  return arrays;
}

function makeSplit(
  arrays: ReadonlyMap<string, NpyArray>,
  names: readonly string[],
  suffix: string,
  file: string,
): Split {
  let count: number | undefined;
  const columns = names.map((name) => {
    const array = arrays.get(name + suffix);
    if (array === undefined) {
      throw new InputError(
        'data/missing-file',
        file,
        `there is no array ${name}${suffix}`,
        'save both splits of it',
      );
    }
    const [examples, ...shape] = array.shape;
    if (examples === undefined) {
      throw new InputError(
        'data/npy-header',
        `${file}, array ${name}${suffix}`,
        'it is one number, not a list of examples',
      );
    }
    if (examples !== (count ??= examples)) {
      throw new InputError(
        'data/counts-differ',
        `${file}, array ${name}${suffix}`,
        `it has ${examples} examples, and ${names[0]}${suffix} has ${count}`,
        'save arrays that belong together',
      );
    }
    const { data, fullRange } = array;
    const locate = (example: number): string => `${file}, array ${name}${suffix}, example ${example}`;
    return { name, shape, data, locate, ...(fullRange ? { fullRange } : {}) };
  });
  if (count === undefined || count === 0) {
    throw new InputError('data/no-examples', file, 'the file holds no examples');
  }
  return splitOf(count, columns);
}
