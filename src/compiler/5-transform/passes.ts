/** @file The passes, in the order in which they run. Each is a pure function from graph to graph. */
import type { Graph } from '../ir/graph.ts';
import type { Level } from '../ir/verify.ts';
import { differentiate } from './differentiate.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { fuse } from './fuse.ts';
import { schedule } from './schedule.ts';
import { shareCommon } from './share-common.ts';
import { simplify } from './simplify/simplify.ts';

export interface Pass {
  readonly name: string;
  readonly reason: string;
  /** What the graph is after it. */
  readonly level: Level;
  readonly run: (graph: Graph) => Graph;
}

export const passes: readonly Pass[] = [
  {
    name: 'differentiate',
    reason: 'a gradient becomes ops, before anything could merge the values that it is taken for',
    level: 'differentiated',
    run: differentiate,
  },
  {
    name: 'foldConstants',
    reason: 'what is known now is not computed in every step',
    level: 'differentiated',
    run: foldConstants,
  },
  {
    name: 'shareCommon',
    reason: 'a value is computed once',
    level: 'differentiated',
    run: shareCommon,
  },
  {
    name: 'simplify',
    reason: 'fewer passes over memory: what backward rules write in general is short in particular',
    level: 'differentiated',
    run: simplify,
  },
  {
    name: 'dropDead',
    reason: 'what no output needs is not computed, and not asked for',
    level: 'differentiated',
    run: dropDead,
  },
  {
    name: 'fuse',
    reason: 'a product with its bias and activation is one kernel',
    level: 'fused',
    run: fuse,
  },
  {
    name: 'schedule',
    reason: 'the peak of memory depends on the order',
    level: 'fused',
    run: schedule,
  },
];
