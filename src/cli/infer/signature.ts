/**
 * @file What the programs of a trained model take and give: the infers that its spec declares, as written there, then the networks and
 * standard programs of its plan. A parameter of a type that decides sizes (Int, Bool) is static: it is known when the spec is compiled.
 */
import { parse } from '../../compiler/1-parse/parse.ts';
import type { InferDeclaration, NetworkDeclaration } from '../../compiler/ast/ast.ts';
import type { Span } from '../../compiler/source/source.ts';
import type { InferPlan } from '../../runtime/plan.ts';
import type { LoadedSpec } from '../sources.ts';

export interface Signature {
  readonly name: string;
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
  /** `walk(a: Vector[2], b: Vector[2], steps: Int = 8) -> [Image[28, 28, 1]]`. */
  readonly text: string;
}

export interface SignatureParameter {
  readonly name: string;
  readonly type: string;
  /** Where it is static: what its value is. */
  readonly static?: 'Int' | 'Bool';
  /** As written; undefined where a value has to be given. */
  readonly standard?: string;
}

/** The infers, or the networks, that a model of a spec (by default the first) declares, in its order, with sizes as they are written. */
export function declaredSignatures(
  { sources, entry }: LoadedSpec,
  model: string | undefined,
  kind: 'infer' | 'network' = 'infer',
): readonly Signature[] {
  const file = sources.get(entry);
  const declaration =
    file &&
    parse(file).module.declarations.find(
      (one) => one.kind === 'model' && (model === undefined || one.name.name === model),
    );
  if (declaration?.kind !== 'model') return [];
  const textOf = ({ path, start, end }: Span): string =>
    (sources.get(path)?.text.slice(start, end) ?? '').replace(/\s+/g, ' ');
  return declaration.members
    .filter((one): one is InferDeclaration | NetworkDeclaration => one.kind === kind)
    .map(({ name, documentation, parameters, result }) =>
      signatureOf(
        name.name,
        documentation,
        parameters.map(({ name: parameter, type, defaultValue }) => ({
          name: parameter.name,
          type: textOf(type.span),
          ...(type.kind === 'namedType' && (type.name.name === 'Int' || type.name.name === 'Bool')
            ? { static: type.name.name }
            : {}),
          ...(defaultValue ? { standard: textOf(defaultValue.span) } : {}),
        })),
        result && textOf(result.span),
      ),
    );
}

/** All that a plan can run: declared infers with their sizes as numbers, those that it compiles only when asked, and the rest. */
export function allSignatures(
  declared: readonly Signature[],
  infers: readonly InferPlan[],
): readonly Signature[] {
  const isDeclared = ({ name }: InferPlan): boolean => declared.some((one) => one.name === name);
  return [
    ...declared.map((one) => {
      const plan = infers.find(({ name }) => name === one.name);
      return plan ? withSizes(one, plan) : one;
    }),
    ...infers.filter((one) => !isDeclared(one)).map(plannedSignature),
  ];
}

function withSizes({ name, documentation, parameters }: Signature, plan: InferPlan): Signature {
  const known = parameters.map((parameter) => {
    const argument = plan.arguments.find((one) => one.name === parameter.name);
    return argument ? { ...parameter, type: argument.type } : parameter;
  });
  return signatureOf(name, documentation, known, resultText(plan));
}

/** Of an infer as it was compiled. */
export function plannedSignature(plan: InferPlan): Signature {
  const parameters = plan.arguments.map(({ name, type, defaultValue, defaultText }) => {
    const standard = defaultText === undefined ? defaultValue?.toString() : JSON.stringify(defaultText);
    return { name, type, ...(standard === undefined ? {} : { standard }) };
  });
  return signatureOf(plan.name, plan.documentation, parameters, resultText(plan));
}

/** The result's type; `[T]` where there is a list of it, and a record's fields. */
function resultText({ results, graph }: InferPlan): string {
  const typed = results.map(({ name, output, type }) => {
    const rank = graph.outputs.find((one) => one.name === output)?.shape.length ?? 1;
    const lists = Math.max(0, rank - 1 - rankOf(type));
    return { name, type: `${'['.repeat(lists)}${type}${']'.repeat(lists)}` };
  });
  const [only] = typed;
  if (only && typed.length === 1 && only.name === 'result') return only.type;
  return `{ ${typed.map(({ name, type }) => `${name}: ${type}`).join(', ')} }`;
}

/** The number of axes of a type as it is printed: `Image[28, 28, 1] in [0, 1]` has 3, `Class[10]` none. */
function rankOf(type: string): number {
  const sizes = /^(?!Class)\w+\[([^\]]*)\]/.exec(type)?.[1];
  return sizes === undefined ? 0 : sizes.split(',').length;
}

function signatureOf(
  name: string,
  documentation: string,
  parameters: readonly SignatureParameter[],
  result: string | undefined,
): Signature {
  const inside = parameters.map(
    (one) => `${one.name}: ${one.type}${one.standard === undefined ? '' : ` = ${one.standard}`}`,
  );
  const text = `${name}(${inside.join(', ')})${result === undefined ? '' : ` -> ${result}`}`;
  return { name, documentation, parameters, text };
}
