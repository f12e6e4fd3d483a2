/**
 * @file Golden files: texts kept under test/golden and compared exactly. UPDATE_GOLDEN=1 writes what is new, and says which files
 * changed by how many lines.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const goldenFolder = new URL('../golden', import.meta.url).pathname;
export const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

/** The kept text of a golden file, after writing `actual` to it where goldens are being updated; undefined where it is missing. */
export function goldenText(path: string, actual: string): string | undefined {
  const file = join(goldenFolder, path);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (!isUpdate || kept === actual) return kept;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, actual);
  console.log(
    kept === undefined ? `golden: new ${path}` : `golden: changed ${path}, ${changeText(kept, actual)}`,
  );
  return actual;
}

/** The folders that stand directly in a folder of test/golden, in order. */
export function goldenFolders(folder: string): readonly string[] {
  return readdirSync(join(goldenFolder, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The files of one golden folder, by their paths under test/golden. */
export function goldenFiles(folder: string): readonly string[] {
  const root = join(goldenFolder, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(goldenFolder.length + 1))
    .sort();
}

/** Removes golden files that no test has asked for, where goldens are being updated. */
export function removeGolden(paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(goldenFolder, path));
    console.log(`golden: removed ${path}`);
  }
}

/** How many lines are in one text alone: "3 lines gone, 5 new". */
function changeText(before: string, after: string): string {
  const count = (text: string): Map<string, number> => {
    const lines = new Map<string, number>();
    for (const line of text.split('\n')) lines.set(line, (lines.get(line) ?? 0) + 1);
    return lines;
  };
  const [old, fresh] = [count(before), count(after)];
  const missing = (from: Map<string, number>, to: Map<string, number>): number =>
    [...from].reduce((sum, [line, times]) => sum + Math.max(0, times - (to.get(line) ?? 0)), 0);
  return `${missing(old, fresh)} lines gone, ${missing(fresh, old)} new`;
}
