/**
 * @file `augment { jitter(pad: 2), flip(horizontal) }`: random changes of training examples. One draw serves all fields of an example:
 * those that are made from columns are changed, those that are derived from them are made from the changed ones.
 */
import type { DataDeclaration, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { formatShape } from '../types/dims.ts';
import type { AugmentPlan, FieldPlan } from '../../runtime/plan.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';

const forms = { jitter: 'jitter(pad: 2)', flip: 'flip(horizontal)' } as const;
const known = Object.keys(forms) as readonly (keyof typeof forms)[];

/** The changes in order; none where something was reported. */
export function augmentations(
  evaluator: Evaluator,
  declaration: DataDeclaration,
  fields: readonly Omit<FieldPlan, 'place'>[],
  areSound: boolean,
  scope: Scope,
  frame: Frame,
): readonly AugmentPlan[] {
  const { session } = evaluator;
  const [first] = declaration.augment;
  if (!first) return [];
  const plans = declaration.augment.flatMap((one) => augmentation(evaluator, one, scope, frame) ?? []);
  if (!areSound) return plans;
  const images = fields.filter(({ shape, own }) => shape.length === 3 && own === undefined);
  const sizes = new Set(images.map(({ shape: [height, width] }) => `${height} x ${width}`));
  if (sizes.size === 1) return plans;
  session.report(
    diagnostic(
      'data/augment-fields',
      first.span,
      {
        source: declaration.name.name,
        images: images.map(({ name, shape }) => `${name} [${formatShape(shape)}]`),
      },
      {
        help:
          images.length === 0
            ? 'declare a field Image[h, w, c], or take augment away'
            : `derive the others from ${images[0]!.name}, as in small: ... = resize(${images[0]!.name}, 16)`,
      },
    ),
  );
  return [];
}

function augmentation(
  evaluator: Evaluator,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): AugmentPlan | undefined {
  const { session } = evaluator;
  const callee = expression.kind === 'call' ? expression.callee : expression;
  const name = callee.kind === 'name' ? callee.name : '';
  const [argument, ...more] = expression.kind === 'call' ? expression.arguments : [];
  if (argument && more.length === 0) {
    const { value } = argument;
    if (name === 'flip' && !argument.name && value.kind === 'name') {
      const { name: direction } = value;
      if (direction === 'horizontal' || direction === 'vertical') return { kind: 'flip', direction };
    }
    if (name === 'jitter' && (argument.name?.name ?? 'pad') === 'pad') {
      const pad = evaluator.evaluate(value, scope, frame);
      if (pad.kind === 'error') return undefined;
      if (pad.kind === 'number' && pad.isInteger && pad.value >= 1) return { kind: 'jitter', pad: pad.value };
    }
  }
  const form = known.find((one) => one === name);
  const near = suggest(name, known);
  session.report(
    diagnostic(
      'data/augment',
      expression.span,
      { found: session.textOf(expression.span), form: form && forms[form], known: Object.values(forms) },
      form || near === undefined ? {} : { help: `did you mean \`${near}\`?` },
    ),
  );
  return undefined;
}
