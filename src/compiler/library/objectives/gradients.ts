/**
 * @file gradient(score, x), directionalDerivative, and the penalties on a gradient: gradientPenalty.r1, .r2 and .wganGp. All per example: the score of one
 * must depend on its own x alone, which 3-check/rules/gradients.ts sees to. What they give can be differentiated again.
 */
import { describe } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { countOf, formatDim, sameShape } from '../../types/dims.ts';
import { dependsOn, isReal } from '../../types/derivative-paths.ts';
import { hull, nonNegative } from '../../types/range.ts';
import { inputsFirst } from '../../types/node-order.ts';
import { formatType, realType } from '../../types/type.ts';
import type { UsualRange } from '../../types/meaning.ts';
import type { Note, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { elementwise, sumLast } from '../lowering.ts';

/** Added under the root of a norm, so that its derivative at a gradient of zero is zero and not 0/0. */
const normEpsilon = 1e-12;

/** A value that examples do not have each for themselves: made of weights and constants alone. */
function isShared(node: TypedNode): boolean {
  const own = new Set(['field', 'random', 'parameter', 'unroll']);
  return inputsFirst(node).every(({ form }) => !own.has(form.kind));
}

/** The names of the parameters that a value to be differentiated, and what by, were given as. */
interface Places {
  readonly score: string;
  readonly x: string;
}

/** Whether each example's `value` has a derivative by its own `x`; what it lacks is reported. */
function isDifferentiable(call: Call, value: TypedNode, x: TypedNode, places: Places): boolean {
  const lost = value.plates.filter((plate) => !x.plates.includes(plate));
  if (!isReal(x.type.element) || !dependsOn(value, new Set([x]))) {
    call.report(
      diagnostic(
        'gradient/unreached',
        call.spanOf(places.x),
        { name: call.name, x: call.textOf(places.x) },
        {
          related: [{ span: call.spanOf(places.score), label: `the ${places.score}` }],
          help: 'give the very value that the score was computed from, by its name: let fake = G(z), then D(fake) and fake',
        },
      ),
    );
    return false;
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
    return false;
  }
  if (lost.length > 0) {
    call.report(
      diagnostic(
        'shape/unreduced-plate',
        call.spanOf(places.score),
        { plates: lost, goal: call.name },
        { help: `reduce the ${places.score} first: mean(..., over: ${lost[0]})` },
      ),
    );
    return false;
  }
  return true;
}

/** d score / d x for each example, of x's shape; undefined where something was reported. */
function gradientNode(call: Call, score: TypedNode, x: TypedNode, places: Places): TypedNode | undefined {
  const { shape } = score.type;
  if (shape.length > 0) {
    call.report(
      diagnostic(
        'shape/not-scalar',
        call.spanOf(places.score),
        {
          what: `the score of ${call.name}`,
          found: formatType(score.type),
          count: formatDim(countOf(shape)),
        },
        {
          label: formatType(score.type),
          help: 'a gradient is that of one number: take sum(...) or mean(...) of it, or end a critic with dense(1) and -> Logit',
        },
      ),
    );
    return undefined;
  }
  if (!isDifferentiable(call, score, x, places)) return undefined;
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

const directionalDerivative: FunctionDefinition = {
  name: 'directionalDerivative',
  group: 'objective',
  summary:
    'How a value of any shape moves as x moves along a direction, per example: forward mode, at the cost of a few runs, however many values there are.',
  formula: 'sum_j (d value_i / d x_j) along_j',
  source: 'Griewank & Walther 2008, section 3.1',
  parameters: [
    { name: 'value', kind: 'tensor' },
    { name: 'x', kind: 'tensor' },
    { name: 'along', kind: 'tensor' },
  ],
  apply(call) {
    const [value, x, along] = [call.tensor('value'), call.tensor('x'), call.tensor('along')];
    if (!sameShape(x.type.shape, along.type.shape)) {
      return call.report(
        diagnostic(
          'shape/operands',
          call.span,
          { name: call.name, left: formatType(x.type), right: formatType(along.type) },
          {
            related: [x, along].map((one) => ({
              span: one.span,
              label: `${formatType(one.type)} comes from here`,
            })),
            help: 'a direction has one number for each of x',
          },
        ),
      );
    }
    if (!isDifferentiable(call, value, x, { score: 'value', x: 'x' })) return { kind: 'error' };
    const foreign = along.plates.filter((plate) => !x.plates.includes(plate));
    if (foreign.length > 0) {
      return call.report(
        diagnostic(
          'shape/unreduced-plate',
          call.spanOf('along'),
          { plates: foreign, goal: call.name },
          { help: `x is one for all of ${foreign[0]}: give it one direction` },
        ),
      );
    }
    const node = call.node({
      name: call.name,
      inputs: [value, x, along],
      type: realType(value.type.shape),
      lower: (context, [y, by]) => {
        const { b } = context;
        const direction = b.spread(context.aligned(2, x.type.shape.length), by!.value.shape);
        return { value: b.tangent(y!.value, by!.value, direction), plates: y!.plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

/** gamma / 2, as the half is not part of the penalty. */
const usualSlopes: UsualRange = {
  low: 1e-4,
  high: 1000,
  source:
    'gamma / 2 with gamma = 10 in Mescheder et al. 2018, and 0.0002 times the pixels of an image over the batch in Karras et al. 2020',
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
      const node = call.means(squaredNorm(call, slope), { kind: 'regulariser', name, usual: usualSlopes });
      return { kind: 'tensor', node, note };
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

const usualWganGp: UsualRange = {
  low: 0.1,
  high: 1000,
  source: '10 in Gulrajani et al. 2017, algorithm 1',
};

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
    const name = 'gradientPenalty.wganGp';
    return {
      kind: 'tensor',
      node: call.means(node, { kind: 'regulariser', name, usual: usualWganGp }),
      note,
    };
  },
};

export const gradients: readonly FunctionDefinition[] = [
  gradient,
  directionalDerivative,
  zeroCentred('r1', 'real images'),
  zeroCentred('r2', "the generator's images"),
  wganGp,
];
