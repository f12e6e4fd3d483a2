/**
 * @file What is watched of a game: its value, the discriminator's accuracy, how far apart samples are. Only of a game that is played: a phase
 * that trains the discriminator alone has no equilibrium to come to.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import { NetworkReach, visit } from '../3-check/reach.ts';
import type { TypedPhase } from '../3-check/typed.ts';
import { gameLosses, isShownMore } from '../library/objectives/games.ts';
import type { GameValue, TypedNode } from '../types/value.ts';
import { batchPlate } from '../types/plate.ts';
import type { MonitorPlan, Players } from '../../runtime/health/health-plan.ts';
import type { Lowerer } from './lowerer.ts';

/** A monitor without its place, and the values that it reads, by output. */
export interface Watched {
  readonly monitor: DistributiveOmit<MonitorPlan, 'place'>;
  readonly outputs: ReadonlyMap<string, Value>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The monitors of one game of a phase. */
export function watchGame(
  b: GraphBuilder,
  lowerer: Lowerer,
  phase: TypedPhase,
  { name, equilibrium, value: game }: TypedPhase['games'][number],
): readonly Watched[] {
  const match = matchOf(phase, game);
  if (!match) return [];
  const { players } = match;
  const { perfect } = gameLosses[game.family];
  const bound = perfect === undefined ? {} : { perfect };
  const scale = perfect === undefined ? {} : { value: { metric: name, blind: equilibrium.value, perfect } };
  const more = isShownMore(game) ? ({ isShownMore: true } as const) : {};
  const [onReal, onFake] = accuracies(b, lowerer, game);
  const watched: Watched[] = [
    {
      monitor: {
        name: `${name}.value`,
        kind: 'value',
        metric: name,
        equilibrium,
        ...bound,
        ...more,
        players,
      },
      outputs: new Map(),
    },
    {
      monitor: {
        name: `${name}.accuracy`,
        kind: 'accuracy',
        real: `${name}.accuracyReal`,
        fake: `${name}.accuracyFake`,
        ...scale,
        ...more,
        players,
      },
      outputs: new Map([
        [`${name}.accuracyReal`, onReal],
        [`${name}.accuracyFake`, onFake],
      ]),
    },
  ];
  const [apart, wanted] = [match.fake, match.real].map((one) => meanDistance(b, lowerer, one));
  if (apart && wanted) {
    const output = `${name}.diversity`;
    watched.push({
      monitor: { name: output, kind: 'diversity', output, players },
      outputs: new Map([[output, b.divide(apart, b.maximum(wanted, 1e-12))]]),
    });
  }
  return watched;
}

/** Who plays what with which examples. */
interface Match {
  readonly players: Players;
  readonly real: TypedNode;
  readonly fake: TypedNode;
}

/** The match of a game; undefined where the phase doesn't train both sides. */
function matchOf(phase: TypedPhase, game: GameValue): Match | undefined {
  const [onReal, onFake] = [judgement(game.real), judgement(game.fake)];
  if (!onReal || !onFake) return undefined;
  const { judge } = onFake;
  const trained = new Set(phase.updates.flatMap((update) => update.networks));
  if (!trained.has(judge)) return undefined;
  const reach = new NetworkReach(false);
  const makersOf = (node: TypedNode): readonly string[] =>
    [...reach.of(node)].filter((one) => trained.has(one) && one !== judge);
  // What is judged under a condition stands beside it: the argument that a player makes.
  const at = onFake.examples.findIndex((example) => makersOf(example).length > 0);
  const [real, fake] = [onReal.examples[at], onFake.examples[at]];
  if (!real || !fake) return undefined;
  const makers = makersOf(fake);
  // The player is the network that makes the sample, not one that it starts from.
  const last = fake.form.kind === 'call' ? fake.form.call.state : '';
  const generator = makers.includes(last) ? last : makers[0]!;
  return { players: { discriminator: judge, generator }, real, fake };
}

/** The network that gives the first score, and what it is given: those of the outermost call. */
function judgement([score]: readonly TypedNode[]):
  { readonly judge: string; readonly examples: readonly TypedNode[] } | undefined {
  let found: ReturnType<typeof judgement>;
  if (!score) return undefined;
  visit(score, new Set(), ({ form, inputs }) => {
    if (!found && form.kind === 'call') found = { judge: form.call.state, examples: inputs };
    return !found;
  });
  return found;
}

/** The shares of scores on their own side of the decision; a score right on it is half right. */
function accuracies(b: GraphBuilder, lowerer: Lowerer, game: GameValue): readonly [Value, Value] {
  const { decision } = gameLosses[game.family];
  const scores = (nodes: readonly TypedNode[]): readonly Value[] =>
    nodes.map((node) => lowerer.lower(node).value);
  const [real, fake] = [scores(game.real), scores(game.against)];
  const mean = (values: readonly Value[]): Value =>
    b.multiply(
      values.map((one) => b.mean(one)).reduce((sum, one) => b.add(sum, one)),
      1 / values.length,
    );
  const limit = decision === 'middle' ? b.multiply(b.add(mean(real), mean(fake)), 0.5) : b.constant(decision);
  const above = (values: readonly Value[]): Value =>
    mean(values.map((one) => b.add(b.multiply(b.sign(b.subtract(one, limit)), 0.5), 0.5)));
  return [above(real), b.subtract(b.constant(1), above(fake))];
}

/**
 * The mean Euclidean distance of two examples of the batch, by each and the one after it: as right as that of all pairs, and 0 to the bit
 * where all are equal. Undefined for what is no batch.
 */
function meanDistance(b: GraphBuilder, lowerer: Lowerer, example: TypedNode): Value | undefined {
  if (example.type.element === 'class') return undefined;
  const { value, plates } = lowerer.lower(example);
  const [count = 0] = value.shape;
  if (plates.length !== 1 || plates[0]!.name !== batchPlate || count < 2) return undefined;
  const size = value.shape.slice(1).reduce((product, one) => product * one, 1);
  const rows = b.reshape(value, [count, size]);
  const [first, others] = [b.slice(rows, [0, 0], [1, size]), b.slice(rows, [1, 0], [count - 1, size])];
  const apart = b.subtract(rows, b.concat([others, first], 0));
  return b.mean(b.sqrt(b.sum(b.square(apart), [1])));
}
