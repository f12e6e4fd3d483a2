/**
 * @file The table of a training step, or of a calibration: every typed value, the update that needs it, and whether that update computes it, reuses
 * it or computes it again, and why. Made from what lowering tells (observer.ts). Left out: constants, weights and parameters of
 * networks, which are read, and values that are only logged.
 */
import type { SourceSet } from '../source/source.ts';
import { formatSchedule } from '../types/schedule.ts';
import type { NodeForm, TypedNode } from '../types/value.ts';
import { networksReached } from '../3-check/reach.ts';
import type { TypedAdvance, TypedAverage, TypedCalibration, TypedUpdate } from '../3-check/typed.ts';
import type { SpecPlace } from '../../runtime/plan.ts';
import type { Decision, LoweringObserver, ObservedGraph } from './observer.ts';
import { placeOf } from './places.ts';

/** What is read and not computed. */
const read: ReadonlySet<string> = new Set<NodeForm['kind']>([
  'constant',
  'schedule',
  'state',
  'carried',
  'parameter',
]);

/** One value in one update. */
export interface StepRow {
  /** The spec's name for it, or what makes it: `z`, `dense(400)`. */
  readonly value: string;
  /** The call that it is inside of: `train/D(fake)`; '' outside of networks. */
  readonly inside: string;
  /** `D`, or `D (2 of 3)` where an update repeats; `averages` after all updates. */
  readonly update: string;
  readonly decision: 'computed' | 'reused' | 'computed again';
  /** Why it is computed again, `D changed`, or at this place. */
  readonly reason: string;
  readonly place: SpecPlace;
}

/** The table of one step graph, or of a calibration. */
export interface StepTable {
  readonly phase: string;
  /** How many parts each update does one after another; each has `batch` examples. */
  readonly parts: number;
  readonly batch: number;
  /** The periods whose terms this step has. */
  readonly fires: readonly number[];
  /** What is calibrated, by so many batches, where it is no step. */
  readonly calibration?: { readonly name: string; readonly batches: number };
  readonly rows: readonly StepRow[];
}

/** Collects the rows of one step graph. */
export class StepRecorder implements LoweringObserver {
  readonly table: StepTable;
  private readonly rows: StepRow[] = [];
  private readonly sources: SourceSet;
  private update = '';
  private repetition = 0;
  /** What is updated at present, and the states that have been advanced so far. */
  private updating: readonly string[] = [];
  private readonly advanced = new Set<string>();
  /** What the present update has decided about already: a value that it uses twice is told once. */
  private decided = new Map<string, Set<TypedNode>>();
  /** The networks' versions and the repetition when a value was last computed. */
  private readonly computed = new Map<string, Map<TypedNode, Pick<Decision, 'versions'>>>();
  /** Why the calls of the present update are computed again, by their paths. */
  private reasons = new Map<string, string>();

  constructor({ phase, fires, calibration }: ObservedGraph, sources: SourceSet) {
    this.sources = sources;
    this.table = {
      phase: phase.name,
      parts: phase.parts,
      batch: phase.batch / phase.parts,
      fires,
      ...(calibration && { calibration: { name: calibration.state, batches: calibration.batches } }),
      rows: this.rows,
    };
  }

  beginUpdate({ networks, times }: TypedUpdate, repetition: number): void {
    this.update = `${networks.join(', ')}${times === 1 ? '' : ` (${repetition + 1} of ${times})`}`;
    this.repetition = repetition;
    this.updating = networks;
    this.decided = new Map();
    this.reasons = new Map();
  }

  beginAdvance({ state, span }: TypedAdvance): void {
    this.begin(`advance ${state}`, [state]);
    this.advanced.add(state);
    this.rows.push({
      value: state,
      inside: '',
      update: this.update,
      decision: 'computed',
      reason: 'in its place among the updates',
      place: placeOf(this.sources, span),
    });
  }

  private begin(update: string, updating: readonly string[]): void {
    this.update = update;
    this.updating = updating;
    this.repetition = 0;
    this.decided = new Map();
    this.reasons = new Map();
  }

  beginAverages(): void {
    this.begin('averages', []);
  }

  beginCalibration({ state }: TypedCalibration): void {
    this.begin(`calibrate ${state}`, []);
  }

  average({ name, span }: TypedAverage): void {
    this.rows.push({
      value: name,
      inside: '',
      update: this.update,
      decision: 'computed',
      reason: 'after all updates',
      place: placeOf(this.sources, span),
    });
  }

  decide({ node, path, isReused, isRecomputed, versions }: Decision): void {
    const { kind } = node.form;
    if (read.has(kind)) return;
    const decided = entryOf(this.decided, path, () => new Set<TypedNode>());
    if (decided.has(node)) return;
    decided.add(node);
    const computed = entryOf(this.computed, path, () => new Map<TypedNode, Pick<Decision, 'versions'>>());
    const before = computed.get(node);
    const isAgain = !isReused && before !== undefined;
    const reason = isAgain
      ? this.reasonFor(node, path, before.versions, versions)
      : isRecomputed
        ? 'each part computes it from the same numbers'
        : '';
    if (node.form.kind === 'call') this.reasons.set(callPath(path, node.form.call.name), reason);
    if (!isReused) computed.set(node, { versions: new Map(versions) });
    this.rows.push({
      value: nameOf(node),
      inside: path,
      update: this.update,
      decision: isAgain || isRecomputed ? 'computed again' : isReused ? 'reused' : 'computed',
      reason,
      place: placeOf(this.sources, node.span),
    });
  }

  private reasonFor(
    node: TypedNode,
    path: string,
    before: ReadonlyMap<string, number>,
    now: ReadonlyMap<string, number>,
  ): string {
    const reached = [...networksReached(node, false)];
    // A network that changed makes only that out of date which the update trains; a state, whatever reads it.
    const counts = (name: string): boolean =>
      this.advanced.has(name) || reached.some((one) => this.updating.includes(one));
    const changed = reached.filter(
      (name) => counts(name) && (before.get(name) ?? 0) !== (now.get(name) ?? 0),
    );
    if (this.repetition > 0) return 'each repetition draws anew';
    if (changed.length > 0) return `${changed.join(', ')} changed`;
    // Inside of a call whose arguments are new.
    return this.reasons.get(path) ?? 'its inputs changed';
  }
}

const callPath = (path: string, call: string): string => (path === '' ? call : `${path}/${call}`);

function nameOf(node: TypedNode): string {
  const { form, label } = node;
  if (label !== undefined) return label;
  switch (form.kind) {
    case 'apply':
      return form.detail;
    case 'call':
      return form.call.name.replace(/^.*\//, '');
    case 'random':
      return `${form.distribution} numbers of ${form.site.replace(/^.*\//, '')}`;
    case 'statistic':
      return `${form.source}.${form.field === undefined ? '' : `${form.field} `}${form.statistic}`;
    case 'field':
      return `${form.source}.${form.field}`;
    case 'unroll':
      return form.plate.name;
    case 'constant':
      return String(form.values[0]);
    case 'parameter':
      return form.name;
    case 'optimized':
      return form.loop.variable.label ?? 'an optimised value';
    case 'state':
      return `${form.network}/${form.path}`;
    case 'carried':
      return form.state;
    case 'history':
      return `history(${form.size})`;
    case 'schedule':
      return formatSchedule(form.schedule);
  }
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) map.set(key, (entry = make()));
  return entry;
}
