/** @file Opens a plan's sources: the registry of loaders by name, and each source read once, at its first use. */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { invariant } from '../invariant.ts';
import type { SourcePlan } from '../plan.ts';
import { loadDrawnGlyphs } from './drawn-glyphs.ts';
import { loadDrawnShapes } from './drawn-shapes.ts';
import type { BoundSource } from './field.ts';
import { bindSource } from './field.ts';
import { loadFashionMnist, loadIdx, loadMnist } from './idx-folder.ts';
import { loadImages } from './images.ts';
import { loadMixture1d, loadMixture2d } from './mixtures.ts';
import { loadNpy } from './npy-source.ts';
import { loadPairs } from './pairs.ts';
import { OptionReader } from './options.ts';
import type { DataSource, Loader } from './source.ts';
import { showPlace } from './source.ts';

/** All loaders by the name that a spec writes after `from`. */
export const LOADERS: ReadonlyMap<string, Loader> = new Map([
  ['mnist', loadMnist],
  ['fashionMnist', loadFashionMnist],
  ['idx', loadIdx],
  ['images', loadImages],
  ['npy', loadNpy],
  ['mixture1d', loadMixture1d],
  ['mixture2d', loadMixture2d],
  ['pairs', loadPairs],
  ['drawnShapes', loadDrawnShapes],
  ['drawnGlyphs', loadDrawnGlyphs],
]);

/** The sources of a plan by name. */
export class Sources {
  readonly #host: Host;
  readonly #plans: ReadonlyMap<string, SourcePlan>;
  readonly #opened = new Map<string, Promise<BoundSource>>();

  constructor(host: Host, plans: readonly SourcePlan[]) {
    this.#host = host;
    this.#plans = new Map(plans.map((plan) => [plan.name, plan]));
  }

  get(name: string): Promise<BoundSource> {
    let opened = this.#opened.get(name);
    if (opened === undefined) {
      const plan = this.#plans.get(name);
      invariant(plan, `the plan has no source ${name}`);
      opened = openSource(this.#host, plan);
      this.#opened.set(name, opened);
    }
    return opened;
  }

  /** Opens the named sources one after another; the first that fails is thrown. */
  async open(names: Iterable<string>): Promise<ReadonlyMap<string, BoundSource>> {
    const opened = new Map<string, BoundSource>();
    for (const name of names) opened.set(name, await this.get(name));
    return opened;
  }
}

/** Loads a source and binds its fields. Throws `InputError` with a code `data/...`. */
export async function openSource(host: Host, plan: SourcePlan): Promise<BoundSource> {
  return bindSource(plan, await loadSource(host, plan));
}

/** Loads a source's columns as they are. Throws `InputError` with a code `data/...`. */
export async function loadSource(host: Host, plan: SourcePlan): Promise<DataSource> {
  const where = showPlace(plan.place);
  const loader = LOADERS.get(plan.loader);
  if (loader === undefined) {
    throw new InputError(
      'data/loader',
      where,
      `there is no data source ${plan.loader}`,
      `there are: ${[...LOADERS.keys()].join(', ')}`,
    );
  }
  const options = new OptionReader(plan.options, plan.loader, where);
  return loader({ host, plan, options });
}
