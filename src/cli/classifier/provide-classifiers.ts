/**
 * @file Classifiers for measures: each is compiled and trained by genc itself, once for a data declaration, and kept in a cache folder
 * under the hash of its spec, of a part of the data, of the seed and of the compiler's version. Nothing is downloaded. Says aloud when it
 * trains, how long that took, and how accurate it is.
 */
import * as os from 'node:os';
import { compilerVersion } from '../../compiler/version.ts';
import { compile } from '../../compiler/compile.ts';
import type { Program } from '../../compiler/4-lower/program.ts';
import { sha256 } from '../../compiler/source/sha256.ts';
import { openSource } from '../../runtime/data/sources.ts';
import type { Engine, HostTensor } from '../../runtime/engine.ts';
import type { Host } from '../../runtime/host.ts';
import type {
  ClassifierProvider,
  ClassifierRequest,
  ImageClassifier,
} from '../../runtime/measures/classifier.ts';
import type { TrainedRun } from '../../runtime/trained-run.ts';
import { openTrainedRun } from '../../runtime/trained-run.ts';
import { Stopped } from '../../runtime/training/stopping.ts';
import { train } from '../../runtime/training/train.ts';
import { makeArtifacts } from '../artifacts.ts';
import type { EngineChoice } from '../engines.ts';
import { classifierNetwork, classifierSpec } from './classifier-spec.ts';

const seed = 0;
/** Images whose bytes go into the hash: data that changed is another classifier's. */
const sampledExamples = 256;

export interface ClassifierSurroundings {
  readonly host: Host;
  readonly engine: Engine;
  readonly candidates: readonly EngineChoice[];
  readonly notice: (message: string) => void;
  /** On true the training of a classifier is broken off by `Stopped`, and nothing of it is kept. */
  readonly shouldStop?: () => boolean;
}

/** A provider, and what closes the classifiers that it opened. */
export function provideClassifiers(around: ClassifierSurroundings): {
  readonly classifiers: ClassifierProvider;
  readonly close: () => Promise<void>;
} {
  const opened = new Map<string, Promise<OpenClassifier>>();
  return {
    classifiers: async (request) => {
      const key = `${request.source.name}.${request.field}.${request.labels.column}`;
      let classifier = opened.get(key);
      if (!classifier) {
        classifier = openClassifier(request, around);
        opened.set(key, classifier);
      }
      return classifier;
    },
    close: async () => {
      // One that could not be had was reported to whoever asked for it.
      for (const one of await Promise.allSettled(opened.values()))
        if (one.status === 'fulfilled') await one.value.run.dispose();
    },
  };
}

interface OpenClassifier extends ImageClassifier {
  readonly run: TrainedRun;
}

/** What is kept beside the classifier's run when it has been trained to its end. */
interface Verdict {
  readonly accuracy: number;
  readonly seconds: number;
}

async function openClassifier(
  request: ClassifierRequest,
  around: ClassifierSurroundings,
): Promise<OpenClassifier> {
  const { host, engine, candidates, notice } = around;
  const { text, dataHash } = await specFor(request, host);
  const path = 'classifier.gen';
  const { program, diagnostics } = compile(new Map([[path, { path, text }]]), path);
  if (!program)
    throw new Error(
      `internal error: the classifier has faults: ${diagnostics.map((one) => one.message).join('; ')}`,
    );
  const hash = sha256([text, dataHash, seed, compilerVersion, engine.name].join('\n')).slice(0, 16);
  const folder = host.join(cacheFolder(host), 'classifiers', hash);
  const verdict =
    (await readVerdict(host, folder)) ?? (await trainClassifier(program, text, folder, around, request));
  const artifacts = await makeArtifacts(program, candidates);
  const run = await openTrainedRun({ plan: program.plan, artifacts, engine, host, runFolder: folder });
  const about = `a classifier of ${request.source.name} with a test accuracy of ${(100 * verdict.accuracy).toFixed(2)} % (seed ${seed}, ${hash})`;
  if (verdict.accuracy < 0.8) notice(`The ${about.slice(2)} sees little: what it measures says as little.`);
  return { about, run, look: (images) => look(run, images) };
}

