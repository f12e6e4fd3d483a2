/** @file Images through genc's own classifier of the source that they imitate. */
import type { OpenedRun } from '../../src/cli/trained.ts';
import { openSource } from '../../src/runtime/data/sources.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import type { ImageClassifier } from '../../src/runtime/measures/classifier.ts';
import { fitGaussian, frechetDistance } from '../../src/runtime/measures/frechet-distance.ts';
import { allocate, sizeOf } from '../../src/runtime/tensors.ts';

/** The classifier of the first source's field `image`, by its column `label`; trained at its first use. */
export function classifierOf({ plan, classifiers }: OpenedRun): Promise<ImageClassifier> {
  return classifiers({ source: plan.sources[0]!, field: 'image', labels: { column: 'label', classes: 10 } });
}

/** The Frechet distance of images [n, h, w, c] from the test images of the first source, in the features of a classifier. */
export async function frechetFromTest(run: OpenedRun, images: HostTensor): Promise<number> {
  const classifier = await classifierOf(run);
  const features = async (some: HostTensor): Promise<HostTensor> => (await classifier.look(some)).features;
  const real = await testImages(run);
  return frechetDistance(fitGaussian(await features(images)), fitGaussian(await features(real)));
}

async function testImages({ host, plan }: OpenedRun): Promise<HostTensor> {
  const { test } = await openSource(host, plan.sources[0]!);
  const field = test.fields.get('image')!;
  const shape = [test.count, ...field.shape];
  const data = allocate('f32', sizeOf(shape)) as Float32Array;
  field.gather(
    Uint32Array.from({ length: test.count }, (_, i) => i),
    data,
  );
  return { dtype: 'f32', shape, data };
}
