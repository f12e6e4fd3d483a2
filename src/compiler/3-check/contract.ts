/**
 * @file What a block needs of the sizes that its callers give: collected while it is checked by itself (block-check.ts), put into words
 * for its printed signature, and held against the sizes of each call. Every size of a value must be a whole number of at least 1, so
 * what must divide, and how large an image must be, follows from the values of the body; sizes that must agree are told by
 * those who compare them.
 */
import type { Span } from '../source/source.ts';
import {
  alwaysSame,
  countOf,
  divideDims,
  formatDim,
  isAbove,
  isKnown,
  multiplyDims,
  polynomialOf,
  sameDim,
  substitute,
  unknownSize,
} from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import {
  asFraction,
  constantValue,
  isNeverWhole,
  isPositive,
  symbolDim,
  symbolsOf,
} from '../types/polynomial.ts';
import type { Polynomial, SizeSymbol } from '../types/polynomial.ts';

/** `size` is whole, is at least 1, or `left` is `right`; because of what stands at `span`. */
export type Need = { readonly span: Span } & (
  | { readonly kind: 'whole' | 'positive'; readonly size: Polynomial }
  | { readonly kind: 'equal'; readonly left: Dim; readonly right: Dim }
);

/** The sizes of one call: of free sizes and of Int parameters, by name. */
export type Sizes = ReadonlyMap<string, Dim>;

/** Collects the needs of the block that is being checked. */
export class Contract {
  /** The block that is checked. */
  readonly block: string;
  private readonly found = new Map<string, Need>();
  /** What each symbol is known to be divisible by, and at least, from the needs that were found. */
  private readonly divisors = new Map<string, Dim>();
  private readonly minima = new Map<string, number>();
  private readonly names = new Set<string>();
  private branches = 0;

  constructor(block: string) {
    this.block = block;
  }

  /** True where every call of the block comes. */
  get isUnconditional(): boolean {
    return this.branches === 0;
  }

  /** A name for a symbol that no other has. */
  fresh(name: string): string {
    let unique = name;
    while (this.names.has(unique)) unique += "'";
    this.names.add(unique);
    return unique;
  }

  /** What `body` needs is needed in a branch or a turn of a loop that a caller may never take: it is no part of the contract. */
  within<T>(body: () => T): T {
    this.branches += 1;
    try {
      return body();
    } finally {
      this.branches -= 1;
    }
  }

  private add(need: Need): void {
    const text = textOfNeed(need);
    if (text === '' || this.found.has(text)) return;
    const minimum = need.kind === 'positive' ? leastOf(need.size) : undefined;
    // The larger of two minima holds the smaller one.
    if (minimum) this.found.delete(`${minimum.of} at least ${this.minima.get(minimum.of)}`);
    if (minimum) this.minima.set(minimum.of, minimum.least);
    const division = need.kind === 'whole' ? divisibility(need.size) : undefined;
    if (division) {
      const known = this.divisors.get(division.of);
      const all = jointly(known === undefined ? [division.by] : [known, division.by]);
      this.divisors.set(division.of, countOf(all));
    }
    this.found.set(text, need);
  }

  get needs(): readonly Need[] {
    return [...this.found.values()];
  }

  /** Notes that a size that a value has is a whole number of at least 1, where that does not follow from what is needed already. */
  size(dim: Dim, span: Span): void {
    if (this.branches > 0) return;
    const whole = polynomialOf(substitute(dim, (symbol) => this.multiple(symbol)));
    if (whole && constantValue(asFraction(whole)?.divisor ?? whole) !== 1)
      this.add({ kind: 'whole', size: polynomialOf(dim)!, span });
    const least = polynomialOf(substitute(dim, (symbol) => this.raised(symbol)));
    if (least && !isPositive(least)) this.add({ kind: 'positive', size: polynomialOf(dim)!, span });
  }

  equal(left: Dim, right: Dim, span: Span): void {
    if (this.branches === 0 && !alwaysSame(left, right) && polynomialOf(left) && polynomialOf(right))
      this.add({ kind: 'equal', left, right, span });
  }

  /** A symbol as the multiple of another that it is known to be: 2 * h where 2 must divide h. */
  private multiple(symbol: SizeSymbol): Dim {
    return multiplyDims(this.divisors.get(symbol.name) ?? 1, symbolDim(symbol));
  }

  /** A symbol that is as large as it is known to be. */
  private raised(symbol: SizeSymbol): Dim {
    return symbolDim({
      ...symbol,
      least: Math.max(symbol.least, this.minima.get(symbol.name) ?? symbol.least),
    });
  }

  /** Takes on a need of a block that is called, with the sizes of the call in it. */
  takeOn(need: Need, sizes: Sizes): void {
    if (need.kind === 'equal') this.equal(inCall(need.left, sizes), inCall(need.right, sizes), need.span);
    else this.size(inCall(need.size, sizes), need.span);
  }
}

/** A size of a block's body at a call; unknown where it depends on what has no name at the call. */
export function inCall(dim: Dim, sizes: Sizes): Dim {
  return substitute(dim, ({ name }) => sizes.get(name) ?? unknownSize);
}

