/**
 * @file How much one graph computes. A step's holds what each update computes, once for each repetition, each part of the batch and each
 * set of terms that fire together; a slip in one of these numbers would have the compiler write it out for hours.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { limits } from '../../library/limits.ts';
import type { NetworkCall, TypedNode } from '../../types/value.ts';
import { firingSets, periodsOf } from '../firing-sets.ts';
import { visit } from '../reach.ts';
import { outsidePlaces } from './outside.ts';
import type { Outside } from './outside.ts';

interface Size {
  /** Values to be computed: those of a called network once for each call. */
  readonly own: number;
  /** The largest `own` of what is called. */
  readonly called: number;
}

export function graphSizeRules(all: Outside): readonly Diagnostic[] {
  const sizes = new Sizes();
  const steps = all.phases.map((phase) => {
    const copies = phase.parts * firingSets(periodsOf(phase)).length;
    const updates = phase.updates.map(({ terms, times, span }) => {
      const { own, called } = sizes.of(terms.map(({ loss }) => loss));
      return { own: times * own, called, times, span };
    });
    const [largest] = updates.toSorted((a, b) => b.own - a.own);
    return {
      place: `a step of ${phase.name}`,
      own: copies * updates.reduce((sum, { own }) => sum + own, 0),
      called: Math.max(0, ...updates.map(({ called }) => called)),
      times: copies * (largest?.times ?? 1),
      span: largest?.span ?? phase.span,
    };
  });
  const others = outsidePlaces(all).map(({ place, roots, span }) => ({
    place,
    ...sizes.of(roots),
    times: 1,
    span,
  }));
  const limit = limits.graphSize;
  return (
    [...steps, ...others]
      // Where a network is too large by itself, what calls it is so too.
      .filter(({ own, called }) => own > limit && called <= limit)
      .map(({ place, own, times, span }) =>
        diagnostic(
          'program/size',
          span,
          { place, size: own, limit, times },
          times === 1 ? {} : { help: 'repeat it less often, or take fewer parts of the batch' },
        ),
      )
  );
}

/** Remembers what was counted: a network may call another that calls a third, each many times. */
class Sizes {
  private readonly known = new Map<string, Size>();

  of(roots: readonly TypedNode[]): Size {
    const key = roots.map(({ id }) => id).join();
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const seen = new Set<TypedNode>();
    const calls = new Map<NetworkCall, TypedNode[]>();
    for (const root of roots) {
      visit(root, seen, ({ form }) => {
        if (form.kind !== 'call') return true;
        const results = calls.get(form.call);
        if (results) results.push(form.result);
        else calls.set(form.call, [form.result]);
        return true;
      });
    }
    const called = [...calls.values()].map((results) => this.of(results).own);
    const size = { own: called.reduce((a, b) => a + b, seen.size), called: Math.max(0, ...called) };
    this.known.set(key, size);
    return size;
  }
}
