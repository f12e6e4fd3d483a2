/** @file Names in scope: a chain of maps. Values are computed at most once, on first use, so that order does not matter. */
import type { Value } from '../types/value.ts';

export class Scope {
  private readonly values = new Map<string, Value | (() => Value)>();
  private readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  define(name: string, value: Value | (() => Value)): void {
    this.values.set(name, value);
  }

  /** The value of a name; undefined where it is not in scope. */
  find(name: string): Value | undefined {
    const own = this.values.get(name);
    if (typeof own === 'function') {
      const value = own();
      this.values.set(name, value);
      return value;
    }
    return own ?? this.parent?.find(name);
  }
}