/** False where the sizes of a call can't fulfil a need. */
export function isMet(need: Need, sizes: Sizes): boolean {
  if (need.kind === 'equal') return sameDim(inCall(need.left, sizes), inCall(need.right, sizes));
  const size = inCall(need.size, sizes);
  if (need.kind === 'positive') return !isAbove(1, size);
  if (isKnown(size)) return Number.isInteger(size);
  return size.kind !== 'polynomial' || !isNeverWhole(size);
}

/** What must be divisible by what: the fraction's two sides in lowest terms; undefined where it is whole in any case. */
function divisibility(size: Polynomial): { readonly of: string; readonly by: Dim } | undefined {
  const fraction = asFraction(size);
  if (!fraction) return undefined;
  const by = constantValue(fraction.divisor) ?? fraction.divisor;
  if (by === 1) return undefined;
  // Coprime factors of a single product say nothing of divisibility: 3 * h by 2 is h by 2.
  const [only, ...others] = fraction.numerator.terms;
  const of =
    only && others.length === 0 && isKnown(by)
      ? divideDims(fraction.numerator, only.numerator)
      : fraction.numerator;
  return { of: formatDim(of), by };
}

/** How far from a size, and how far from 1, others are tried in its place. */
const searched = 4096;

/** The least value of the one symbol of `size`, for which it is at least 1: `h at least 4`; otherwise in its own words. */
function leastOf(size: Polynomial): { readonly of: string; readonly least: number } | undefined {
  const [symbol, ...others] = symbolsOf(size);
  if (!symbol || others.length > 0) return { of: formatDim(size), least: 1 };
  const least = Math.max(symbol.least, 1);
  for (let value = least; value <= least + searched; value++) {
    const at = substitute(size, () => value);
    // Between whole sizes the least one is sought, not the least that divides: that is another need.
    if (isKnown(at) && at >= 1) return value === least ? undefined : { of: symbol.name, least: value };
  }
  return { of: formatDim(size), least: 1 };
}

/** One need in words; '' for one that holds in any case. */
function textOfNeed(need: Need): string {
  if (need.kind === 'equal') return `${formatDim(need.left)} = ${formatDim(need.right)}`;
  if (need.kind === 'positive') {
    const minimum = leastOf(need.size);
    return minimum ? `${minimum.of} at least ${minimum.least}` : '';
  }
  const division = divisibility(need.size);
  return division ? `${division.of} divisible by ${formatDim(division.by)}` : '';
}

/** `h`, `h and w`, `h, w and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** All needs in words, as they stand in a signature: `h and w divisible by 2, h at least 4`; '' for none. */
export function formatNeeds(needs: readonly Need[]): string {
  const divisors = new Map<string, Dim[]>();
  const minima = new Map<string, number>();
  const equations: string[] = [];
  for (const need of needs) {
    if (need.kind === 'equal') equations.push(textOfNeed(need));
    else if (need.kind === 'positive') {
      const minimum = leastOf(need.size);
      if (minimum) minima.set(minimum.of, Math.max(minima.get(minimum.of) ?? 0, minimum.least));
    } else {
      const division = divisibility(need.size);
      if (division) divisors.set(division.of, [...(divisors.get(division.of) ?? []), division.by]);
    }
  }
  const grouped = new Map<string, string[]>();
  const put = (clause: string, name: string): void => {
    grouped.set(clause, [...(grouped.get(clause) ?? []), name]);
  };
  for (const [of, by] of divisors) for (const one of jointly(by)) put(`divisible by ${formatDim(one)}`, of);
  for (const [of, least] of minima) put(`at least ${least}`, of);
  return [...[...grouped].map(([clause, names]) => `${listed(names)} ${clause}`), ...equations].join(', ');
}

/** Numbers that must all divide are one number, their least common multiple. */
function jointly(divisors: readonly Dim[]): readonly Dim[] {
  const numbers = divisors.filter(isKnown);
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const multiple = numbers.reduce((a, b) => (a * b) / gcd(a, b), 1);
  return [...(numbers.length > 0 ? [multiple] : []), ...divisors.filter((one) => !isKnown(one))];
}

/** The symbols that a need speaks of. */
export function symbolsOfNeed(need: Need): readonly SizeSymbol[] {
  const dims = need.kind === 'equal' ? [need.left, need.right] : [need.size];
  return [
    ...new Set(dims.flatMap((dim) => symbolsOf(polynomialOf(dim) ?? { kind: 'polynomial', terms: [] }))),
  ];
}

/**
 * The nearest values of the size `name`, below and above the one of the call, with which all needs are met while the other sizes stay;
 * those needs that other sizes alone offend are left aside.
 */
export function nearestSizes(needs: readonly Need[], sizes: Sizes, name: string): readonly number[] {
  const now = sizes.get(name);
  if (now === undefined || !isKnown(now)) return [];
  const own = needs.filter((need) => symbolsOfNeed(need).some((symbol) => symbol.name === name));
  const works = (value: number): boolean => {
    const tried = new Map([...sizes, [name, value]]);
    return own.every((need) => isMet(need, tried));
  };
  const below = downFrom(now - 1).find(works) ?? downFrom(Math.min(now - 1, searched)).find(works);
  const above = Array.from({ length: searched }, (_, i) => now + 1 + i).find(works);
  return [below, above].filter((value) => value !== undefined);
}

/** Sizes from one downwards. */
function downFrom(first: number): readonly number[] {
  return Array.from({ length: Math.min(first, searched) }, (_, i) => first - i);
}
