/**
 * @file A continuous density of 8-bit pixels whose scale can fall below the step between two grey values. The density can then grow
 * without bound on the grid of 256 values: the likelihood rises and the model gets no better (Theis, van den Oord & Bethge
 * 2016, section 3.1; Mattei & Frellsen 2018, section 2). Silent for one scale shared by all pixels, which the mean error holds up.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { sourceDefinitions } from '../../../library/data/sources.ts';
import { formatDistribution } from '../../../library/distributions/format.ts';
import { familyOf } from '../../../library/objectives/likelihood.ts';
import { countOf } from '../../../types/dims.ts';
import type { TypedNode } from '../../../types/value.ts';
import { everyNode } from './graph.ts';
import type { Lint, LintContext } from './lint.ts';

export const undequantised: Lint = ({ phases, meanings, sources }) => {
  const found: Diagnostic[] = [];
  const losses = phases.flatMap((phase) =>
    phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
  );
  everyNode(losses, (node) => {
    const meaning = meanings.get(node);
    if (meaning?.kind !== 'density') return;
    const { of, x } = meaning;
    const step = stepOf(x, sources);
    const scale = familyOf(of).scale?.(of);
    if (step === undefined || !scale || scale.range.low >= step / 2) return;
    const isConstant = scale.range.low === scale.range.high;
    if (!isConstant && countOf(scale.shape) === 1) return;
    const floor = Number((step / 2).toPrecision(1));
    found.push(
      diagnostic(
        'lint/undequantised',
        node.span,
        { distribution: formatDistribution(of), x: x.label ?? 'the data', step: Number(step.toPrecision(2)) },
        {
          related: [
            {
              span: of.span,
              label: isConstant ? `its scale is ${scale.range.low}` : 'its scale has no floor',
            },
          ],
          help: `spread each grey value over its step: sample u ~ Uniform[${x.type.shape.join(', ')}](low: 0, high: ${Number(step.toPrecision(4))}), then the density of x + u; or give the scale a floor: softplus(...) + ${floor}`,
        },
      ),
    );
  });
  return found;
};

/** The step between two grey values of a field read from 8-bit images as it is; undefined for anything else. */
function stepOf({ form, type }: TypedNode, sources: LintContext['sources']): number | undefined {
  if (form.kind !== 'field') return undefined;
  const source = sources.get(form.source);
  const field = source?.fields.find((one) => one.name === form.field);
  const column = sourceDefinitions
    .get(source?.loader ?? '')
    ?.columns.find((one) => one.name === field?.column);
  // Resizing averages neighbours, which leaves the grid.
  if (!field || column?.kind !== 'image' || field.transforms.some((one) => one.kind === 'resize'))
    return undefined;
  const step = (type.range.high - type.range.low) / 255;
  return Number.isFinite(step) ? step : undefined;
}
