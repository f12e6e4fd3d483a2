/**
 * @file What is said above the functions that use a model: what each belongs to, and for a program with loops which part of it the
 * function is, with the loops as the runtime runs them.
 */
import { measureGraphs, programGraphs } from '../../../runtime/program-graphs.ts';
import type { GraphPlan, Plan, ProgramPlan } from '../../../runtime/plan.ts';

/** Lines about the start, or a graph of an infer, figure, evaluation or measure. `names` are those of the functions, by graph. */
export function describeUse(
  plan: Plan,
  graph: GraphPlan,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const isOf = (item: ProgramPlan): boolean => programGraphs(item).some(({ name }) => name === graph.name);
  const infer = plan.infers.find(isOf);
  const figure = plan.figures.find(isOf);
  const measure = plan.measures?.find((item) => measureGraphs(item).some(({ name }) => name === graph.name));
  if (graph === plan.start) return ['The weights that start as values of data.'];
  const about = infer
    ? infer.documentation || `The infer ${infer.name}.`
    : figure
      ? `Figure: ${figure.title}.`
      : measure
        ? `For the report ${measure.name}.`
        : 'Reports on a batch of test data.';
  const program = infer ?? figure ?? measure?.generated ?? plan.evaluations.find(isOf);
  return [about, ...(program ? partLines(program, graph, names) : [])];
}

function partLines(
  program: ProgramPlan,
  graph: GraphPlan,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const { stages = [] } = program;
  if (stages.length === 0 || !programGraphs(program).some(({ name }) => name === graph.name)) return [];
  const stage = stages.find((one) => one.graph.name === graph.name);
  const given = graph.outputs.flatMap((output) => (output.role === 'carried' ? [output.value] : []));
  if (stage && stage.times === 1)
    return ['', `Before a loop: what it starts from and reads (${given.join(', ')}).`];
  if (stage)
    return [
      '',
      `One step of a loop that runs ${stage.times} times, each on what the last one gave: ${given.join(', ')}.`,
      `  ${stage.place.text}`,
    ];
  return ['', 'The end of a program that the runtime runs as', ...outline(program, names)];
}

/** The program as code: what each function gives is carried to those after it. */
function outline(program: ProgramPlan, names: ReadonlyMap<string, string>): readonly string[] {
  const call = ({ name }: GraphPlan): string => `${names.get(name) ?? name}({ ..., carried })`;
  return [
    '    const carried = {};',
    ...(program.stages ?? []).map(({ graph, times }) => {
      const assign = `Object.assign(carried, ${call(graph)}.carried);`;
      return times === 1 ? `    ${assign}` : `    for (let step = 0; step < ${times}; step++) ${assign}`;
    }),
    `    return ${call(program.graph)}.values;`,
  ];
}
