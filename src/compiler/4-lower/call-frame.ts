/** @file Where the nodes of a step are evaluated: at its top, or inside of one call of a network. */
import type { Lowered, Mode } from '../types/lower-rule.ts';
import type { Plate } from '../types/plate.ts';
import type { TypedNode } from '../types/value.ts';

/** A place where nodes are evaluated: the top of a step, or one call of a network. */
export interface CallFrame {
  readonly path: string;
  readonly scope: readonly string[];
  readonly bindings: ReadonlyMap<TypedNode, Lowered>;
  /** The network whose body this is; '' outside of networks. */
  readonly network: string;
  /** The state that weights come from: a network's own or an average of it. */
  readonly state: string;
  readonly detached: boolean;
  readonly mode: Mode;
  /** Plates of random draws here. */
  readonly plates: readonly Plate[];
}
