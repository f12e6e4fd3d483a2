/** @file A learning rate far outside of those that its optimiser is used with; usualRates in library/programs/training.ts. */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { usualRates } from '../../../library/programs/training.ts';
import { scheduleRange } from '../../../types/schedule.ts';
import { numberText } from './lint.ts';
import type { Lint } from './lint.ts';

/** The rate at its largest counts: schedules may begin or end at 0. */
export const learningRate: Lint = ({ phases }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) => {
      const { name, rate } = update.optimizer;
      const usual = usualRates[name];
      const value = scheduleRange(rate).high;
      if (!Number.isFinite(value) || (value >= usual.low && value <= usual.high)) return [];
      return [
        diagnostic(
          'lint/learning-rate',
          update.span,
          { optimizer: name, value: numberText(value) },
          {
            notes: [usual.source],
            help: `take a rate between ${numberText(usual.low)} and ${numberText(usual.high)}`,
          },
        ),
      ];
    }),
  );
