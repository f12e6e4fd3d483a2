/**
 * @file Fields that are derived from a column or from another field of their source: `= pad(2)`, `= rotate(invert(image), 90)`,
 * `= sobel(image)`. A name is the field of this name, wherever it is declared, and else the source's column.
 */
import type { DataDeclaration, DataField, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { transformDefinitions } from '../library/data/sources.ts';
import { describe } from '../library/describe.ts';
import { knownShape } from '../types/dims.ts';
import type { TransformPlan } from '../../runtime/plan.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { staticChoice } from './static-choice.ts';
import { concreteType, declaredType } from './types.ts';

export interface Derivation {
  readonly column: string;
  /** From the column on, innermost first. */
  readonly transforms: readonly TransformPlan[];
  /** How many of the transforms make the field that this one is derived from. */
  readonly own: number;
  /** The declared shape of that field; undefined where the field is made from a column. */
  readonly from: readonly number[] | undefined;
}

/** How a field is made; undefined where something was reported. */
export function derivationOf(
  evaluator: Evaluator,
  declaration: DataDeclaration,
  field: DataField,
  scope: Scope,
  frame: Frame,
  /** The field and those that are derived from it: inside of them its name is the column's. */
  within: readonly string[] = [field.name.name],
): Derivation | undefined {
  const { session } = evaluator;
  const column = (name: string): Derivation => ({ column: name, transforms: [], own: 0, from: undefined });

  const named = (name: string): Derivation | undefined => {
    const other = within.includes(name)
      ? undefined
      : declaration.fields.find((one) => one.name.name === name);
    if (!other) return column(name);
    const made = derivationOf(evaluator, declaration, other, scope, frame, [...within, name]);
    const declared = made && declaredType(evaluator, other.type, scope, frame);
    const type = declared && concreteType(declared);
    if (!made || !type) return undefined;
    // Of a chain of fields the first one is changed by `augment`, and all others are made from it.
    return { ...made, own: made.from ? made.own : made.transforms.length, from: knownShape(type.shape) };
  };

  const made = (expression: Expression): Derivation | undefined => {
    if (expression.kind === 'name') return named(expression.name);
    const kind =
      expression.kind === 'call' && expression.callee.kind === 'name' ? expression.callee.name : undefined;
    const transform = kind === undefined ? undefined : transformDefinitions.get(kind);
    if (expression.kind !== 'call' || kind === undefined || !transform) {
      session.report(
        diagnostic(
          'data/transform',
          expression.span,
          { known: [...transformDefinitions.keys()] },
          {
            label: 'is none of them',
            help: `write ${field.name.name}: ... = pad(image, 2), and compute anything else in the train block`,
          },
        ),
      );
      return undefined;
    }
    const [first] = expression.arguments;
    const isInner =
      first &&
      !first.name &&
      (first.value.kind === 'call' ||
        (first.value.kind === 'name' && scope.find(first.value.name) === undefined));
    // A bare `pad(2)` is of the field's own column.
    const inner = isInner ? made(first.value) : column(field.name.name);
    const given = expression.arguments[isInner ? 1 : 0];
    const value = given ? evaluator.evaluate(given.value, scope, frame) : undefined;
    if (!inner) return undefined;
    const then = (options: TransformPlan['options']): Derivation => ({
      ...inner,
      transforms: [...inner.transforms, { kind, options }],
    });
    if (transform.option === undefined) return then({});
    if (value?.kind === 'number') return then({ [transform.option]: value.value });
    if (value?.kind !== 'error')
      session.report(
        diagnostic(
          'type/missing-argument',
          expression.span,
          { of: kind, missing: [transform.option] },
          value ? { notes: [`found ${describe(value)}`] } : {},
        ),
      );
    return undefined;
  };

  if (!field.value) return column(field.name.name);
  const chosen = staticChoice(evaluator, field.value, scope, frame);
  return chosen && made(chosen);
}

/** The shape that a transform makes of another. */
export function shapeAfter(shape: readonly number[], { kind, options }: TransformPlan): readonly number[] {
  const transform = transformDefinitions.get(kind);
  const argument = transform?.option === undefined ? 0 : Number(options[transform.option] ?? 0);
  return transform ? transform.shape(shape, argument) : shape;
}
