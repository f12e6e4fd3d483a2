/** @file Schedules, numbers that follow the step: arithmetic on them, the range that they stay in, and their text. */
import { assertNever } from '../invariant.ts';
import { addRanges, divideRanges, multiplyRanges, subtractRanges } from './range.ts';
import type { Range } from './range.ts';
import type { Schedule } from './value.ts';

export type ScheduleOperator = '+' | '-' | '*' | '/';

/** A number that never changes. */
export function constantSchedule(value: number): Schedule {
  return { kind: 'constant', value };
}

export function combined(operator: ScheduleOperator, left: Schedule, right: Schedule): Schedule {
  return { kind: 'combination', operator, left, right };
}

/** Every value that the schedule takes lies in it. */
export function scheduleRange(schedule: Schedule): Range {
  switch (schedule.kind) {
    case 'constant':
      return { low: schedule.value, high: schedule.value };
    case 'linear':
    case 'cosine':
      return { low: Math.min(schedule.from, schedule.to), high: Math.max(schedule.from, schedule.to) };
    case 'exponential': {
      const { from, factor, floor } = schedule;
      const end = factor < 1 ? 0 : factor === 1 || from === 0 ? from : from * Infinity;
      return { low: Math.max(Math.min(from, end), floor), high: Math.max(from, end, floor) };
    }
    case 'combination': {
      const [left, right] = [scheduleRange(schedule.left), scheduleRange(schedule.right)];
      switch (schedule.operator) {
        case '+':
          return addRanges(left, right);
        case '-':
          return subtractRanges(left, right);
        case '*':
          return multiplyRanges(left, right);
        case '/':
          return divideRanges(left, right);
        default:
          return assertNever(schedule.operator, 'operator');
      }
    }
    default:
      return assertNever(schedule, 'schedule');
  }
}

/** `linear(0 to 1, step 0 to step 500)`. */
export function formatSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'constant':
      return String(schedule.value);
    case 'linear':
    case 'cosine': {
      const { kind, from, to, start, end } = schedule;
      return `${kind}(${from} to ${to}, ${start.unit} ${start.amount} to ${end.unit} ${end.amount})`;
    }
    case 'exponential': {
      const { from, factor, every, floor, staircase } = schedule;
      return `exponential(${from}, factor: ${factor}, every: ${every.unit} ${every.amount}, floor: ${floor}${staircase ? ', staircase' : ''})`;
    }
    case 'combination':
      return `(${formatSchedule(schedule.left)} ${schedule.operator} ${formatSchedule(schedule.right)})`;
    default:
      return assertNever(schedule, 'schedule');
  }
}
