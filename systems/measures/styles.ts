/**
 * @file What the styles of a style-based generator carry, in the eyes of a classifier: how often an image's label changes where some of its
 * layers take another's styles, and how long paths are in z and in w (Karras, Laine & Aila 2019, section 4.1, with genc's own features in
 * place of VGG's). Pictures that are compared share their noise.
 */
import type { OpenedRun } from '../../src/cli/trained.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import type { ImageClassifier } from '../../src/runtime/measures/classifier.ts';
import { RandomStream } from '../../src/runtime/random/stream.ts';

/** The generator of an opened run: `styleOf` maps z to w, `draw` makes pictures of styles [layers, size]. */
export class StyleGenerator {
  readonly #run: OpenedRun['run'];
  readonly #classifier: ImageClassifier;
  readonly #layers: number;
  readonly #size: number;

  constructor({ run, plan }: OpenedRun, classifier: ImageClassifier) {
    this.#run = run;
    this.#classifier = classifier;
    const [layers, size] = plan.infers.find(({ name }) => name === 'draw')!.arguments[0]!.shape;
    this.#layers = layers!;
    this.#size = size!;
  }

  /** The share of `count` pictures whose label changes where the layers from `first` to before `last` take another picture's styles. */
  async labelChanges(count: number, first: number, last: number): Promise<number> {
    const [own, others] = [
      await this.#styles(this.#normal(count, 'a')),
      await this.#styles(this.#normal(count, 'b')),
    ];
    const before = await this.#look(this.#stack(count, () => own));
    const after = await this.#look(
      this.#stack(count, (layer) => (layer >= first && layer < last ? others : own)),
    );
    return before.classes.reduce((sum, label, i) => sum + (label === after.classes[i] ? 0 : 1), 0) / count;
  }

  /** The mean squared distance in features of two pictures `epsilon` apart on a path between two draws, over epsilon squared. */
  async pathLength(space: 'z' | 'w', count: number, epsilon = 0.01): Promise<number> {
    const [a, b] = [this.#normal(count, 'a'), this.#normal(count, 'b')];
    const stream = new RandomStream(0, 'path');
    const places = Float32Array.from({ length: count }, () => stream.uniform());
    const [from, to] = space === 'w' ? [await this.#styles(a), await this.#styles(b)] : [a, b];
    const between = space === 'w' ? linear : spherical;
    const features = async (shift: number): Promise<HostTensor> => {
      const at = between(from, to, this.#size, (i) => places[i]! + shift);
      const styles = space === 'w' ? at : await this.#styles(at);
      return (await this.#look(this.#stack(count, () => styles))).features;
    };
    const [here, there] = [await features(0), await features(epsilon)];
    const sum = (here.data as Float32Array).reduce(
      (total, value, i) => total + (value - there.data[i]!) ** 2,
      0,
    );
    return sum / count / epsilon ** 2;
  }

  #normal(count: number, site: string): Float32Array {
    const stream = new RandomStream(0, site);
    return Float32Array.from({ length: count * this.#size }, () => stream.normal());
  }

  async #styles(z: Float32Array): Promise<Float32Array> {
    const count = z.length / this.#size;
    const given = { dtype: 'f32', shape: [count, this.#size], data: z } as const;
    const values = await this.#run.infer('styleOf', { arguments: new Map([['z', given]]), seed: 0 });
    return [...values.values()][0]!.data as Float32Array;
  }

  /** Styles [count, layers, size] whose layers come from what `of` says. */
  #stack(count: number, of: (layer: number) => Float32Array): HostTensor {
    const data = new Float32Array(count * this.#layers * this.#size);
    for (let i = 0; i < count; i++)
      for (let layer = 0; layer < this.#layers; layer++)
        data.set(
          of(layer).subarray(i * this.#size, (i + 1) * this.#size),
          (i * this.#layers + layer) * this.#size,
        );
    return { dtype: 'f32', shape: [count, this.#layers, this.#size], data };
  }

  async #look(w: HostTensor): ReturnType<ImageClassifier['look']> {
    const values = await this.#run.infer('draw', { arguments: new Map([['w', w]]), seed: 0 });
    // The last layer has no bound, as in the paper; what is seen of a picture has.
    const picture = [...values.values()][0]!;
    const data = (picture.data as Float32Array).map((value) => Math.min(Math.max(value, -1), 1));
    return this.#classifier.look({ ...picture, data });
  }
}

type Between = (a: Float32Array, b: Float32Array, size: number, at: (row: number) => number) => Float32Array;

const linear: Between = (a, b, size, at) =>
  a.map((value, i) => value + at(Math.floor(i / size)) * (b[i]! - value));

/** Along the great circle between the rows' directions (Shoemake 1985). */
export const spherical: Between = (a, b, size, at) => {
  const result = new Float32Array(a.length);
  for (let row = 0; row * size < a.length; row++) {
    const [x, y] = [
      unit(a.subarray(row * size, (row + 1) * size)),
      unit(b.subarray(row * size, (row + 1) * size)),
    ];
    const cosine = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
    const t = at(row);
    const sine = Math.sin(angle);
    const [left, right] =
      sine < 1e-6 ? [1 - t, t] : [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
    for (let i = 0; i < size; i++) result[row * size + i] = left * x[i]! + right * y[i]!;
  }
  return result;
};

function unit(row: Float32Array): Float32Array {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}
