/** @file Graphs as exported functions, with the interfaces of what they take and return. */
import type { GraphPlan } from '../../../runtime/plan.ts';
import type { Program } from '../../4-lower/program.ts';
import { functionHead, interfaceText, listDeclaration } from './declarations.ts';
import { emittedFunction } from './function-body.ts';
import { inputMembers, outputMembers, pascalCase } from './interfaces.ts';
import type { StateGroup } from './interfaces.ts';
import { linesOf } from './lines.ts';
import type { Piece } from './lines.ts';
import { keyText } from './literals.ts';
import { importedTypes, Names } from './names.ts';

/** What is said about a graph above its function. */
export type Describe = (plan: GraphPlan) => string;

/** What the functions of a module are about. */
export interface Typing {
  readonly groups: ReadonlyMap<string, StateGroup>;
  readonly describe: Describe;
}

export interface GraphFunctions {
  /** The declarations, with a blank line in front of each. */
  readonly pieces: readonly Piece[];
  /** The texts of the types that they use. */
  readonly types: readonly string[];
}

/** One function for each plan. `exports` has their names by graph. */
export function graphFunctions(
  program: Program,
  plans: readonly GraphPlan[],
  exports: ReadonlyMap<string, string>,
  { groups, describe }: Typing,
): GraphFunctions {
  const pieces: Piece[] = [];
  const types: string[] = [];
  const moduleNames = new Names(exports.values());
  // Functions `g` and `G` have types that differ by more than case.
  const typeNames = new Names(importedTypes);
  for (const plan of plans) {
    const { name, statements, lists } = emittedFunction(plan, program, exports, moduleNames);
    const inputs = typeNames.take(`${pascalCase(name)}Inputs`);
    const outputs = typeNames.take(`${pascalCase(name)}Outputs`);
    const [read, given] = [inputMembers(plan, groups), outputMembers(plan, groups)];
    types.push(...read.values(), ...given.values());
    // An underscore says that a parameter is not read: a graph of constants has no inputs.
    const parameters = ['k: KernelSet', `${plan.inputs.length === 0 ? '_inputs' : 'inputs'}: ${inputs}`];
    pieces.push(
      ...lists.flatMap((list) => ['', listDeclaration(list)]),
      '',
      interfaceText(inputs, `What \`${name}\` reads.`, membersText(read)),
      '',
      interfaceText(
        outputs,
        `What \`${name}\` returns: new tensors, the caller's to free.`,
        membersText(given),
      ),
      '',
      functionHead(name, describe(plan), parameters, outputs),
      ...linesOf(statements),
      '}',
    );
  }
  return { pieces, types };
}

function membersText(members: ReadonlyMap<string, string>): string {
  if (members.size === 0) return '{}';
  return `{\n${[...members].map(([role, type]) => `readonly ${keyText(role)}: ${type};`).join('\n')}\n}`;
}
