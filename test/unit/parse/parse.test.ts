/** @file What the parser makes of the forms of the language: precedence, contextual words, line breaks, recovery. */
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import type { Expression, ModelDeclaration } from '../../../src/compiler/ast/ast.ts';
import { walk } from '../../../src/compiler/ast/walk.ts';
import { codesOf, expressionOf, fixtures, specs } from './support.ts';

/** A compact form of an expression, with all its parentheses. */
function show(one: Expression | undefined): string {
  switch (one?.kind) {
    case 'number':
    case 'boolean':
      return String(one.value);
    case 'name':
      return one.name;
    case 'unary':
      return `(${one.operator} ${show(one.operand)})`;
    case 'binary':
      return `(${show(one.left)} ${one.operator} ${show(one.right)})`;
    case 'pipe':
      return `(${show(one.value)} |> ${show(one.stage)})`;
    case 'call':
      return `${show(one.callee)}(${one.arguments.map(({ name, value }) => `${name ? `${name.name}: ` : ''}${show(value)}`).join(', ')})`;
    case 'member':
      return `${show(one.object)}.${one.member.name}`;
    case 'index':
      return `${show(one.object)}[${one.indices.map(show).join(', ')}]`;
    case 'slice':
      return `slice(${show(one.object)}, ${show(one.from)}, ${show(one.to)}, ${one.inclusive})`;
    case 'shaped':
      return `shaped ${one.name.name}[${one.dimensions.map(show).join(', ')}]`;
    case 'list':
      return `[${one.items.map(show).join(', ')}]`;
    case 'range':
      return `(${show(one.from)} ${one.inclusive ? '..' : '..<'} ${show(one.to)})`;
    case 'transition':
      return `(${show(one.from)} to ${show(one.to)})`;
    case 'quantity':
      return `<${one.unit} ${show(one.amount)}>`;
    default:
      return one?.kind ?? '-';
  }
}

function modelOf(text: string): ModelDeclaration {
  const { module, diagnostics } = parse({ path: 'a.gen', text });
  expect(diagnostics).toEqual([]);
  const model = module.declarations.find((one) => one.kind === 'model');
  if (!model) throw new Error('no model');
  return model;
}

describe('operators', () => {
  it.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['-a ^ 2', '(- (a ^ 2))'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['2 ^ -x', '(2 ^ (- x))'],
    ['- -a', '(- (- a))'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['not a == b', '(not (a == b))'],
    ['a + 1 < b and c', '(((a + 1) < b) and c)'],
    ['x + s * noise |> bias |> relu', '(((x + (s * noise)) |> bias) |> relu)'],
    ['0..<n + 1', '(0 ..< (n + 1))'],
    ['2e-4 to 0', '(0.0002 to 0)'],
    ['a to b |> f', '((a to b) |> f)'],
    ['(a |> f) + b', '((a |> f) + b)'],
    ['V.nonSaturating', 'V.nonSaturating'],
    ['gradientPenalty.r1(D(x), x)', 'gradientPenalty.r1(D(x), x)'],
    ['F(x).identity', 'F(x).identity'],
    ['stopGradient(net)(x)', 'stopGradient(net)(x)'],
  ])('%s', (text, expected) => expect(show(expressionOf(text))).toBe(expected));
});

describe('indices', () => {
  it.each([
    ['w[0]', 'w[0]'],
    ['w[2*i + 2]', 'w[((2 * i) + 2)]'],
    ['w[0, 1..2]', 'w[0, (1 .. 2)]'],
    ['widths[1..]', 'slice(widths, 1, -, true)'],
    ['widths[..2]', 'slice(widths, -, 2, true)'],
    ['w[0..<4]', 'slice(w, 0, 4, false)'],
    ['Class[6]', 'shaped Class[6]'],
    ['Normal[latent](mean: 0)', 'shaped Normal[latent](mean: 0)'],
  ])('%s', (text, expected) => expect(show(expressionOf(text))).toBe(expected));
});

describe('words of the language as names', () => {
  it.each([
    ['sample(pz)', 'sample(pz)'],
    ['repeat(2, residual)', 'repeat(2, residual)'],
    ['repeat(4) { dense(size) }', 'repeat'],
    ['mean(x, over: batch)', 'mean(x, over: batch)'],
    ['f(real: real, to: to, from: from)', 'f(real: real, to: to, from: from)'],
    ['step(1).epoch + data.state', '(step(1).epoch + data.state)'],
    ['model + prior * network', '(model + (prior * network))'],
    ['step', 'step'],
  ])('%s', (text, expected) => expect(show(expressionOf(text))).toBe(expected));

  it('lets a word of the language be defined', () => {
    const words = ['sample', 'step', 'data', 'prior', 'train', 'to', 'from', 'batch', 'model', 'every'];
    for (const word of words) expect(codesOf(`model M {\n  let ${word} = 1\n}\n`)).toEqual([]);
  });
});

describe('times', () => {
  it.each([
    ['f(every: epoch)', 'f(every: <epoch ->)'],
    ['f(every: 500 steps)', 'f(every: <step 500>)'],
    ['f(from: step 750, until: epoch 250)', 'f(from: <step 750>, until: <epoch 250>)'],
    ['f(every: 1 step, floor: 1e-6)', 'f(every: <step 1>, floor: 0.000001)'],
    ['f(n examples)', 'f(<examples n>)'],
    ['f(20 epochs to 5 epochs)', 'f((<epoch 20> to <epoch 5>))'],
  ])('%s', (text, expected) => expect(show(expressionOf(text))).toBe(expected));

  it('reads settings that share a line', () => {
    const model = modelOf('model M { train { batch 64 epochs 10 average G as E halfLife 10000 examples } }');
    const train = model.members[0];
    expect(train?.kind === 'train' ? train.statements.map((one) => one.kind) : []).toEqual([
      'batch',
      'duration',
      'average',
    ]);
  });
});

