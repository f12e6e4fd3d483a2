/** @file The table of a step: which update computes a value, which reuses it, which computes it again and why. */
import { describe, expect, test } from 'vitest';
import { lower } from '../../../src/compiler/4-lower/lower.ts';
import { StepRecorder } from '../../../src/compiler/4-lower/step-record.ts';
import type { StepTable } from '../../../src/compiler/4-lower/step-record.ts';
import { checkText, sourcesOf, specText } from '../../support/specs.ts';

function tablesOf(text: string): readonly StepTable[] {
  const { sources } = sourcesOf(text);
  const tables: StepTable[] = [];
  lower(checkText(text), sources, {
    compilerVersion: 'test',
    specHash: '',
    observe: (graph) => {
      const recorder = new StepRecorder(graph, sources);
      tables.push(recorder.table);
      return recorder;
    },
  });
  return tables;
}

/** `update decision: reason` of a value, in order. */
const decisions = (table: StepTable | undefined, value: string, inside = ''): readonly string[] =>
  (table?.rows ?? [])
    .filter((row) => row.value === value && row.inside === inside)
    .map(({ update, decision, reason }) => `${update} ${decision}${reason === '' ? '' : `: ${reason}`}`);

describe('the step of a game', () => {
  const tables = tablesOf(specText('gan'));
  const [table] = tables;

  test('is one, of its phase', () => {
    expect(tables.map(({ phase, fires }) => [phase, fires])).toEqual([['train', []]]);
  });

  test('computes what D needs in its update', () => {
    expect(decisions(table, 'D(digits.image)')).toEqual(['D computed']);
    expect(decisions(table, 'z')).toEqual(['D computed']);
  });

  test('reuses what the update of D has left as it was, and scores it again with the new D', () => {
    expect(decisions(table, 'fake')).toEqual(['D computed', 'G reused']);
    expect(decisions(table, 'D(fake)')).toEqual(['D computed', 'G computed again: D changed']);
  });

  test('says so inside of the call too, at the line of the layer', () => {
    expect(decisions(table, 'dense(128)', 'train/D(fake)')).toEqual([
      'D computed',
      'G computed again: D changed',
    ]);
    const line =
      specText('gan')
        .split('\n')
        .findIndex((text) => text.includes('dense(128)')) + 1;
    expect(table?.rows.find((row) => row.value === 'dense(128)')?.place.line).toBe(line);
  });
});

describe('other steps', () => {
  test('a repeated update draws anew', () => {
    const [table] = tablesOf(specText('gan').replace('beta1: 0.5) {', 'beta1: 0.5) times 2 {'));
    expect(decisions(table, 'z')).toEqual([
      'D (1 of 2) computed',
      'D (2 of 2) computed again: each repetition draws anew',
    ]);
  });

  test('a term that fires now and then has a step with it and one without', () => {
    const tables = tablesOf(specText('vae').replace('kl(qz, pz)', 'kl(qz, pz) every 4'));
    expect(tables.map(({ fires }) => fires)).toEqual([[4], []]);
    expect(tables.map(({ rows }) => rows.some(({ value }) => value.includes('kl')))).toEqual([true, false]);
  });

  test('one update computes each of its values once', () => {
    const [table] = tablesOf(specText('vae'));
    expect(new Set(table?.rows.map(({ decision }) => decision))).toEqual(new Set(['computed']));
  });
});

test('averages come last: of networks as they move, of expressions with what they reuse', () => {
  const [table] = tablesOf(`
    model Averaged {
      network F(z: Vector[1]) -> Vector[1] { z |> dense(1) }
      train {
        batch 2
        steps 10
        sample z ~ Normal[1](mean: 0, stddev: 1)
        let y = F(z)
        average F as slow decay 0.9
        average y as level decay 0.9
        update F with sgd(0.1) { minimize size = sum(y) }
      }
    }`);
  expect(decisions(table, 'slow')).toEqual(['averages computed: after all updates']);
  expect(decisions(table, 'y')).toEqual(['F computed', 'averages reused']);
});

test('a state moves at its place; what reads it is computed again after that', () => {
  const [table] = tablesOf(`model M {
    state level: Vector[1] = zeros
    generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
    discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
    train {
      batch 1
      steps 1
      sample z ~ Normal[1](mean: 0, stddev: 1)
      let image = G(z)
      let gap = image - level
      update G with sgd(0.1) { minimize size = sum(square(gap)) }
      advance level = mean(image, over: batch)
      update D with sgd(0.1) { minimize judge = D(gap) }
    }
  }`);
  expect(decisions(table, 'level')).toEqual(['advance level computed: in its place among the updates']);
  expect(decisions(table, 'image')).toEqual(['G computed', 'advance level reused', 'D reused']);
  expect(decisions(table, 'gap')).toEqual(['G computed', 'D computed again: level changed']);
});

test('of a batch in parts a later update computes again what it would have reused; nothing is kept between parts', () => {
  const game = (batch: string): string => `model M {
    prior pz = Normal[1](mean: 0, stddev: 1)
    generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
    discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
    train {
      batch ${batch}
      steps 1
      sample z ~ pz
      let image = G(z)
      update D with sgd(0.1) { minimize judge = D(image) }
      update G with sgd(0.1) { minimize fooling = sum(image) }
    }
  }`;
  const [whole, parts] = [game('8'), game('8 in 4 parts')].map((text) => tablesOf(text)[0]);
  expect(whole).toMatchObject({ parts: 1, batch: 8 });
  expect(parts).toMatchObject({ parts: 4, batch: 2 });
  expect(decisions(whole, 'image')).toEqual(['D computed', 'G reused']);
  expect(decisions(parts, 'image')).toEqual([
    'D computed',
    'G computed again: each part computes it from the same numbers',
  ]);
});

test('a calibration has a table of its own, after those of the steps', () => {
  const tables = tablesOf(`model M {
    prior pz = Normal[2](mean: 0, stddev: 1)
    network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm }
    train {
      batch 8 in 2 parts
      steps 1
      sample z ~ pz
      update F with sgd(0.1) { minimize size = sum(square(F(z))) }
      calibrate F for 16 batches { F(z) }
    }
  }`);
  expect(tables.map(({ calibration }) => calibration)).toEqual([undefined, { name: 'F', batches: 16 }]);
  expect(tables[1]?.batch).toBe(4);
  expect(decisions(tables[1], 'F(z)#2')).toEqual(['calibrate F computed']);
  expect(decisions(tables[1], 'batchNorm', 'train/F(z)#2')).toEqual(['calibrate F computed']);
});
