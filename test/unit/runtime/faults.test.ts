/**
 * @file The codes of run time: each that the sources name is explained, each that is explained is named, none is also the compiler's, and
 * what an example shows in Gen passes the compiler, which would otherwise tell of it first.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../../src/cli/explanations.ts';
import { check } from '../../../src/compiler/compile.ts';
import { allCodes } from '../../../src/compiler/diagnostics/explain.ts';
import type { Fault } from '../../../src/runtime/faults/fault.ts';
import { faults } from '../../../src/runtime/faults/faults.ts';
import type { CompilerCode } from '../../../src/runtime/faults/faults.ts';
import { projectRoot } from '../../support/pages.ts';
import { sourcesOf } from '../../support/specs.ts';

const known: readonly [string, Fault][] = Object.entries(faults);
const shared: readonly CompilerCode[] = ['data/field-shape', 'data/field-kind', 'data/transform'];

/** The source files of runtime and command line. */
const files = ['src/runtime', 'src/cli'].flatMap((folder) =>
  fs
    .readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('faults'))
    .map((name) => ({ name, text: fs.readFileSync(path.join(projectRoot, folder, name), 'utf8') })),
);

/** The first argument of each `new InputError(...)`. */
const firstArguments = files.flatMap(({ name, text }) =>
  [...text.matchAll(/\bnew InputError\(\s*([^,]+),/g)].map(([, code = '']) => ({ name, code })),
);
const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/'([a-z]+\/[a-z-]+)'/g)].map(([, code = '']) => code);

describe('every code of an InputError', () => {
  const named = firstArguments.flatMap(({ code }) => codesIn(code));
  const divergence = files.flatMap(({ text }) =>
    codesIn(/divergenceCode: FaultCode = (.*);/.exec(text)?.[1] ?? ''),
  );

  it('stands where it is thrown, but in what passes one on', () => {
    expect(firstArguments.length).toBeGreaterThan(80);
    const others = firstArguments.filter(({ code }) => codesIn(code).length === 0);
    expect(others).toEqual([{ name: 'infer/translate.ts', code: 'code' }]);
  });
  it('is explained', () => {
    expect(divergence).toEqual(['train/not-finite']);
    const unexplained = [...named, ...divergence].filter((code) => !explanations.has(code));
    expect(unexplained).toEqual([]);
  });
  it('is one that the sources name', () => {
    const unused = known.map(([code]) => code).filter((code) => ![...named, ...divergence].includes(code));
    expect(unused).toEqual([]);
  });
  it('is no code of the compiler, but for faults that both find', () => {
    expect(known.map(([code]) => code).filter((code) => allCodes().includes(code))).toEqual([]);
    expect(shared.filter((code) => !allCodes().includes(code))).toEqual([]);
    expect([...new Set(named)].filter((code) => allCodes().includes(code)).toSorted()).toEqual(
      shared.toSorted(),
    );
  });
});

/** What the compiler finds in the Gen of an example; undefined where it holds none. */
function findings(text: string): readonly string[] | undefined {
  const [update = ''] = /^update .*$/m.exec(text) ?? [];
  const members = text.match(/^(data|infer) .*$/gm) ?? [];
  if (update === '' && members.length === 0) return undefined;
  const { sources, entry } = sourcesOf(`model Example {
    data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
    generator G(z: Vector[2]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }
    discriminator D(x: Image[28, 28, 1]) -> Logit { x |> flatten |> dense(1) }
    prior pz = Normal[2](mean: 0, stddev: 1)
    ${members.map((one) => one.replace('data digits', 'data others')).join('\n')}
    train {
      batch 4
      steps 1
      sample z ~ pz
      game V = minimax(real: D(digits.image), fake: D(G(z)))
      update D with adam(2e-4, beta1: 0.5) { maximize V }
      ${update === '' ? 'update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }' : update}
    }
  }`);
  return check(sources, entry)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

describe('the explanation of', () => {
  it.each(known)('%s', (_code, { title, explanation, example }) => {
    expect(title).not.toMatch(/^[A-Z]|[.]$/);
    expect(explanation.match(/[.](\s|$)/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
    expect(example.wrong).not.toBe('');
    for (const text of [example.wrong, example.right]) expect(findings(text) ?? []).toEqual([]);
  });
  it('shows Gen where the spec is at fault', () => {
    expect(known.filter(([, { example }]) => findings(example.wrong)).length).toBeGreaterThan(12);
  });
});
