/**
 * @file What of a phase is watched, as plan data: one graph that looks at the players beside the steps, and what each of its numbers
 * means. The bands that they should stay in, and what is said where they don't, are the runtime's (bands.ts).
 */
import type { GraphPlan, SpecPlace } from '../plan.ts';

/** The graph reads state, data and draws as a step of the phase does, and gives values alone: nothing moves by it. */
export interface HealthPlan {
  /** Examples that it looks at: the batch of a step, or one part of it. */
  readonly batch: number;
  readonly graph: GraphPlan;
  readonly monitors: readonly MonitorPlan[];
}

/** Names of networks, for sentences. */
export interface Players {
  readonly discriminator: string;
  readonly generator: string;
}

/** What a game logs as `metric`: of a discriminator that gives every example one score, and of one that is right about everything. */
export interface ValueScale {
  readonly metric: string;
  readonly blind: number;
  readonly perfect: number;
}

/** `name` is what it is called and silenced by: `V.accuracy`. Outputs of the graph are named as the columns that they fill. */
export type MonitorPlan = { readonly name: string; readonly place: SpecPlace } & (
  | {
      /** The value of a game, which the steps log as `metric`. */
      readonly kind: 'value';
      readonly metric: string;
      readonly equilibrium: { readonly value: number; readonly label: string };
      /** What it is where the discriminator is right about everything; absent where it has no bound. */
      readonly perfect?: number;
      /** True where the discriminator is shown more than samples as fake: the equilibrium lies between a blind one and a perfect one. */
      readonly isShownMore?: true;
      readonly players: Players;
    }
  | {
      /** The shares of real and of generated examples that the discriminator takes for what they are. */
      readonly kind: 'accuracy';
      readonly real: string;
      readonly fake: string;
      /** Tells how sure of them it is; absent for a critic, which may tell them apart as well as it can. */
      readonly value?: ValueScale;
      readonly isShownMore?: true;
      readonly players: Players;
    }
  | {
      /** The mean distance of two generated examples over that of two real ones. */
      readonly kind: 'diversity';
      readonly output: string;
      readonly players: Players;
    }
  | {
      /** One number for each unit: its KL divergence in nats, or the variance of a code over the batch. */
      readonly kind: 'units';
      readonly of: 'divergence' | 'variance';
      readonly output: string;
      readonly units: number;
      /** The network that makes them, or the term that they are summed in. */
      readonly subject: string;
    }
  | {
      /** The norm of the gradient of an update's terms by the weights of its networks. */
      readonly kind: 'gradient';
      readonly output: string;
      readonly networks: readonly string[];
    }
);
