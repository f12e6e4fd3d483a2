/** @file The small specs that show one construct of the language each, beside their goldens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFolder, goldenFolders } from './golden.ts';

/** `allow`, `average-of-network`, ...: every folder of test/golden/constructs, in order. */
export const constructNames: readonly string[] = goldenFolders('constructs');

/** The text of test/golden/constructs/<name>/spec.gen. */
export function constructText(name: string): string {
  return readFileSync(join(goldenFolder, 'constructs', name, 'spec.gen'), 'utf8');
}
