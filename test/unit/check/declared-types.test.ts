/** @file The types that `let` and `param` may carry: values are held to them, and take on their range. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';

function codes(members: string, set: Readonly<Record<string, string>> = {}): readonly string[] {
  const path = 'spec.gen';
  const text = `model M {\n${members}\n}`;
  return check(new Map([[path, { path, text }]]), path, { set }).diagnostics.map((one) => one.code);
}

const body = (statements: string): string =>
  `network N(x: Image[4, 4, 1] in [0, 1]) -> Vector[16] { ${statements} }`;

describe('the type of a let', () => {
  it('takes what fits', () => {
    expect(codes(body('let h: Vector[16] in [0, 1] = x |> flatten\n h'))).toEqual([]);
    expect(codes(body('let n: Int = 16\n let h: Vector[n] = x |> flatten |> dense(n)\n h'))).toEqual([]);
    expect(codes('let half: Real in [0, 1] = 0.5\n' + body('half * (x |> flatten)'))).toEqual([]);
  });

  it('refuses another shape, kind or range', () => {
    expect(codes(body('let h: Vector[8] = x |> flatten\n h'))).toEqual(['type/result']);
    expect(codes(body('let h: Vector[16] in [0, 1] = x |> flatten |> dense(16)\n h'))).toEqual([
      'range/result',
    ]);
    expect(codes(body('let n: Int = 2.5\n x |> flatten'))).toEqual(['type/argument']);
  });
});

describe('a result of scores', () => {
  const scores = (type: string, stages: string): readonly string[] =>
    codes(`frozen discriminator D(x: Image[4, 4, 2]) -> ${type} { x |> ${stages} }`);

  it('drops trailing sizes 1', () => {
    expect(scores('Logit', 'flatten |> dense(1)')).toEqual([]);
    expect(scores('Logit', 'conv2d(1, kernel: 4, padding: none)')).toEqual([]);
    expect(scores('Logit[h, w]', 'conv2d(1, kernel: 3, padding: none)')).toEqual([]);
  });

  it('drops nothing else', () => {
    expect(scores('Logit', 'flatten |> dense(2)')).toEqual(['type/result']);
    expect(scores('Logit', 'conv2d(1, kernel: 3, padding: none)')).toEqual(['type/result']);
    expect(scores('Logit[h, w]', 'conv2d(2, kernel: 3, padding: none)')).toEqual(['type/result']);
  });
});

describe('the type of a param', () => {
  it('holds the default and what --set gives', () => {
    const spec = 'param rate: Real in [0, 1] = 0.3\n' + body('x |> flatten |> dropout(rate)');
    expect(codes(spec)).toEqual([]);
    expect(codes(spec, { rate: '0.6' })).toEqual([]);
    expect(codes(spec, { rate: '1.5' })).toEqual(['range/result']);
    expect(codes('param units: Int = 2.5\n' + body('x |> flatten |> dense(units)'))).toContain(
      'type/argument',
    );
  });
});
