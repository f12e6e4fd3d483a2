/**
 * @file Emits a program as TypeScript for a reader. Input: a Program whose graphs are differentiated, fused and scheduled. Output: text by
 * path. Same program, same bytes. The short files are built as syntax trees and formatted; the long ones (a statement for each node, the
 * plan) are written in lines as they are. Left out: what a function's body says (function-body.ts), how the files are laid out (files.ts)
 * and what the engine runs (emit-javascript.ts).
 */
import { Project, ScriptTarget } from 'ts-morph';
import type { SourceFile } from 'ts-morph';
import type { Program } from '../../4-lower/program.ts';
import { fileHeader } from './header.ts';
import { addGraphs, addMain, healthFile, modelFile, planFile, stepsFile } from './files.ts';
import { exportNames, healthPlans } from './graph-list.ts';
import { formatTypeScript } from './format.ts';
import { stateGroups } from './interfaces.ts';
import { joinPieces } from './lines.ts';
import type { Piece } from './lines.ts';
import { addUse } from './use-file.ts';

/**
 * The files `model.ts`, `steps.ts`, `health.ts` (where anything is watched), `plan.ts`, `graphs.ts`, `main.ts` and `use.ts`, by path. They import `genc/runtime` and each other, pass
 * `tsc --strict`, and are formatted.
 */
export async function emitTypeScript(program: Program): Promise<ReadonlyMap<string, string>> {
  const { plan } = program;
  const emission = { program, names: exportNames(plan), groups: stateGroups(plan) };
  const long: readonly (readonly [string, readonly Piece[]])[] = [
    ['model.ts', modelFile(emission)],
    ['steps.ts', stepsFile(emission)],
    ...(healthPlans(plan).length > 0 ? [['health.ts', healthFile(emission)] as const] : []),
    ['plan.ts', planFile(program)],
  ];
  const short: readonly (readonly [string, (file: SourceFile) => void])[] = [
    ['graphs.ts', (file) => addGraphs(file, emission)],
    ['main.ts', (file) => addMain(file, program)],
    ['use.ts', (file) => addUse(file, plan)],
  ];
  const result = new Map<string, string>();
  for (const [path, pieces] of long)
    result.set(path, `${fileHeader(plan, path)}\n${await joinPieces(pieces)}\n`);
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { target: ScriptTarget.ES2022 },
  });
  for (const [path, fill] of short) {
    const file = project.createSourceFile(path);
    fill(file);
    const once = await formatTypeScript(`${fileHeader(plan, path)}\n${file.getFullText()}`);
    // Prettier draws together some of what it has just broken: a second time changes nothing any more.
    result.set(path, await formatTypeScript(once));
  }
  return result;
}
