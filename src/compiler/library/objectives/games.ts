/**
 * @file Games between a discriminator and a generator over logits: minimax, leastSquares, hinge, wasserstein. Each has two
 * losses, both to be minimised; minimax and wasserstein are zero-sum and so values too. `against` is what the discriminator
 * is shown as fake (default: `fake`); lists and logit maps are averaged.
 */
import { describe, tensorHelp } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { formatRange, isUnbounded } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { GameValue, Note, TensorValue, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { meanLast } from '../lowering.ts';

type Score = (b: GraphBuilder, score: IrValue) => IrValue;

interface Loss {
  /** Elementwise terms of the discriminator's loss on real and fake scores. */
  readonly real: Score;
  readonly fake: Score;
  readonly generator: Score;
  readonly formulas: { readonly discriminator: string; readonly generator: string };
  readonly source: string;
  /**
   * What a game logs where neither player can gain: its value, or the discriminator's loss where it has none. There the
   * generator's density is the data's, and the best discriminator is blind: it gives every example the same score.
   */
  readonly equilibrium: { readonly value: number; readonly label: string };
  /** What it logs of a discriminator that is right about every example; undefined where there is no bound. */
  readonly perfect: number | undefined;
  /** The score above which the discriminator takes an example for real; a critic has none of its own: the middle of its two means. */
  readonly decision: number | 'middle';
}

/**
 * The two losses of each game, both to be minimised. Equilibria follow from the formulas, with p for the one score that a blind
 * discriminator gives:
 * - minimax: D = 1/2, so the value is log 1/2 + log 1/2 = -log 4, and D's loss 2 log 2 (Goodfellow et al. 2014, theorem 1; chapter eq. (48));
 * - leastSquares: (p - 1)^2 + p^2 is least at p = 1/2, and 1/2 there;
 * - hinge: max(0, 1 - p) + max(0, 1 + p) is least for p from -1 to 1, and 2 there;
 * - wasserstein: p - p is 0, the distance of equal densities.
 */
export const gameLosses: { readonly [K in GameValue['family']]: Loss } = {
  minimax: {
    real: (b, r) => b.softplus(b.negate(r)),
    fake: (b, f) => b.softplus(f),
    generator: (b, f) => b.negate(b.softplus(f)),
    formulas: { discriminator: '-log D(x) - log(1 - D(G(z)))', generator: 'log(1 - D(G(z)))' },
    source: 'Goodfellow et al. 2014, eq. 1; chapter eq. (39)',
    equilibrium: { value: -Math.log(4), label: '-log 4' },
    perfect: 0,
    decision: 0,
  },
  leastSquares: {
    real: (b, r) => b.square(b.subtract(r, 1)),
    fake: (b, f) => b.square(f),
    generator: (b, f) => b.square(b.subtract(f, 1)),
    formulas: { discriminator: '(D(x) - 1)^2 + D(G(z))^2', generator: '(D(G(z)) - 1)^2' },
    source: 'Mao et al. 2017, eq. 2',
    equilibrium: { value: 0.5, label: 'D blind: 1/2' },
    perfect: 0,
    decision: 0.5,
  },
  hinge: {
    real: (b, r) => b.relu(b.subtract(b.constant(1), r)),
    fake: (b, f) => b.relu(b.add(f, 1)),
    generator: (b, f) => b.negate(f),
    formulas: { discriminator: 'max(0, 1 - D(x)) + max(0, 1 + D(G(z)))', generator: '-D(G(z))' },
    source: 'Lim & Ye 2017, eq. 3; Miyato et al. 2018, eq. 16',
    equilibrium: { value: 2, label: 'D blind: 2' },
    perfect: 0,
    decision: 0,
  },
  wasserstein: {
    real: (b, r) => b.negate(r),
    fake: (_b, f) => f,
    generator: (b, f) => b.negate(f),
    formulas: { discriminator: 'D(G(z)) - D(x)', generator: '-D(G(z))' },
    source: 'Arjovsky, Chintala & Bottou 2017, eq. 2',
    equilibrium: { value: 0, label: '0' },
    perfect: undefined,
    decision: 'middle',
  },
};

/** The average of `apply` over maps and over the list of scores; a scalar per example. */
function averaged(
  b: GraphBuilder,
  scores: readonly { value: IrValue; rank: number }[],
  apply: Score,
): IrValue {
  const terms = scores.map(({ value, rank }) => meanLast(b, apply(b, value), rank));
  const total = terms.reduce((sum, term) => b.add(sum, term));
  return terms.length === 1 ? total : b.multiply(total, 1 / terms.length);
}

function lossNode(
  call: Call,
  name: string,
  groups: readonly { nodes: readonly TypedNode[]; apply: Score }[],
  sign: 1 | -1,
): TypedNode {
  const inputs = groups.flatMap((group) => group.nodes);
  return call.node({
    name,
    inputs,
    type: realType([]),
    lower: (context) => {
      const { b } = context;
      let next = 0;
      const totals = groups.map((group) =>
        averaged(
          b,
          group.nodes.map((node) => ({ value: context.aligned(next++), rank: node.type.shape.length })),
          group.apply,
        ),
      );
      const total = totals.reduce((sum, one) => b.add(sum, one));
      return sign === 1 ? total : b.negate(total);
    },
  });
}

export type GameSide = 'discriminator' | 'generator' | 'nonSaturating' | 'value' | 'valueAgainst';

/**
 * One face of a game as a term. `value` is V with `fake` (what a generator moves), `valueAgainst` V as the discriminator sees
 * it; both are minus a discriminator loss and exist for zero-sum games.
 */
export function gameTerm(call: Call, game: GameValue, side: GameSide): TensorValue {
  const loss = gameLosses[game.family];
  const real = { nodes: game.real, apply: loss.real };
  const note = (sentence: string, formula: string): Note => ({
    sentence,
    formula,
    source: loss.source,
    unit: game.family === 'minimax' ? 'nats' : 'score',
  });
  switch (side) {
    case 'discriminator':
      return {
        kind: 'tensor',
        node: lossNode(
          call,
          `${game.family}.discriminator`,
          [real, { nodes: game.against, apply: loss.fake }],
          1,
        ),
        note: note("The discriminator's loss.", loss.formulas.discriminator),
      };
    case 'generator':
      return {
        kind: 'tensor',
        node: lossNode(call, `${game.family}.generator`, [{ nodes: game.fake, apply: loss.generator }], 1),
        note: note("The generator's loss.", loss.formulas.generator),
      };
    case 'nonSaturating':
      return {
        kind: 'tensor',
        node: lossNode(
          call,
          'minimax.nonSaturating',
          [{ nodes: game.fake, apply: (b, f) => b.softplus(b.negate(f)) }],
          1,
        ),
        note: note(
          'The non-saturating generator loss: same fixed point as min V, stronger gradients early on.',
          '-log D(G(z))',
        ),
      };
    case 'value':
    case 'valueAgainst': {
      const fakes = side === 'value' ? game.fake : game.against;
      const formula =
        game.family === 'minimax' ? 'E[log D(x)] + E[log(1 - D(G(z)))]' : 'E[D(x)] - E[D(G(z))]';
      return {
        kind: 'tensor',
        node: lossNode(call, `${game.family}.value`, [real, { nodes: fakes, apply: loss.fake }], -1),
        note: note('The value of the game, that D maximises and G minimises.', formula),
      };
    }
  }
}

/**
 * True where the discriminator is shown more as fake than the samples that the generator is judged by, such as images beside the captions of
 * others (Reed et al. 2016). These it tells from real ones however good the generator is: it is not blind at the equilibrium, which then
 * depends on the data. Of captions that all differ, minimax ends at log 2/3 + 1/2 log 1/3 = -0.95, with D = 2/3 on what belongs together.
 */
export function isShownMore({ fake, against }: GameValue): boolean {
  return against.length > fake.length;
}

/** Where neither player can gain; where the discriminator is shown more than samples, the value of a blind one, which is beyond it. */
export function equilibriumOf(game: GameValue): { readonly value: number; readonly label: string } {
  const { value, label } = gameLosses[game.family].equilibrium;
  const isBlind = isShownMore(game) && !label.startsWith('D blind');
  return { value, label: isBlind ? `D blind: ${label}` : label };
}

/** True for games whose players have one value between them. */
export function isZeroSum(game: GameValue): boolean {
  return game.family === 'minimax' || game.family === 'wasserstein';
}

/** The faces that `V.name` can name. */
export function gameMembers(game: GameValue): readonly string[] {
  return game.family === 'minimax'
    ? ['discriminator', 'generator', 'nonSaturating']
    : ['discriminator', 'generator'];
}

/** The scores of one argument: a logit, a map of logits, or a list of them; undefined where something was reported. */
function scoresOf(call: Call, parameter: string): readonly TypedNode[] | undefined {
  const value = call.value(parameter);
  const items: readonly Value[] = value.kind === 'list' ? value.items : [value];
  const nodes: TypedNode[] = [];
  for (const item of items) {
    if (item.kind === 'error') return undefined;
    if (item.kind !== 'tensor') {
      call.report(
        diagnostic('type/not-a-tensor', call.spanOf(parameter), { found: describe(item) }, tensorHelp(item)),
      );
      return undefined;
    }
    const { type, span, form } = item.node;
    if (type.element === 'logit') nodes.push(item.node);
    else {
      const squashed = !isUnbounded(type.range);
      call.report(
        diagnostic(
          squashed ? 'range/game-score' : 'type/game-score',
          call.spanOf(parameter),
          { game: call.name, found: squashed ? formatRange(type.range) : formatType(type) },
          {
            label: formatType(type),
            related: [
              {
                span: form.kind === 'call' ? form.result.span : span,
                label: `${formatType(type)} comes from here`,
              },
            ],
            help: squashed
              ? 'games take logits, any real score: drop the sigmoid'
              : 'declare the discriminator with the result `-> Logit`',
          },
        ),
      );
      return undefined;
    }
  }
  return nodes;
}

function game(family: GameValue['family'], summary: string): FunctionDefinition {
  return {
    name: family,
    group: 'game',
    summary,
    formula: gameLosses[family].formulas.discriminator,
    source: gameLosses[family].source,
    parameters: [
      { name: 'real', kind: 'value' },
      { name: 'fake', kind: 'value' },
      { name: 'against', kind: 'value', optional: true },
    ],
    apply(call) {
      const real = scoresOf(call, 'real');
      // Both are scores of one discriminator, so a fault of its signature is told once.
      if (!real) return { kind: 'error' };
      const fake = scoresOf(call, 'fake');
      const against = call.has('against') ? scoresOf(call, 'against') : fake;
      if (!fake || !against) return { kind: 'error' };
      return { kind: 'game', family, name: family, real, fake, against, span: call.span };
    },
  };
}

export const games: readonly FunctionDefinition[] = [
  game('minimax', 'The original game: E[log D(x)] + E[log(1 - D(G(z)))].'),
  game('leastSquares', 'Squared distances of the scores from 1 and 0.'),
  game('hinge', 'Hinge losses on the scores.'),
  game('wasserstein', 'The difference of mean scores.'),
];
