/** @file Adds graphs to a file as exported functions, with the interfaces of what they take and return. */
import type { FunctionDeclarationStructure, OptionalKind, SourceFile } from 'ts-morph';
import { VariableDeclarationKind } from 'ts-morph';
import type { GraphPlan } from '../../../runtime/plan.ts';
import { invariant } from '../../invariant.ts';
import type { Program } from '../../4-lower/program.ts';
import { functionBody } from './function-body.ts';
import { inputMembers, outputMembers, pascalCase } from './interfaces.ts';
import type { StateGroup } from './interfaces.ts';
import { importedTypes, Names } from './names.ts';

/** What is said about a graph above its function. */
export type Describe = (plan: GraphPlan) => string;

/** Types of the module's functions: left out where the text is for an engine. */
export interface Typing {
  readonly groups: ReadonlyMap<string, StateGroup>;
  readonly describe: Describe;
}

/** Adds one function for each plan; returns the texts of the types that they use. */
export function addGraphFunctions(
  file: SourceFile,
  program: Program,
  plans: readonly GraphPlan[],
  exports: ReadonlyMap<string, string>,
  moduleNames: Names,
  typing: Typing | undefined,
): readonly string[] {
  const typeTexts: string[] = [];
  // Functions `g` and `G` have types that differ by more than case.
  const typeNames = new Names(importedTypes);
  for (const plan of plans) {
    const graph = program.graphs.get(plan.name);
    const name = exports.get(plan.name);
    invariant(graph && name, `the plan names a graph ${plan.name} that the program does not have`);
    const types = {
      inputs: typeNames.take(`${pascalCase(name)}Inputs`),
      outputs: typeNames.take(`${pascalCase(name)}Outputs`),
    };
    const body = functionBody(graph, plan, program, moduleNames);
    for (const list of body.lists) {
      file.addVariableStatement({
        declarationKind: VariableDeclarationKind.Const,
        declarations: [{ name: list.name, initializer: list.values }],
        leadingTrivia: '\n',
      });
    }
    if (typing) typeTexts.push(...addInterfaces(file, plan, name, types, typing));
    file.addFunction({
      ...declaration(name, plan, types, typing?.describe(plan)),
      statements: body.statements.join('\n'),
    });
  }
  return typeTexts;

  function declaration(
    name: string,
    { inputs }: GraphPlan,
    types: TypeNames,
    documentation: string | undefined,
  ): OptionalKind<FunctionDeclarationStructure> {
    if (!typing) return { name, isExported: true, parameters: [{ name: 'k' }, { name: 'inputs' }] };
    return {
      name,
      isExported: true,
      ...(documentation ? { docs: [`\n${documentation}`] } : {}),
      parameters: [
        { name: 'k', type: 'KernelSet' },
        // An underscore says that a parameter is not read: a graph of constants has no inputs.
        { name: inputs.length === 0 ? '_inputs' : 'inputs', type: types.inputs },
      ],
      returnType: types.outputs,
      leadingTrivia: '\n',
    };
  }
}

interface TypeNames {
  readonly inputs: string;
  readonly outputs: string;
}

function addInterfaces(
  file: SourceFile,
  plan: GraphPlan,
  name: string,
  types: TypeNames,
  { groups }: Typing,
): readonly string[] {
  const inputs = inputMembers(plan, groups);
  const outputs = outputMembers(plan, groups);
  const add = (type: string, documentation: string, members: ReadonlyMap<string, string>): void => {
    file.addInterface({
      name: type,
      isExported: true,
      docs: [`${documentation}`],
      properties: [...members].map(([role, type]) => ({ name: role, type, isReadonly: true })),
      leadingTrivia: '\n',
    });
  };
  add(types.inputs, `What \`${name}\` reads.`, inputs);
  add(types.outputs, `What \`${name}\` returns: new tensors, the caller's to free.`, outputs);
  return [...inputs.values(), ...outputs.values()];
}