describe('line breaks', () => {
  const bodyOf = (text: string): string => {
    const { module, diagnostics } = parse({ path: 'a.gen', text: `block f(x: Vector[n]) {\n${text}\n}\n` });
    expect(diagnostics).toEqual([]);
    const [block] = module.declarations;
    return block?.kind === 'block' ? show(block.body.result) : '';
  };
  it.each([
    ['let a = x\n(a |> f) + a', '((a |> f) + a)'],
    ['let a = x\n[a, a]', '[a, a]'],
    ['let a = x\n-a', '(- a)'],
    ['x\n  - a', '(x - a)'],
    ['(x\n-a)', '(x - a)'],
    ['let a = x\nto |> f', '(to |> f)'],
    ['let a = x\n  |> f\na', 'a'],
    ['let a = x step', '-'],
  ])('%j', (text, expected) => {
    if (expected === '-')
      expect(codesOf(`block f(x: Vector[n]) {\n${text}\n}`)).toEqual(['syntax/missing-result']);
    else expect(bodyOf(text)).toBe(expected);
  });
});

describe('whole specs', () => {
  it.each([...fixtures, ...specs].map((file) => [file.path, file] as const))('%s', (_name, file) => {
    const { module, diagnostics } = parse(file);
    expect(diagnostics).toEqual([]);
    walk(module, (node, parent) => {
      expect(node.kind).not.toMatch(/^error/);
      expect(node.span.start).toBeLessThanOrEqual(node.span.end);
      if (!parent) return;
      expect(node.span.start).toBeGreaterThanOrEqual(parent.span.start);
      expect(node.span.end).toBeLessThanOrEqual(parent.span.end);
    });
  });

  it('gives documentation to what stands below it', () => {
    const model = modelOf(
      '/// One.\n/// Two.\nmodel M {\n  /// A size.\n  param n = 3 // not this\n  param m = 4\n}',
    );
    expect(model.documentation).toBe('One.\nTwo.');
    expect(model.members.map((one) => 'documentation' in one && one.documentation)).toEqual(['A size.', '']);
  });

  it('keeps every comment', () => {
    const { module } = parse({
      path: 'a.gen',
      text: '// a\nmodel M { // b\n  param n = 3 // c\n  // d\n}\n',
    });
    expect(module.comments.map(({ text, ownLine }) => [text, ownLine])).toEqual([
      ['// a', true],
      ['// b', false],
      ['// c', false],
      ['// d', true],
    ]);
  });

  it('reads the rarer forms', () => {
    const model = modelOf(`model M {
  state counter: Real = 0
  allow lint/kl-twice "on purpose"
  frozen network F(x: Vector[2]) -> { a: Logit, b: [Int] } { { a: x |> dense(1), b: [1, 2,] } }
  train second after first {
    batch 256 in 4 parts
    sample z ~ pz times: 5
    update D, E with adam(rate) times 5 { minimize r1 = f(x) every 4 }
    average G as Gema decay 0.999 from step 200
    advance counter = counter + 1
    calibrate Gema for 16 batches { Gema(z) }
  }
  evaluate { report bound = f(x) for 2000 examples }
  infer project(face: Image[2, 2, 1] in [-1, 1]) {
    optimize w = start with adam(0.05) for 100 steps { minimize mse(S(w), face) }
    if a { 1 } else if b { 2 } else { ??? }
  }
}`);
    expect(model.members.map((one) => one.kind)).toEqual([
      'state',
      'allow',
      'network',
      'train',
      'evaluate',
      'infer',
    ]);
  });
});

describe('recovery', () => {
  const vae = fixtures.find((file) => file.path === 'vae.gen')?.text ?? '';
  const broken = (...pairs: readonly (readonly [string, string])[]): readonly string[] => {
    let text = vae;
    for (const [from, to] of pairs) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    return codesOf(text);
  };

  it('reports independent faults once each', () => {
    const codes = broken(
      ['param hidden = 400', 'param hidden 400'],
      ['(mean: priorMean', '(mean = priorMean'],
      ['dense(784)', 'dense(784'],
      ['batch 128', 'batch 128;'],
      ['kl(qz, pz)', 'kl(qz pz)'],
      ['figure latentSpace =', 'figure latentSpace'],
    );
    expect(codes).toEqual([
      'syntax/unexpected',
      'syntax/equals-for-colon',
      'syntax/unclosed-bracket',
      'syntax/unknown-character',
      'syntax/missing-pipe',
      'syntax/unexpected',
    ]);
  });

  it('goes on inside a block whose header is at fault', () => {
    expect(
      broken(
        ['update posterior, likelihood with', 'update posterior, likelihood by'],
        ['kl(qz, pz)', 'kl(qz pz)'],
      ),
    ).toEqual(['syntax/unexpected', 'syntax/missing-pipe']);
  });

  const closers = [...vae.matchAll(/[)\]}]/g)].map((match) => match.index);
  it.each(closers)('says one thing where the closing bracket at %d is missing', (at) => {
    const codes = codesOf(vae.slice(0, at) + vae.slice(at + 1));
    expect(codes).toEqual(['syntax/unclosed-bracket']);
  });
  it.each(closers)('says one thing where the closing bracket at %d is doubled', (at) => {
    const codes = codesOf(vae.slice(0, at) + vae.slice(at, at + 1) + vae.slice(at));
    expect(codes).toEqual(['syntax/extra-bracket']);
  });
});
