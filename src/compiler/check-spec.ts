/**
 * @file The first half of the pipeline: text in, diagnostics and a typed module out. It stands apart from compile.ts so that who
 * only checks loads neither lowering nor passes.
 */
import type { Module } from './ast/ast.ts';
import { parse } from './1-parse/parse.ts';
import { resolve } from './2-resolve/resolve.ts';
import type { ResolvedModule } from './2-resolve/resolved.ts';
import type { CheckStageResult } from './3-check/check.ts';
import { tellHoles } from './3-check/holes/holes.ts';
import type { Trial } from './3-check/holes/holes.ts';
import { checkLibrary, checkModule } from './3-check/check.ts';
import { applyAllows } from './3-check/rules/allows.ts';
import { chanceRules } from './3-check/rules/chance.ts';
import type { Recheck } from './3-check/rules/chance.ts';
import type { StaticArguments } from './3-check/infers.ts';
import type { ValueObserver } from './3-check/shapes.ts';
import type { TypedModule } from './3-check/typed.ts';
import { hasErrors } from './diagnostics/catalog.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { sortDiagnostics } from './diagnostics/sort.ts';
import type { SourceSet, Span } from './source/source.ts';

export interface CompileOptions {
  /** Params by name, as texts: `--set latent=10`. */
  readonly set?: Readonly<Record<string, string>>;
  /** The model to compile, where the file has several. */
  readonly model?: string;
  /** Values for static parameters of infers (Int, Bool), in place of their defaults. */
  readonly statics?: StaticArguments;
  /** Told what expressions are worth. */
  readonly observer?: ValueObserver;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined where there are errors. */
  readonly typed?: TypedModule;
}

/** Parses, resolves and checks `entry`. `sources` holds it and every file that it imports, by path. */
export function check(sources: SourceSet, entry: string, options: CompileOptions = {}): CheckResult {
  const found: Diagnostic[] = [];
  const modules = new Map<string, Module>();
  for (const [path, file] of sources) {
    const parsed = parse(file);
    modules.set(path, parsed.module);
    found.push(...parsed.diagnostics);
  }
  // What stands beside a syntax error is guesswork: its names would give errors that are none.
  if (hasErrors(found)) return { diagnostics: sortDiagnostics(found) };
  const resolution = resolve(modules, entry, options.model);
  found.push(...resolution.diagnostics);
  if (!resolution.resolved)
    return { diagnostics: sortDiagnostics([...found, ...checkLibrary(resolution.blocks, sources)]) };
  // An undeclared name is poison to the checks, so that other faults of the file are told beside it.
  const checked = checkModule(resolution.resolved, sources, {
    overrides: options.set,
    statics: options.statics,
    hasNameErrors: hasErrors(found),
    observer: options.observer,
  });
  const told = [...found, ...withHoles(resolution.resolved, checked, sources, options)];
  if (checked.typed) {
    const { resolved } = resolution;
    const recheck: Recheck = (overrides) =>
      checkModule(resolved, sources, { overrides, errorsOnly: true, blocks: checked.blocks }).diagnostics;
    told.push(...chanceRules(resolved.model, checked.typed.params, options.set ?? {}, recheck));
  }
  const diagnostics = sortDiagnostics(applyAllows(resolution.resolved, told, isAsWritten(options)));
  return checked.typed && !hasErrors(diagnostics) ? { diagnostics, typed: checked.typed } : { diagnostics };
}

/** The findings of a check, with what fits its holes. */
function withHoles(
  resolved: ResolvedModule,
  { diagnostics, holes }: CheckStageResult,
  sources: SourceSet,
  { set }: CompileOptions,
): readonly Diagnostic[] {
  if (holes.size === 0) return diagnostics;
  const textOf = ({ span }: { readonly span: Span }): string =>
    sources.get(span.path)?.text.slice(span.start, span.end) ?? '';
  const trial: Trial = (other) =>
    checkModule(other, sources, { overrides: set, errorsOnly: true }).diagnostics;
  return tellHoles(diagnostics, holes, resolved, textOf, trial);
}

/** True where every param has the value that the file gives it. */
const isAsWritten = ({ set = {} }: CompileOptions): boolean => Object.keys(set).length === 0;
