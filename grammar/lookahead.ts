/**
 * @file When the parser works out what each of its choices looks for: at the first time that it meets the choice, not before it
 * starts. There are some two hundred choices, a spec meets a part of them, and the rest would be most of the time that
 * making a parser takes.
 */
import { LLkLookaheadStrategy, type ILookaheadStrategy } from 'chevrotain';

type Alternation = ILookaheadStrategy['buildLookaheadForAlternation'];
type Optional = ILookaheadStrategy['buildLookaheadForOptional'];

/** Chevrotain's own strategy of one token ahead, choice by choice. */
export class LookaheadOnDemand implements ILookaheadStrategy {
  readonly #eager = new LLkLookaheadStrategy({ maxLookahead: 1 });

  validate(
    grammar: Parameters<ILookaheadStrategy['validate']>[0],
  ): ReturnType<ILookaheadStrategy['validate']> {
    return this.#eager.validate(grammar);
  }

  buildLookaheadForAlternation(place: Parameters<Alternation>[0]): ReturnType<Alternation> {
    let choose: ReturnType<Alternation> | undefined;
    const build = (): ReturnType<Alternation> => this.#eager.buildLookaheadForAlternation(place);
    // Chevrotain calls both with the parser as `this`.
    return function (this: unknown, alternatives) {
      choose ??= build();
      return choose.call(this, alternatives);
    };
  }

  buildLookaheadForOptional(place: Parameters<Optional>[0]): ReturnType<Optional> {
    let enters: ReturnType<Optional> | undefined;
    const build = (): ReturnType<Optional> => this.#eager.buildLookaheadForOptional(place);
    return function (this: unknown) {
      enters ??= build();
      return enters.call(this);
    };
  }
}
