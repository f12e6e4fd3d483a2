/**
 * @file Emits the functions of a program in JavaScript for the engine `tfjs`: the statements that emit.ts writes for a reader, without
 * types, comments and layout.
 */
import type { GraphPlan } from '../../../runtime/plan.ts';
import type { Program } from '../../4-lower/program.ts';
import { list } from './calls.ts';
import { emittedFunction } from './function-body.ts';
import { exportNames, graphPlans } from './graph-list.ts';
import { Names } from './names.ts';
import { statementText } from './statements.ts';

/** What the engine runs: an ES module and the export that stands for each graph of the plan. */
export interface EmittedModule {
  readonly text: string;
  /** Export name by graph name. */
  readonly exports: ReadonlyMap<string, string>;
}

/** The functions of all graphs in one module: their bodies are those that `emitTypeScript` prints. */
export function emitJavaScript(program: Program): EmittedModule {
  const exports = exportNames(program.plan);
  const moduleNames = new Names(exports.values());
  const functions = graphPlans(program.plan).map((plan) => functionText(program, plan, exports, moduleNames));
  return { text: functions.join('\n'), exports };
}

function functionText(
  program: Program,
  plan: GraphPlan,
  exports: ReadonlyMap<string, string>,
  moduleNames: Names,
): string {
  const { name, statements, lists } = emittedFunction(plan, program, exports, moduleNames);
  return [
    ...lists.map((one) => `const ${one.name} = ${list(one.values)};`),
    `export function ${name}(k, inputs) {`,
    ...statements.flatMap((one) =>
      one.kind === 'comment' || one.kind === 'blank' ? [] : [statementText(one)],
    ),
    '}\n',
  ].join('\n');
}
