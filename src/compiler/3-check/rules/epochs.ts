/** @file A phase that draws from no data has no epochs: a length, a schedule or a half-life counted in them would never come to an end. */
import type { TrainDeclaration } from '../../ast/ast.ts';
import { walk } from '../../ast/walk.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { Schedule } from '../../types/value.ts';
import { phaseNodes } from '../reach.ts';
import type { TypedPhase } from '../typed.ts';

export function epochRules(
  phases: readonly TypedPhase[],
  declarations: readonly TrainDeclaration[],
): readonly Diagnostic[] {
  return phases.flatMap((phase) => {
    const declaration = declarations.find(({ name }) => (name?.name ?? 'train') === phase.name);
    const nodes = phaseNodes(phase);
    if (!declaration || nodes.some(({ form }) => form.kind === 'field')) return [];
    const written: Span[] = [];
    walk(declaration, (node) => {
      if (node.kind === 'duration' && node.unit === 'epochs') written.push(node.span);
      if (node.kind === 'quantity' && node.unit === 'epoch') written.push(node.span);
    });
    // What takes a schedule from a `let` of the model has no time of its own.
    const isWritten = (around: Span): boolean =>
      written.some(({ start, end }) => start >= around.start && end <= around.end);
    const taken = nodes.flatMap(({ form, span }) =>
      form.kind === 'schedule' && inEpochs(form.schedule) && !isWritten(span) ? [span] : [],
    );
    return [...written, ...taken].map((span) =>
      diagnostic(
        'data/no-epochs',
        span,
        { phase: phase.name },
        { help: 'count in steps or examples, or draw from a data source' },
      ),
    );
  });
}

function inEpochs(schedule: Schedule): boolean {
  switch (schedule.kind) {
    case 'constant':
      return false;
    case 'combination':
      return inEpochs(schedule.left) || inEpochs(schedule.right);
    case 'exponential':
      return schedule.every.unit === 'epoch';
    case 'linear':
    case 'cosine':
      return schedule.end.unit === 'epoch';
  }
}
