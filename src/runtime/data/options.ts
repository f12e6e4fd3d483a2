/** @file Reads a loader's options with types and defaults; an option of another type or name is an `InputError`. */
import { InputError } from '../host.ts';
import type { ParamValue } from '../plan.ts';

/** The options of one loader or transform, as the spec gives them. Call `finish` when all were asked for. */
export class OptionReader {
  readonly #options: Readonly<Record<string, ParamValue>>;
  readonly #owner: string;
  readonly #where: string;
  readonly #asked = new Set<string>();

  /** `owner` is the loader's or transform's name, `where` the place in the spec. */
  constructor(options: Readonly<Record<string, ParamValue>>, owner: string, where: string) {
    this.#options = options;
    this.#owner = owner;
    this.#where = where;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'string') return value;
    return this.#refuse(name, 'a text');
  }

  number(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'number') return value;
    return this.#refuse(name, 'a number');
  }

  /** A whole number of at least `minimum` and at most `maximum`. */
  count(name: string, minimum = 1, maximum = Infinity): number | undefined {
    const value = this.number(name);
    if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum))
      return value;
    const most = maximum === Infinity ? '' : ` and at most ${maximum}`;
    return this.#refuse(name, `a whole number of at least ${minimum}${most}`);
  }

  /** A number above 0 and below 1. */
  fraction(name: string): number | undefined {
    const value = this.number(name);
    if (value === undefined || (value > 0 && value < 1)) return value;
    return this.#refuse(name, 'a number above 0 and below 1');
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value)) {
      const numbers = value.filter((item) => typeof item === 'number');
      if (numbers.length === value.length && numbers.length > 0) return numbers;
    }
    return this.#refuse(name, 'a list of numbers');
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value)) {
      const texts = value.filter((item) => typeof item === 'string');
      if (texts.length === value.length) return texts;
    }
    return this.#refuse(name, 'a list of texts');
  }

  choice<Name extends string>(name: string, choices: readonly Name[]): Name | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    return choices.find((choice) => choice === value) ?? this.#refuse(name, `one of ${choices.join(', ')}`);
  }

  /** The error for an option that must be given and is not. */
  missing(name: string, example: string): InputError {
    return new InputError(
      'data/option',
      this.#where,
      `${this.#owner} needs the option ${name}`,
      `write ${this.#owner}(${name}: ${example})`,
    );
  }

  /** Refuses options that nothing asked for. */
  finish(): void {
    for (const name of Object.keys(this.#options)) {
      if (this.#asked.has(name)) continue;
      const known = [...this.#asked].toSorted();
      throw new InputError(
        'data/option',
        this.#where,
        `${this.#owner} has no option ${name}`,
        known.length > 0 ? `it has: ${known.join(', ')}` : 'it has none; remove it',
      );
    }
  }

  #value(name: string): ParamValue | undefined {
    this.#asked.add(name);
    return this.#options[name];
  }

  #refuse(name: string, wanted: string): never {
    throw new InputError(
      'data/option',
      this.#where,
      `${this.#owner}: the option ${name} is ${JSON.stringify(this.#options[name])}`,
      `give ${wanted}`,
    );
  }
}
