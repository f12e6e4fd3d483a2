/**
 * @file What exists only within the steps of a phase: schedules, which follow the step's number, and histories of its values. Figures, reports, infers and the bodies of
 * networks are computed outside of steps too, where such a value would have no meaning.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { TypedNode } from '../../types/value.ts';
import { visit } from '../reach.ts';
import { outsidePlaces } from './outside.ts';
import type { Outside } from './outside.ts';

export function outsideStepRules(outside: Outside): readonly Diagnostic[] {
  return outsidePlaces(outside).flatMap(({ place, roots }) => {
    const node = ofTheStep(roots);
    if (!node) return [];
    const isSchedule = node.form.kind === 'schedule';
    const help = !isSchedule
      ? 'take the value itself, without its history'
      : place.startsWith('the network')
        ? 'make it a parameter, `strength: Real`, and give the schedule in the call'
        : 'write a number, such as the value that the schedule ends with';
    const what = isSchedule ? 'a schedule' : 'a history';
    return [diagnostic('type/outside-step', node.span, { place, what }, { help })];
  });
}

/** A node behind these that has a value only in a step; undefined where there is none. */
export function ofTheStep(roots: readonly TypedNode[]): TypedNode | undefined {
  let found: TypedNode | undefined;
  const seen = new Set<TypedNode>();
  for (const root of roots)
    visit(root, seen, (node) => {
      if (node.form.kind === 'schedule' || node.form.kind === 'history') found ??= node;
      return true;
    });
  return found;
}
