/** @file Schedules as scalar expressions of the step, which the host evaluates. */
import { assertNever } from '../invariant.ts';
import type { ScalarExpression } from '../../runtime/plan.ts';
import type { Quantity, Schedule } from '../types/value.ts';

type Binary = Extract<ScalarExpression, { left: ScalarExpression }>['op'];

/** left op right, folded where both are numbers. */
export function scalar(op: Binary, left: ScalarExpression, right: ScalarExpression): ScalarExpression {
  if (typeof left === 'number' && typeof right === 'number') {
    switch (op) {
      case 'add':
        return left + right;
      case 'subtract':
        return left - right;
      case 'multiply':
        return left * right;
      case 'divide':
        return left / right;
      case 'power':
        return left ** right;
      case 'minimum':
        return Math.min(left, right);
      case 'maximum':
        return Math.max(left, right);
      default:
        return assertNever(op, 'scalar operator');
    }
  }
  return { op, left, right };
}

const operators = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide' } as const;

const timeOf = (unit: Quantity['unit']): ScalarExpression => ({ op: unit });

/** The fraction of the way from `start` to `end`, 0 before and 1 after. */
function progress(start: Quantity, end: Quantity): ScalarExpression {
  const passed = scalar(
    'divide',
    scalar('subtract', timeOf(end.unit), start.amount),
    end.amount - start.amount,
  );
  return scalar('minimum', scalar('maximum', passed, 0), 1);
}

/** The value of a schedule at a step. */
export function scheduleExpression(schedule: Schedule): ScalarExpression {
  switch (schedule.kind) {
    case 'constant':
      return schedule.value;
    case 'linear':
      return scalar(
        'add',
        schedule.from,
        scalar('multiply', schedule.to - schedule.from, progress(schedule.start, schedule.end)),
      );
    case 'cosine': {
      // to + (from - to) (1 + cos(pi p)) / 2
      const wave: ScalarExpression = {
        op: 'cos',
        value: scalar('multiply', progress(schedule.start, schedule.end), Math.PI),
      };
      const share = scalar('multiply', scalar('add', wave, 1), 0.5);
      return scalar('add', schedule.to, scalar('multiply', schedule.from - schedule.to, share));
    }
    case 'exponential': {
      const intervals = scalar('divide', timeOf(schedule.every.unit), schedule.every.amount);
      const whole: ScalarExpression = schedule.staircase ? { op: 'floor', value: intervals } : intervals;
      return scalar(
        'maximum',
        scalar('multiply', schedule.from, scalar('power', schedule.factor, whole)),
        schedule.floor,
      );
    }
    case 'combination':
      return scalar(
        operators[schedule.operator],
        scheduleExpression(schedule.left),
        scheduleExpression(schedule.right),
      );
    default:
      return assertNever(schedule, 'schedule');
  }
}
