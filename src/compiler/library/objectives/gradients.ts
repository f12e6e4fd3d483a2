/**
 * @file gradient(score, x), and the penalties on it: gradientPenalty.r1, .r2 and .wganGp. All per example: the score of an example
 * must depend on its own x alone, which 3-check/rules/gradients.ts sees to. What they give can be differentiated again.
 */
import { describe } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { sameShape } from '../../types/dims.ts';
import { dependsOn, isReal } from '../../types/derivative-paths.ts';
import { hull, nonNegative } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { Note, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { elementwise, sumLast } from '../lowering.ts';

/** Added under the root of a norm, so that its derivative at a gradient of zero is zero and not 0/0. */
const normEpsilon = 1e-12;

/** A value that examples do not have each for themselves: made of weights and constants alone. */
function isShared(node: TypedNode, seen = new Set<TypedNode>()): boolean {
  if (seen.has(node)) return true;
  seen.add(node);
  const { kind } = node.form;
  if (kind === 'field' || kind === 'random' || kind === 'parameter' || kind === 'unroll') return false;
  return node.inputs.every((input) => isShared(input, seen));
}

/** d score / d x for each example, of x's shape; undefined where something was reported. */
function gradientNode(
  call: Call,
  score: TypedNode,
  x: TypedNode,
  places: { readonly score: string; readonly x: string },
): TypedNode | undefined {
  const { shape } = score.type;
  const lost = score.plates.filter((plate) => !x.plates.includes(plate));
  if (shape.length > 0) {
    call.report(
      diagnostic(
        'shape/not-scalar',
        call.spanOf(places.score),
        {
          what: `the score of ${call.name}`,
          found: formatType(score.type),
          count: shape.reduce((product, size) => product * size, 1),
        },
        {
          label: formatType(score.type),
          help: 'a gradient is that of one number: take sum(...) or mean(...) of it, or end a critic with dense(1) and -> Logit',
        },
      ),
    );
    return undefined;
  }
  if (!isReal(x.type.element) || !dependsOn(score, new Set([x]))) {
    call.report(
      diagnostic(
        'gradient/unreached',
        call.spanOf(places.x),
        { name: call.name, x: call.textOf(places.x) },
        {
          related: [{ span: call.spanOf(places.score), label: 'the score' }],
          help: 'give the very value that the score was computed from, by its name: let fake = G(z), then D(fake) and fake',
        },
      ),
    );
    return undefined;
  }
  if (isShared(x)) {
    call.report(
      diagnostic(
        'gradient/shared',
        call.spanOf(places.x),
        { name: call.name, x: call.textOf(places.x) },
        { help: 'differentiate by what each example has of its own: data, a draw, or a value made of them' },
      ),
    );
    return undefined;
  }
  if (lost.length > 0) {
    call.report(
      diagnostic(
        'shape/unreduced-plate',
        call.spanOf(places.score),
        { plates: lost, goal: call.name },
        { help: `reduce the score first: mean(..., over: ${lost[0]})` },
      ),
    );
    return undefined;
  }
  return call.node({
    name: 'gradient',
    inputs: [score, x],
    type: realType(x.type.shape),
    lower: ({ b }, [y, by]) => ({ value: b.gradient(y!.value, by!.value), plates: by!.plates }),
  });
}

/** sum_i g_i^2 of a gradient, for each example. */
function squaredNorm(call: Call, gradient: TypedNode): TypedNode {
  return call.node({
    name: call.name,
    inputs: [gradient],
    type: realType([], nonNegative),
    lower: ({ b }, [g]) => ({
      value: sumLast(b, b.square(g!.value), gradient.type.shape.length),
      plates: g!.plates,
    }),
  });
}

const gradient: FunctionDefinition = {
  name: 'gradient',
  group: 'objective',
  summary: 'The derivative of a score by what it was computed from, per example; of the shape of x.',
  formula: 'g_i = d score / d x_i',
  parameters: [
    { name: 'score', kind: 'tensor' },
    { name: 'x', kind: 'tensor' },
  ],
  apply(call) {
    const node = gradientNode(call, call.tensor('score'), call.tensor('x'), { score: 'score', x: 'x' });
    return node ? { kind: 'tensor', node } : { kind: 'error' };
  },
};

/** r1 and r2 are one formula; they differ in whose scores and images they are given. */
function zeroCentred(member: 'r1' | 'r2', whose: string): FunctionDefinition {
  const name = `gradientPenalty.${member}`;
  const formula = 'sum_i (d score / d x_i)^2';
  const source = 'Mescheder, Geiger & Nowozin 2018, eq. 9';
  return {
    name,
    group: 'objective',
    summary: `The squared norm of the critic's gradient at ${whose}, without the half that papers put before it.`,
    formula,
    source,
    parameters: gradient.parameters,
    apply(call) {
      const slope = gradientNode(call, call.tensor('score'), call.tensor('x'), { score: 'score', x: 'x' });
      if (!slope) return { kind: 'error' };
      const note: Note = {
        sentence: `The squared norm of the critic's gradient at ${whose}.`,
        formula,
        source,
        unit: 'squared slope',
      };
      return { kind: 'tensor', node: squaredNorm(call, slope), note };
    },
  };
}

/** A point between two values, at one uniform draw per example; undefined (reported) where their shapes differ. */
function between(call: Call, real: TypedNode, fake: TypedNode): TypedNode | undefined {
  const { shape } = real.type;
  if (!sameShape(shape, fake.type.shape)) {
    call.report(
      diagnostic(
        'shape/operands',
        call.span,
        { name: call.name, left: formatType(real.type), right: formatType(fake.type) },
        {
          related: [real, fake].map((one) => ({
            span: one.span,
            label: `${formatType(one.type)} comes from here`,
          })),
          help: 'real and fake are two values of one shape',
        },
      ),
    );
    return undefined;
  }
  return call.node({
    name: 'interpolate',
    inputs: [real, fake, call.random(call.name, 'uniform', [])],
    type: realType(shape, hull(real.type.range, fake.type.range)),
    lower: elementwise(shape.length, (b, x, y, u) => b.add(y!, b.multiply(u!, b.subtract(x!, y!)))),
  });
}

const wganFormula = '(|d D(m) / d m| - 1)^2, m = u x_real + (1 - u) x_fake, u ~ Uniform(0, 1)';
const wganSource = 'Gulrajani et al. 2017, eq. 3';

const wganGp: FunctionDefinition = {
  name: 'gradientPenalty.wganGp',
  group: 'objective',
  summary:
    "The critic's slope held to 1 between real and fake, at one uniform draw per example; arguments after these are handed on to `critic`. The norm is sqrt(sum_i g_i^2 + 1e-12).",
  formula: wganFormula,
  source: wganSource,
  parameters: [
    { name: 'critic', kind: 'network' },
    { name: 'real', kind: 'tensor' },
    { name: 'fake', kind: 'tensor' },
    { name: 'conditions', kind: 'list', rest: true },
  ],
  apply(call) {
    const middle = between(call, call.tensor('real'), call.tensor('fake'));
    if (!middle) return { kind: 'error' };
    const point: Value = { kind: 'tensor', node: middle };
    const score = call.invoke(
      call.value('critic'),
      [point, ...call.list('conditions')],
      call.spanOf('critic'),
    );
    if (score.kind === 'error') return score;
    if (score.kind !== 'tensor') {
      return call.report(
        diagnostic(
          'type/not-a-tensor',
          call.spanOf('critic'),
          { found: describe(score) },
          {
            help: 'the critic gives one score: -> Logit',
          },
        ),
      );
    }
    const slope = gradientNode(call, score.node, middle, { score: 'critic', x: 'critic' });
    if (!slope) return { kind: 'error' };
    const squared = squaredNorm(call, slope);
    const node = call.node({
      name: 'unitSlope',
      inputs: [squared],
      type: realType([], nonNegative),
      lower: ({ b }, [s]) => ({
        value: b.square(b.subtract(b.sqrt(b.add(s!.value, normEpsilon)), 1)),
        plates: s!.plates,
      }),
    });
    const note: Note = {
      sentence: "The critic's slope between real and fake images, held to 1.",
      formula: wganFormula,
      source: wganSource,
      unit: 'squared slope',
    };
    return { kind: 'tensor', node, note };
  },
};

export const gradients: readonly FunctionDefinition[] = [
  gradient,
  zeroCentred('r1', 'real images'),
  zeroCentred('r2', "the generator's images"),
  wganGp,
];
