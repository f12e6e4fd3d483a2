/** @file What `genc interpolate` runs, by the types of a model: each program is compared as text, and compiles as a part of its spec. */
import { describe, expect, test } from 'vitest';
import type { Ends } from '../../../src/cli/infer/interpolation.ts';
import { interpolationOf } from '../../../src/cli/infer/interpolation.ts';
import { check, compile } from '../../../src/compiler/compile.ts';

const data = 'data shapes from drawnShapes(size: 8) { image: Image[8, 8, 3] in [-1, 1] }';

function program(members: string, ends?: Ends, by?: string): string {
  const text = `model Small {\n${members}\n}`;
  const sources = new Map([['small.gen', { path: 'small.gen', text }]]);
  const { typed, diagnostics } = check(sources, 'small.gen');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const walk = interpolationOf({ sources, entry: 'small.gen' }, typed!, ends, by);
  const compiled = compile(sources, 'small.gen', { programs: walk.program });
  const alone = compile(sources, 'small.gen');
  expect(compiled.program?.plan.infers.map(({ name }) => name)).toContain(walk.name);
  // Whoever adds a program to a trained model still opens its checkpoints.
  expect(compiled.program?.plan.specHash).toBe(alone.program?.plan.specHash);
  return walk.program.replaceAll(/^ {2}/gm, '');
}

const G = 'generator G(z: Vector[2]) -> Image[8, 8, 3] { z |> dense(192) |> reshape(8, 8, 3) }';
const pz = 'prior pz = Normal[2](mean: 0, stddev: 1)';

describe('what makes the pictures', () => {
  test('a generator of a prior, by its average where it has one', () => {
    const train = `train { batch 4 steps 1 sample z ~ pz
      update G with sgd(0.1) { minimize mean(square(G(z))) } average G as Slow decay 0.9 }`;
    expect(program(`${pz}\n${G}\n${train}`)).toBe(
      [
        'infer interpolation(steps: Int = 10) {',
        '  sample start ~ pz',
        '  sample end ~ pz',
        '  for t in linspace(0, 1, steps) { Slow(lerp(start, end, t)) }',
        '}',
      ].join('\n'),
    );
  });

  test('a decoder that gives a distribution, by its mean; what else it needs is an argument', () => {
    const D =
      'decoder D(y: Class[4], z: Vector[2]) -> Bernoulli[8, 8, 3] { Bernoulli(logits: concat(z, oneHot(y)) |> dense(192) |> reshape(8, 8, 3)) }';
    expect(program(`${pz}\n${D}`)).toContain(
      'infer interpolation(y: Class[4], steps: Int = 10) {\n  sample start ~ pz\n  sample end ~ pz\n  for t in linspace(0, 1, steps) { mean(D(y, lerp(start, end, t))) }',
    );
  });

  test('all codes of a generator of several priors together', () => {
    const two = `${pz}\nprior pc = Uniform[3](low: 0, high: 1)
      generator G(z: Vector[2], c: Vector[3]) -> Image[8, 8, 3] { concat(z, c) |> dense(192) |> reshape(8, 8, 3) }`;
    expect(program(two)).toContain('{ G(lerp(start, end, t), lerp(start2, end2, t)) }');
    expect(() => program(two, 'codes')).toThrow('several codes together (z: Vector[2], c: Vector[3])');
  });

  test('before them an infer that walks by itself, unless --by names another', () => {
    const walk = `infer walk(a: Vector[2], b: Vector[2], count: Int = 5) -> [Image[8, 8, 3]] { for t in linspace(0, 1, count) { G(lerp(a, b, t)) } }`;
    const spec = `${pz}\n${G}\n${walk}`;
    expect(program(spec)).toBe(
      [
        'infer interpolation(count: Int = 5) {',
        '  sample start ~ pz',
        '  sample end ~ pz',
        '  walk(start, end, count)',
        '}',
      ].join('\n'),
    );
    expect(program(spec, undefined, 'G')).toContain('G(lerp(start, end, t))');
  });

  test('names that the model has are left to it', () => {
    const spec = `${pz}\ngenerator G(z: Vector[2], start: Real) -> Image[8, 8, 3] { (z |> dense(192) |> reshape(8, 8, 3)) * start }
      infer interpolation(z: Vector[2]) { G(z, 1) }`;
    expect(program(spec)).toContain(
      'infer interpolation2(start: Real, steps: Int = 10) {\n  sample start2 ~ pz\n  sample end ~ pz\n  for t in linspace(0, 1, steps) { G(lerp(start2, end, t), start) }',
    );
  });
});

