/** @file Texts: an infer is given one, counts its words as training did, and runs on both engines; a text in the file is known when it is compiled. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import type { EngineChoice } from '../../src/cli/engines.ts';
import { createNodeHost } from '../../src/cli/host.ts';
import { readArguments } from '../../src/cli/infer/values.ts';
import { check } from '../../src/compiler/compile.ts';
import { openSource } from '../../src/runtime/data/sources.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import type { GivenArgument } from '../../src/runtime/text-arguments.ts';
import { openTrainedRun } from '../../src/runtime/trained-run.ts';
import { evaluateProgram } from '../support/evaluate-program.ts';
import { runShort, startTestEngine } from '../support/runs.ts';
import { compileText, sourcesOf } from '../support/specs.ts';

const spec = (programs: string): string => `model Painter {
  data shapes from drawnShapes(size: 16, count: 64, testCount: 8) {
    image: Image[16, 16, 3] in [0, 1]
    caption: Vector[16] = bagOfWords(text, size: 16)
  }
  network F(t: Vector[16]) -> Vector[16] { t |> dense(16, bias: none) }
  train {
    batch 8
    steps 2
    update F with adam(1e-3) { minimize mse(F(shapes.caption), shapes.caption) }
  }
  ${programs}
}`;
const words = [
  'a',
  'small',
  'large',
  'red',
  'green',
  'blue',
  'yellow',
  'purple',
  'black',
  'circle',
  'square',
  'triangle',
];
const counts = (...present: readonly string[]): readonly number[] =>
  Array.from({ length: 16 }, (_, i) => (present.includes(words[i] ?? '') ? 1 : 0));

describe('what a program knows of its texts', () => {
  const { plan } = compileText(
    spec(`infer count(caption: Text, shift: Real = 0) -> Vector[16] { bagOfWords(caption, size: 16) + shift }
      infer circle(caption: Text = "a red circle") -> Vector[16] { bagOfWords(caption, size: 16) }`),
  );
  const argumentsOf = (name: string): unknown => plan.infers.find((one) => one.name === name)?.arguments;

  test('the words of the captions, in the order of the counts, and the default', () => {
    expect(argumentsOf('count')).toMatchObject([
      { name: 'caption', type: 'Text', shape: [16], dtype: 'f32', words },
      { name: 'shift', type: 'Real' },
    ]);
    expect(argumentsOf('circle')).toMatchObject([{ name: 'caption', defaultText: 'a red circle' }]);
  });

  test('they are the words that the data counts', async () => {
    const { fields, ...source } = plan.sources[0]!;
    const text = {
      ...fields[1]!,
      name: 'text',
      transforms: [],
      column: 'text',
      shape: [4],
      dtype: 'i32',
    } as const;
    const { train } = await openSource(createNodeHost(), { ...source, fields: [fields[1]!, text] });
    const [counted, spelled] = [new Float32Array(16), new Int32Array(4)];
    train.fields.get('caption')!.gather(Uint32Array.of(3), counted);
    train.fields.get('text')!.gather(Uint32Array.of(3), spelled);
    expect([...counted]).toEqual(counts(...[...spelled].map((word) => words[word]!)));
  });
});

describe('a text in the file', () => {
  test('is counted when it is compiled, wherever an infer is called with it', () => {
    const program = compileText(
      spec(`infer count(caption: Text) -> Vector[16] { bagOfWords(caption, size: 16) }
        infer fixed(x: Real) -> Vector[16] { count("A LARGE, red circle!") + x }`),
    );
    const { graph } = program.plan.infers.find(({ name }) => name === 'fixed')!;
    const { result } = evaluateProgram(program, graph, { values: { x: 0 } });
    expect(result!.slice(0, 16)).toEqual(counts('a', 'large', 'red', 'circle'));
  });

  test.each([
    ['infer f(x: Real) -> Vector[16] { bagOfWords("a red cirle", size: 16) + x }'],
    ['infer f(caption: Text) -> Vector[11] { bagOfWords(caption, size: 11) }'],
    [
      'infer f(caption: Text) -> Real { sum(bagOfWords(caption, size: 16)) + sum(bagOfWords(caption, size: 20)) }',
    ],
    ['infer f(x: Vector[16]) -> Vector[16] { bagOfWords(x, size: 16) }'],
  ])('%s', (program) => {
    const { sources, entry } = sourcesOf(spec(program));
    expect(check(sources, entry).diagnostics.map((one) => one.code)).toEqual(['type/text']);
  });
});

describe.each(['onnx', 'wasm'] as const)('a text given at run time on %s', (name) => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'genc-text-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  test('gives the same as its counts, for one item or for each', async () => {
    const program = compileText(
      spec(
        'infer count(caption: Text = "a small blue square") -> Vector[16] { bagOfWords(caption, size: 16) }',
      ),
    );
    const engine = await startTestEngine(name);
    await runShort({ program, engine, folder: root, steps: 2 });
    const run = await openTrainedRun({
      plan: program.plan,
      artifacts: await makeArtifacts(program, [
        { engine: engine.name, device: engine.device } as EngineChoice,
      ]),
      engine,
      host: createNodeHost(),
      runFolder: root,
    });
    const count = async (given: ReadonlyMap<string, GivenArgument>, items?: number): Promise<number[][]> => {
      const request = { arguments: given, seed: 0, ...(items === undefined ? {} : { count: items }) };
      const { data } = (await run.infer('count', request)).get('result') as HostTensor;
      return Array.from({ length: data.length / 16 }, (_, i) => [...data.subarray(16 * i, 16 * (i + 1))]);
    };
    const circle = counts('a', 'large', 'red', 'circle');
    const square = counts('a', 'small', 'blue', 'square');
    expect(await count(new Map([['caption', 'a large red circle']]), 2)).toEqual([circle, circle]);
    expect(await count(new Map([['caption', ['a large red circle', 'a small blue square']]]))).toEqual([
      circle,
      square,
    ]);
    expect(await count(new Map(), 1)).toEqual([square]);
    const texts = new Map([['caption', 'a large red circle']]);
    const { values: given } = await readArguments(
      createNodeHost(),
      program.plan,
      program.plan.infers.at(-1)!,
      texts,
      { count: 1 },
    );
    expect(await count(given, 1)).toEqual([circle]);
    await expect(count(new Map([['caption', 'a pink circle']]), 1)).rejects.toMatchObject({
      code: 'infer/word',
      message: 'no caption in training had the word "pink"',
    });
    await run.dispose();
    await engine.dispose();
  });
});