async function look(
  run: TrainedRun,
  images: HostTensor,
): Promise<{ readonly features: HostTensor; readonly classes: Int32Array }> {
  const values = await run.infer(classifierNetwork.name, { arguments: new Map([['x', images]]), seed });
  const features = values.get(classifierNetwork.features);
  const logits = values.get(classifierNetwork.logits);
  if (!features || !logits) throw new Error('internal error: the classifier gave no features');
  const [count = 0, classes = 0] = logits.shape;
  const likeliest = Int32Array.from({ length: count }, (_, row) => {
    const scores = logits.data.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores));
  });
  return { features, classes: likeliest };
}

async function specFor(
  { source, field, labels }: ClassifierRequest,
  host: Host,
): Promise<{ readonly text: string; readonly dataHash: string }> {
  const image = source.fields.find((one) => one.name === field);
  if (!image) throw new Error(`internal error: ${source.name} has no field ${field}`);
  const label = {
    name: 'label',
    column: labels.column,
    transforms: [],
    shape: [],
    dtype: 'i32',
    classes: labels.classes,
    place: image.place,
  } as const;
  const bound = await openSource(host, { ...source, fields: [{ ...image, name: 'image' }, label] });
  const { count, fields } = bound.train;
  const used = Math.min(sampledExamples, count);
  const indices = Uint32Array.from({ length: used }, (_, i) => Math.floor((i * count) / used));
  const size = image.shape.reduce((product, one) => product * one, 1);
  const pixels = new Float32Array(used * size);
  const classes = new Int32Array(used);
  fields.get('image')!.gather(indices, pixels);
  fields.get('label')!.gather(indices, classes);
  const dataHash = sha256(`${count} ${classes.join()} ${pixels.join()}`);
  return { text: classifierSpec({ source, field, labels }, count), dataHash };
}

async function trainClassifier(
  program: Program,
  text: string,
  folder: string,
  { host, engine, candidates, notice, shouldStop }: ClassifierSurroundings,
  { source }: ClassifierRequest,
): Promise<Verdict> {
  notice(`Training a classifier of ${source.name}, once: it is kept in ${folder}.`);
  const started = host.now();
  // Beside its place until it is whole: two commands may train the same one.
  const staged = `${folder}-${process.pid}`;
  await host.remove(staged);
  await host.makeFolder(staged);
  await host.writeFileAtomically(host.join(staged, 'classifier.gen'), text);
  const { metrics, stopped } = await train({
    plan: program.plan,
    artifacts: await makeArtifacts(program, candidates),
    engine,
    host,
    runFolder: staged,
    seed,
    ...(shouldStop ? { shouldStop } : {}),
  });
  if (stopped) {
    await host.remove(staged);
    throw new Stopped();
  }
  const accuracy = metrics['accuracy'] ?? 0;
  const verdict = { accuracy, seconds: Math.round((host.now() - started) / 1000) };
  await host.writeFileAtomically(verdictFile(host, staged), JSON.stringify(verdict));
  await host.replaceFolder(staged, folder);
  notice(
    `The classifier of ${source.name} took ${verdict.seconds} s; it names ${(100 * accuracy).toFixed(2)} % of the test images rightly.`,
  );
  return verdict;
}

const verdictFile = (host: Host, folder: string): string => host.join(folder, 'classifier.json');

async function readVerdict(host: Host, folder: string): Promise<Verdict | undefined> {
  if ((await host.fileSize(verdictFile(host, folder))) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await host.readFile(verdictFile(host, folder)))) as Verdict;
}

/** `genc` in the user's folder of caches (XDG Base Directory Specification), or where GENC_CACHE says. */
function cacheFolder(host: Host): string {
  const chosen = host.environment('GENC_CACHE');
  if (chosen) return chosen;
  const caches = host.environment('XDG_CACHE_HOME');
  return host.join(caches ? caches : host.join(os.homedir(), '.cache'), 'genc');
}
