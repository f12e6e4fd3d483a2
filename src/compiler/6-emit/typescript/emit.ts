/**
 * @file Emits a program as TypeScript for a reader, or as the same functions in JavaScript for the engine. Input: a Program
 * whose graphs are differentiated, fused and scheduled. Output: text by path. Same program, same bytes. Left out: what a
 * function's body says (function-body.ts) and how the files are laid out (files.ts).
 */
import { Project, ScriptTarget, ts } from 'ts-morph';
import type { SourceFile } from 'ts-morph';
import type { Program } from '../../4-lower/program.ts';
import { fileHeader } from './header.ts';
import { addGraphs, addHealth, addMain, addModel, addPlan, addSteps } from './files.ts';
import { exportNames, graphPlans, healthPlans } from './graph-list.ts';
import { addGraphFunctions } from './graph-function.ts';
import { Names } from './names.ts';
import { formatTypeScript } from './format.ts';
import { addUse } from './use-file.ts';

/** What the engine runs: an ES module and the export that stands for each graph of the plan. */
export interface EmittedModule {
  readonly text: string;
  /** Export name by graph name. */
  readonly exports: ReadonlyMap<string, string>;
}

/**
 * The files `model.ts`, `steps.ts`, `health.ts` (where anything is watched), `plan.ts`, `graphs.ts`, `main.ts` and `use.ts`, by path. They import `genc/runtime` and each other, pass
 * `tsc --strict`, and are formatted.
 */
export async function emitTypeScript(program: Program): Promise<ReadonlyMap<string, string>> {
  const project = newProject();
  const names = exportNames(program.plan);
  const files: readonly (readonly [string, (file: SourceFile) => void])[] = [
    ['model.ts', (file) => addModel(file, program, names)],
    ['steps.ts', (file) => addSteps(file, program, names)],
    ...(healthPlans(program.plan).length > 0
      ? [['health.ts', (file: SourceFile) => addHealth(file, program, names)] as const]
      : []),
    ['plan.ts', (file) => addPlan(file, program)],
    ['graphs.ts', (file) => addGraphs(file, program, names)],
    ['main.ts', (file) => addMain(file, program)],
    ['use.ts', (file) => addUse(file, program.plan)],
  ];
  const result = new Map<string, string>();
  for (const [path, fill] of files) {
    const file = project.createSourceFile(path);
    fill(file);
    result.set(path, await formatTypeScript(`${fileHeader(program.plan, path)}\n${file.getFullText()}`));
  }
  return result;
}

/** The functions of all graphs in one module without types: the bodies are those that `emitTypeScript` prints. */
export function emitJavaScript(program: Program): EmittedModule {
  const names = exportNames(program.plan);
  const file = newProject().createSourceFile('graphs.ts');
  addGraphFunctions(file, program, graphPlans(program.plan), names, new Names(names.values()), undefined);
  const { outputText } = ts.transpileModule(file.getFullText(), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  return { text: outputText, exports: names };
}

function newProject(): Project {
  return new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { target: ScriptTarget.ES2022 },
  });
}
