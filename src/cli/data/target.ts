/**
 * @file What `genc data inspect` was asked for: a spec, a source as a spec would write it, a folder or an array file. All but the first
 * become a spec of one model with data alone, so that one path inspects them.
 */
import * as fs from 'node:fs/promises';
import { suggest } from '../../compiler/diagnostics/did-you-mean.ts';
import { sourceDefinitions } from '../../compiler/library/data/sources.ts';
import type { FolderLayout } from '../../runtime/data/layout.ts';
import { folderLayout } from '../../runtime/data/layout.ts';
import type { Host } from '../../runtime/host.ts';
import type { ParamValue } from '../../runtime/plan.ts';
import { CommandFailure } from '../failure.ts';
import type { LoadedSpec } from '../sources.ts';
import { loadSources } from '../sources.ts';

export interface InspectTarget extends LoadedSpec {
  /** Declarations to begin a spec with, and what was found; undefined where a spec or source was given. */
  readonly suggestion: { readonly found: string; readonly declarations: string } | undefined;
  readonly isSpec: boolean;
}

/** Finds out what `what` is. Throws `CommandFailure`, and `InputError` for folders that nothing reads. */
export async function inspectTarget(host: Host, what: string): Promise<InspectTarget> {
  if (what.endsWith('.gen')) return { ...(await loadSources(what)), suggestion: undefined, isSpec: true };
  const stats = await fs.stat(what).catch(() => undefined);
  const word = /^\w+/.exec(what)?.[0] ?? '';
  if (stats?.isDirectory() === true && !what.includes('(')) {
    const layout = await folderLayout(host, what);
    const declarations = layout.sources.map((source) => declarationOf(source, layout)).join('\n');
    return { ...specOf(declarations), suggestion: { found: layout.found, declarations }, isSpec: false };
  }
  if (stats?.isFile() === true) {
    if (!/\.np[yz]$/.test(what))
      throw new CommandFailure(
        `${what} is a file that no source reads`,
        'name a folder, an .npy or .npz file, or a spec that ends in .gen',
      );
    const declarations = `data examples from npy(${JSON.stringify(what)}) {}`;
    return { ...specOf(declarations), suggestion: undefined, isSpec: false };
  }
  if (!sourceDefinitions.has(word)) {
    const near = suggest(word, [...sourceDefinitions.keys()]);
    throw new CommandFailure(
      `there is no spec, source, folder or file ${what}`,
      near === undefined
        ? `sources are: ${[...sourceDefinitions.keys()].join(', ')}`
        : `did you mean the source ${near}?`,
    );
  }
  return { ...specOf(`data examples from ${what} {}`), suggestion: undefined, isSpec: false };
}

/** A spec of data alone. */
function specOf(declarations: string): LoadedSpec {
  const entry = 'inspected';
  const text = `model Inspected {\n${declarations}\n}\n`;
  return { sources: new Map([[entry, { path: entry, text }]]), entry };
}

/** `data photos from images("my/photos", size: 64) { image: Image[64, 64, 3] in [-1, 1] }`. */
function declarationOf(
  { loader, name, options }: FolderLayout['sources'][number],
  { pictures }: FolderLayout,
): string {
  const [[, first] = ['', ''], ...rest] = Object.entries(options);
  const size = pictures ? [`size: ${pictures.size}`] : [];
  const given = [
    valueText(first),
    ...rest.map(([option, value]) => `${option}: ${option === 'domain' ? String(value) : valueText(value)}`),
    ...size,
  ];
  return `data ${name} from ${loader}(${given.join(', ')}) {${fieldsOf(loader, pictures)}}`;
}

function fieldsOf(loader: string, pictures: FolderLayout['pictures']): string {
  if (!pictures) return '';
  const { size, isGrey, classes, described } = pictures;
  const type = `Image[${size}, ${size}, ${isGrey ? 1 : 3}] in [-1, 1]`;
  if (loader === 'pairs') return ` a: ${type}, b: ${type} `;
  const label = classes > 0 ? [`label: Class[${classes}]`] : [];
  return ` ${[`image: ${type}`, ...label, ...described].join(', ')} `;
}

function valueText(value: ParamValue): string {
  return Array.isArray(value)
    ? `[${value.map((item: ParamValue) => valueText(item)).join(', ')}]`
    : JSON.stringify(value);
}
