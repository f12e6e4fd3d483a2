/**
 * @file Checks specs as the error cases do: through all checks of the compiler. A spec's first line may give the command's
 * options, `// genc check spec.gen --set latent=16 --model Vae`, and further files follow lines `// file blocks.gen`.
 */
import { check } from '../../src/compiler/compile.ts';
import type { CompileOptions } from '../../src/compiler/compile.ts';
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../../src/compiler/source/source.ts';

/** The diagnostics of a spec. */
export function checkSpec(files: readonly SourceFile[], entry: string): readonly Diagnostic[] {
  const options = optionsOf(files.find((file) => file.path === entry)?.text ?? '');
  return check(new Map(files.map((file) => [file.path, file])), entry, options).diagnostics;
}

/** An example of the catalog as files: `spec.gen`, and those that lines `// file NAME` begin. */
export function exampleFiles(text: string): readonly SourceFile[] {
  const [first = '', ...others] = text.split(/^\/\/ file (?=\S+$)/m);
  return [
    { path: 'spec.gen', text: first },
    ...others.map((part) => {
      const end = part.indexOf('\n');
      return { path: part.slice(0, end), text: part.slice(end + 1) };
    }),
  ];
}

function optionsOf(text: string): CompileOptions {
  const command = /^\/\/ genc check \S+(.*)\n/.exec(text)?.[1] ?? '';
  const set = Object.fromEntries(
    [...command.matchAll(/--set ([\w.]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const model = /--model (\w+)/.exec(command)?.[1];
  return model === undefined ? { set } : { set, model };
}
