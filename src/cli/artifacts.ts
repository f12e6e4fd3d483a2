/**
 * @file What engines run, made from a compiled program: an ONNX model for each graph, or one JavaScript module with a
 * function for each (as a `data:` URL, so that nothing has to be written first). Only what the candidates need is made.
 */
import type { Program } from '../compiler/4-lower/program.ts';
import { SpecPlaces } from '../compiler/6-emit/spec-places.ts';
import { traceGraph } from '../compiler/6-emit/trace.ts';
import type { Graph } from '../compiler/ir/graph.ts';
import type { GraphArtifacts } from '../runtime/engine.ts';
import type { GraphPlan } from '../runtime/plan.ts';
import { graphPlans } from '../runtime/program-graphs.ts';
import type { EngineChoice } from './engines.ts';

/** The artefacts of every graph, by its name. */
export async function makeArtifacts(
  program: Program,
  candidates: readonly EngineChoice[],
): Promise<Map<string, GraphArtifacts>> {
  const wanted = new Set(candidates.map(({ engine }) => engine));
  const onnx = wanted.has('onnx') ? await makeModels(program) : undefined;
  const modules = wanted.has('tfjs') ? await makeModule(program) : undefined;
  const places = new SpecPlaces(program.specLines);
  return new Map(
    graphPlans(program.plan).map((plan): [string, GraphArtifacts] => {
      const model = onnx?.get(plan.name);
      const module = modules?.get(plan.name);
      const trace = traceGraph(graphOf(program, plan), places);
      return [plan.name, { plan, trace, ...(model ? { onnx: model } : {}), ...(module ? { module } : {}) }];
    }),
  );
}

/** ONNX models by graph name. */
export async function makeModels(program: Program): Promise<Map<string, Uint8Array>> {
  const { emitOnnx } = await import('../compiler/6-emit/onnx/emit-onnx.ts');
  const { plan } = program;
  return new Map(
    graphPlans(plan).map((graphPlan): [string, Uint8Array] => [
      graphPlan.name,
      emitOnnx(graphOf(program, graphPlan), graphPlan, plan.state),
    ]),
  );
}

function graphOf({ graphs }: Program, { name }: GraphPlan): Graph {
  const graph = graphs.get(name);
  if (!graph) throw new Error(`internal error: the program has no graph ${name}`);
  return graph;
}

async function makeModule(program: Program): Promise<Map<string, { url: string; exportName: string }>> {
  const { emitJavaScript } = await import('../compiler/6-emit/typescript/emit-javascript.ts');
  const { text, exports } = emitJavaScript(program);
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return new Map([...exports].map(([name, exportName]) => [name, { url, exportName }]));
}
