/** @file Checks specs as the error cases do: through all checks of the compiler. */
import { check } from '../../src/compiler/compile.ts';
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../../src/compiler/source/source.ts';

/** The diagnostics of a spec. */
export function checkSpec(files: readonly SourceFile[], entry: string): readonly Diagnostic[] {
  return check(new Map(files.map((file) => [file.path, file])), entry).diagnostics;
}
