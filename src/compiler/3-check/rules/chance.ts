/**
 * @file Shapes that agree only by chance of a param's value: a number was written out where the param was meant, and both happen to
 * be equal. Found by checking the model again with each whole param changed; a param is told when no other value that is tried
 * compiles and the first one fails by a shape. Silent where the data fix the value, or where another number works.
 */
import type { Expression, ModelDeclaration } from '../../ast/ast.ts';
import { membersOf } from '../../2-resolve/resolved.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ParamValue } from '../../../runtime/plan.ts';
import type { Span } from '../../source/source.ts';
import type { Overrides } from '../params.ts';

/** The findings of a check under other params; empty where the model compiles. */
export type Recheck = (overrides: Overrides) => readonly Diagnostic[];

/** Those of data and of a param's own interval say that the value is given from outside. */
const isShapeFault = ({ code }: Diagnostic): boolean =>
  code.startsWith('shape/') || code === 'type/argument' || code === 'type/result';

export function chanceRules(
  model: ModelDeclaration,
  params: ReadonlyMap<string, ParamValue>,
  overrides: Overrides,
  recheck: Recheck,
): readonly Diagnostic[] {
  // A picture of the latent plane needs a plane, whatever the networks could do.
  const shows = model.members.filter(({ kind }) => ['figure', 'infer', 'evaluate', 'track'].includes(kind));
  const isShown = (span: Span): boolean =>
    shows.some(
      (one) => one.span.path === span.path && one.span.start <= span.start && span.end <= one.span.end,
    );
  const whole = membersOf(model, 'param').flatMap(({ name, value: written }) => {
    const value = params.get(name.name);
    return typeof value === 'number' && isWhole(written) ? [{ name, value }] : [];
  });
  const failsWith = (set: Overrides): readonly Diagnostic[] =>
    recheck({ ...overrides, ...set }).filter((one) => one.severity === 'error');
  // Where all can change at once, each by a step of its own, each can: a check for all instead of one for each.
  if (whole.length > 1 && whole.length <= steps.length) {
    const all = whole.map(({ name, value }, i) => [name.name, `${value + steps[i]!}`] as const);
    if (failsWith(Object.fromEntries(all)).length === 0) return [];
  }
  return whole.flatMap(({ name, value }) => {
    const fails = (other: number): readonly Diagnostic[] => failsWith({ [name.name]: `${other}` });
    const first = fails(value + 1);
    if (first.length === 0 || !first.every((one) => isShapeFault(one) && !isShown(one.span))) return [];
    // What the model divides by is no chance: twice the value keeps every divisor of it.
    if ([2 * value, 4 * value, value - 1].some((other) => other > 0 && fails(other).length === 0)) return [];
    const [fault] = first;
    return [
      diagnostic(
        'lint/chance-shape',
        name.span,
        { name: name.name, value },
        {
          related: [{ span: fault!.span, label: `does not fit ${name.name} = ${value + 1}` }],
          notes: [`with ${name.name} = ${value + 1}: ${fault!.message}`],
          help: `write that size in terms of ${name.name}; or, if it can't change, make it a \`let\``,
        },
      ),
    ];
  });
}

/** A whole number as it is written: 20, and not 20.0. */
const isWhole = (written: Expression): boolean => written.kind === 'number' && written.isInteger;

/** Steps of which none is a multiple of another: two params of which one must be twice the other don't keep step. */
const steps = [2, 3, 5, 7, 11, 13];