describe('what makes several pictures', () => {
  const record = '{ picture: Image[8, 8, 3], edges: Image[8, 8, 1], size: Real }';
  const both = `infer both(z: Vector[2]) -> ${record} {
      let x = G(z)
      { picture: x, edges: sum(x, over: channels) |> reshape(8, 8, 1), size: mean(x) }
    }`;
  const spec = `${pz}\n${G}\n${both}`;

  test('goes along one walk with all of them, other fields left out', () => {
    expect(program(spec, undefined, 'both')).toBe(
      [
        'infer interpolation(steps: Int = 10) {',
        '  sample start ~ pz',
        '  sample end ~ pz',
        '  let row = for t in linspace(0, 1, steps) { both(lerp(start, end, t)) }',
        '  { picture: for one in row { one.picture }, edges: for one in row { one.edges } }',
        '}',
      ].join('\n'),
    );
  });

  test('with the one that --by names', () => {
    const named = program(spec, undefined, 'both.edges');
    expect(named).toContain('{\n  sample start ~ pz\n  sample end ~ pz\n  for t in');
    expect(named).toContain('for t in linspace(0, 1, steps) { both(lerp(start, end, t)).edges }');
    for (const name of ['both.size', 'both.depth', 'G.edges'])
      expect(() => program(spec, undefined, name)).toThrow(`${name} does not make pictures of codes`);
  });

  test('with a list of its own where only one field is a picture, by its mean', () => {
    const D = `decoder D(z: Vector[2]) -> { pixels: Bernoulli[8, 8, 1], label: Vector[4] } {
      { pixels: Bernoulli(logits: z |> dense(64) |> reshape(8, 8, 1)), label: z |> dense(4) }
    }`;
    expect(program(`${pz}\n${D}`)).toContain(
      'for t in linspace(0, 1, steps) { mean(D(lerp(start, end, t)).pixels) }',
    );
  });

  test('and walks by itself: all of a record of lists, else its pictures', () => {
    const walk = (more: string): string => `${spec}
      infer walk(a: Vector[2], b: Vector[2], steps: Int = 4) {
        let row = for t in linspace(0, 1, steps) { both(lerp(a, b, t)) }
        { pictures: for one in row { one.picture }, edges: for one in row { one.edges }${more} }
      }`;
    expect(program(walk(''))).toContain('  walk(start, end, steps)\n}');
    expect(program(walk(', sizes: for one in row { one.size }'))).toContain(
      '  let row = walk(start, end, steps)\n  { pictures: row.pictures, edges: row.edges }\n}',
    );
    expect(program(walk(''), undefined, 'walk.edges')).toContain('  walk(start, end, steps).edges\n}');
  });
});

describe('where the ends come from', () => {
  const E = 'encoder E(x: Image[8, 8, 3]) -> Normal[2] { Normal(mean: x |> flatten |> dense(2), stddev: 1) }';

  test('pictures through an encoder, by its mean', () => {
    expect(program(`${data}\n${pz}\n${G}\n${E}`, 'pictures')).toBe(
      [
        'infer interpolation(from: Image[8, 8, 3], to: Image[8, 8, 3], steps: Int = 10) {',
        '  let start = mean(E(from))',
        '  let end = mean(E(to))',
        '  for t in linspace(0, 1, steps) { G(lerp(start, end, t)) }',
        '}',
      ].join('\n'),
    );
  });

  test('without a prior, and none given: pictures too', () => {
    expect(program(`${data}\n${G}\n${E}`)).toContain('let start = mean(E(from))');
  });

  test('an encoder that is told the class is told that of the decoder', () => {
    const spec = `${data}\n${pz}
      encoder E(x: Image[8, 8, 3], y: Class[4]) -> Vector[2] { concat(x |> flatten, oneHot(y)) |> dense(2) }
      decoder D(z: Vector[2], y: Class[4]) -> Image[8, 8, 3] { concat(z, oneHot(y)) |> dense(192) |> reshape(8, 8, 3) }`;
    expect(program(spec, 'pictures')).toContain('let start = E(from, y)');
  });

  test('an infer that finds the code of a picture, where there is no encoder', () => {
    const find = `infer find(face: Image[8, 8, 3]) -> Vector[2] { optimize z = mean(pz) with sgd(0.1) for 2 steps { minimize mse(G(z), face) }
 z }`;
    expect(program(`${data}\n${pz}\n${G}\n${find}`, 'pictures')).toContain('let start = find(from)');
  });

  test('codes as they are', () => {
    expect(program(`${pz}\n${G}`, 'codes')).toBe(
      [
        'infer interpolation(from: Vector[2], to: Vector[2], steps: Int = 10) {',
        '  for t in linspace(0, 1, steps) { G(lerp(from, to, t)) }',
        '}',
      ].join('\n'),
    );
  });

  test('an infer that walks between pictures is given pictures', () => {
    const walk =
      'infer fade(a: Image[8, 8, 3], b: Image[8, 8, 3], steps: Int = 4) -> [Image[8, 8, 3]] { for t in linspace(0, 1, steps) { lerp(a, b, t) } }';
    expect(program(`${pz}\n${G}\n${walk}`)).toBe(
      'infer interpolation(from: Image[8, 8, 3], to: Image[8, 8, 3], steps: Int = 4) {\n  fade(from, to, steps)\n}',
    );
  });

  test('pictures that nothing encodes are refused, with the way out', () => {
    expect(() => program(`${pz}\n${G}`, 'pictures')).toThrow(
      'nothing in Small gives z: Vector[2], of which G makes pictures, for a picture',
    );
    expect(() => program('network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }')).toThrow(
      'the model Small has nothing that makes pictures between two codes',
    );
  });
});
