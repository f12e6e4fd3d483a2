/** @file Whether emitted code is as prettier leaves it. */
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { formatTypeScript } from '../../src/compiler/6-emit/typescript/format.ts';
import { compileText } from './specs.ts';

/** The files emitted of a spec that prettier would change. */
export async function changedByPrettier(spec: string): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [file, code] of await emitTypeScript(compileText(spec)))
    if ((await formatTypeScript(code)) !== code) changed.push(file);
  return changed;
}
