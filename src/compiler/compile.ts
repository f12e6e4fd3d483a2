/**
 * @file The pipeline on one screen: text in, diagnostics and a program out. Pure: no file system, no process, no console.
 *
 *   text -[1-parse]-> Module -[2-resolve]-> ResolvedModule -[3-check]-> TypedModule -[4-lower]-> Program -[5-transform]-> Program
 *
 * 6-emit turns a program into TypeScript and ONNX models; callers ask for what they need.
 */
import { dataTarget } from './3-check/params.ts';
import type { TypedModule } from './3-check/typed.ts';
import { lower } from './4-lower/lower.ts';
import { updateScope } from './4-lower/step-metrics.ts';
import type { Program } from './4-lower/program.ts';
import { transformProgram } from './5-transform/transform.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { costByPart } from './ir/statistics.ts';
import type { SourceSet } from './source/source.ts';
import { sha256 } from './source/sha256.ts';
import { compilerVersion } from './version.ts';
import { check } from './check-spec.ts';
import type { CompileOptions } from './check-spec.ts';
import { withPrograms } from './with-programs.ts';

export { check } from './check-spec.ts';
export type { CompileOptions } from './check-spec.ts';

export interface ProgramOptions extends CompileOptions {
  /** Further members of the model, as text: what a command adds to a trained model. They are no part of the spec's hash. */
  readonly programs?: string;
}

export interface CompileResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined where there are errors. */
  readonly program?: Program;
}

/** Checks and lowers `entry`, and runs all passes on its graphs. */
export function compile(sources: SourceSet, entry: string, options: ProgramOptions = {}): CompileResult {
  const { model, programs } = options;
  const whole = programs === undefined ? sources : withPrograms(sources, entry, model, programs);
  const { diagnostics, typed } = check(whole, entry, options);
  if (!typed) return { diagnostics };
  const specHash = sha256(
    [...sources.values()].map((file) => file.text).join('\n') +
      JSON.stringify([typed.model, ...typed.params, ...otherData(typed, options.set)]),
  );
  const program = lower(typed, whole, { compilerVersion, specHash });
  return { diagnostics, program: withCosts(transformProgram(program)) };
}

/** The data that is not read as the spec writes it: its name, source and options. */
function otherData(
  { sources }: TypedModule,
  set: ProgramOptions['set'] = {},
): readonly (readonly [string, string, unknown])[] {
  const named = new Set(Object.keys(set).map((name) => dataTarget(name).data));
  return [...sources.values()].flatMap(({ name, loader, options }) =>
    named.has(name) ? [[name, loader, options] as const] : [],
  );
}

/** Fills in what the graphs tell after all passes: operations of each network on one example, and the cost of each update. */
function withCosts(program: Program): Program {
  const { plan, graphs } = program;
  const networks = plan.networks.map((network) => {
    const forward = plan.infers.find((one) => one.name === network.name);
    return forward ? { ...network, flops: forward.graph.flops / forward.batch } : network;
  });
  const phases = plan.phases.map((phase) => {
    const fullest = phase.variants.reduce((a, b) => (b.fires.length > a.fires.length ? b : a));
    const costs = costByPart(graphs.get(fullest.graph.name)!, (node) => {
      const [outermost = ''] = node.origin.scope;
      return outermost.startsWith(updateScope([])) ? outermost : undefined;
    });
    return {
      ...phase,
      updates: phase.updates.map((update) => ({ ...update, ...costs.get(updateScope(update.networks)) })),
    };
  });
  return { ...program, plan: { ...plan, networks, phases } };
}
