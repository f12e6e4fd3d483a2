/**
 * @file From a path to a compiled program, for every command that needs one. Warnings are shown, errors end the command. A set
 * of sources can also come from a run folder (run-folder.ts), which keeps the spec that it was trained from.
 */
import type { Program } from '../compiler/4-lower/program.ts';
import type { ProgramOptions } from '../compiler/compile.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { compilerVersion } from '../compiler/version.ts';
import type { SourceSet } from '../compiler/source/source.ts';
import type { CommandContext } from './context.ts';
import { formatDiagnostics } from './show-diagnostics.ts';
import type { LoadedSpec } from './sources.ts';
import { loadSources } from './sources.ts';
import type { SpecOptions } from './spec-options.ts';

export interface CompiledSpec extends LoadedSpec {
  readonly program: Program;
}

/** Thrown where a spec has errors; `report-failure.ts` shows them. */
export class SpecRejected extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: SourceSet;

  constructor(diagnostics: readonly Diagnostic[], sources: SourceSet) {
    super('the spec has errors');
    this.name = 'SpecRejected';
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}

/** Reads and compiles a file. Throws `CommandFailure` and `SpecRejected`. */
export async function compileFile(
  file: string,
  options: SpecOptions,
  context: CommandContext,
): Promise<CompiledSpec> {
  return compileSources(await loadSources(file), options, context);
}

/** What a command that uses a trained model asks of the compiler beside. */
export type UseOptions = Pick<ProgramOptions, 'statics' | 'programs'>;

/** Compiles sources that are already read. Throws `SpecRejected`. */
export async function compileSources(
  spec: LoadedSpec,
  options: SpecOptions,
  context: CommandContext,
  use: UseOptions = {},
): Promise<CompiledSpec> {
  const { compile } = await import('../compiler/compile.ts');
  const { diagnostics, program } = compile(spec.sources, spec.entry, {
    ...compilerOptions(options),
    ...use,
  });
  // A fault may lie in what was added.
  const { withPrograms } = await import('../compiler/with-programs.ts');
  const sources =
    use.programs === undefined
      ? spec.sources
      : withPrograms(spec.sources, spec.entry, options.model, use.programs);
  if (!program) throw new SpecRejected(diagnostics, sources);
  if (diagnostics.length > 0) {
    const { terminal } = context;
    terminal.say(formatDiagnostics(diagnostics, sources, 'pretty', terminal.colors));
  }
  return { ...spec, program };
}

/** What stands for "before the first pass". */
export const lowering = 'lower';

/** The program as it is after the named pass of stage 5, or after `lowering`. Throws `SpecRejected`. */
export async function compileAfter(spec: LoadedSpec, options: SpecOptions, pass: string): Promise<Program> {
  const { check } = await import('../compiler/check-spec.ts');
  const { lower } = await import('../compiler/4-lower/lower.ts');
  const { transformProgram } = await import('../compiler/5-transform/transform.ts');
  const { diagnostics, typed } = check(spec.sources, spec.entry, compilerOptions(options));
  if (!typed) throw new SpecRejected(diagnostics, spec.sources);
  const program = lower(typed, spec.sources, { compilerVersion, specHash: '' });
  return pass === lowering ? program : transformProgram(program, { after: pass });
}

/** The options in the compiler's form. */
export function compilerOptions({ set, model }: SpecOptions): SpecOptions {
  return { set, ...(model === undefined ? {} : { model }) };
}
