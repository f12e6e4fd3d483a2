/** @file Type-checks TypeScript that lies in memory, as `tsc --strict` would, with `genc/runtime` as emitted code finds it. */
import ts from 'typescript';

const root = new URL('../emitted-in-memory', import.meta.url).pathname;
const runtime = new URL('../../src/cli/runtime.ts', import.meta.url).pathname;

const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  paths: { 'genc/runtime': [runtime] },
};

/** What tsc says about files, given by path; `file: message`, without those that they import from disk. */
export function typeErrors(files: ReadonlyMap<string, string>): readonly string[] {
  const host = ts.createCompilerHost(options);
  const inMemory = (path: string): string | undefined =>
    path.startsWith(`${root}/`) ? files.get(path.slice(root.length + 1)) : undefined;
  const { readFile, fileExists, getSourceFile } = host;
  host.directoryExists = (path) => path.startsWith(root) || ts.sys.directoryExists(path);
  host.fileExists = (path) => inMemory(path) !== undefined || fileExists(path);
  host.readFile = (path) => inMemory(path) ?? readFile(path);
  host.getSourceFile = (path, languageOptions) => {
    const text = inMemory(path);
    return text === undefined
      ? getSourceFile(path, languageOptions)
      : ts.createSourceFile(path, text, languageOptions, true);
  };
  const program = ts.createProgram(
    [...files.keys()].map((path) => `${root}/${path}`),
    options,
    host,
  );
  return program
    .getSourceFiles()
    .filter((file) => file.fileName.startsWith(`${root}/`))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((one) => `${one.file?.fileName}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`);
}
