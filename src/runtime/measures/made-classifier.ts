/**
 * @file A classifier of nothing: features that are sums of pixels, and classes that follow them. With it measures run on made data, where no classifier has been
 * trained; what they then report means nothing but that they run.
 */
import { sizeOf } from '../tensors.ts';
import type { ClassifierProvider } from './classifier.ts';

const features = 4;

/** Features [n, 4]: the means of every fourth number of an image; the class is that of the largest among as many sums as there are classes. */
export const madeClassifier: ClassifierProvider = ({ labels }) =>
  Promise.resolve({
    about: 'by no trained classifier',
    look({ shape, data }) {
      const [count = 0, ...event] = shape;
      const size = sizeOf(event);
      const found = new Float32Array(count * features);
      const classes = new Int32Array(count);
      for (let row = 0; row < count; row++) {
        const image = data.subarray(row * size, (row + 1) * size);
        const sums = new Float64Array(labels.classes);
        image.forEach((value, at) => {
          found[row * features + (at % features)]! += (features * value) / size;
          sums[at % labels.classes]! += value;
        });
        classes[row] = sums.indexOf(Math.max(...sums));
      }
      return Promise.resolve({ features: { shape: [count, features], dtype: 'f32', data: found }, classes });
    },
  });
