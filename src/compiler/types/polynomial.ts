/**
 * @file Sizes in normal form: sums of products of named sizes and their inverses, with rational coefficients. Two sizes that are equal
 * by arithmetic alone have one form: n*2 and 2*n, (h/2)*2 and h. Division keeps the fraction; that it comes out whole is for
 * contracts to demand (3-check/contract.ts). Left out: sizes that are plain numbers, which dims.ts takes before it comes here.
 */

/** A size that a caller decides: `h` in `Image[h, w, c]`, an Int parameter, or the rounded quotient of a size. A whole number. */
export interface SizeSymbol {
  readonly name: string;
  /** No value is below it; -Infinity where nothing is known. */
  readonly least: number;
  /** floor(of / by), where that is what it stands for. */
  readonly floor?: { readonly of: Polynomial; readonly by: number };
}

export interface Factor {
  readonly symbol: SizeSymbol;
  /** Not 0; negative where it is divided by. */
  readonly power: number;
}

/** numerator / denominator * factors: coprime, the denominator positive, factors by name. */
export interface Term {
  readonly key: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly factors: readonly Factor[];
}

/** A sum of terms, by key, none of them 0. */
export interface Polynomial {
  readonly kind: 'polynomial';
  readonly terms: readonly Term[];
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

const keyOf = (factors: readonly Factor[]): string =>
  factors.map(({ symbol, power }) => `${symbol.name}^${power}`).join('*');

/** The term in lowest form; undefined where its coefficient can't be held exactly. */
function term(numerator: number, denominator: number, factors: readonly Factor[]): Term | undefined {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) return undefined;
  const divisor = greatestDivisor(numerator, denominator) * Math.sign(denominator);
  return {
    key: keyOf(factors),
    numerator: numerator / divisor,
    denominator: denominator / divisor,
    factors,
  };
}

/** The sum of terms in normal form; undefined where one couldn't be held. */
function sumOf(terms: readonly (Term | undefined)[]): Polynomial | undefined {
  const byKey = new Map<string, Term>();
  for (const one of terms) {
    if (!one) return undefined;
    const other = byKey.get(one.key);
    const sum = other
      ? term(
          one.numerator * other.denominator + other.numerator * one.denominator,
          one.denominator * other.denominator,
          one.factors,
        )
      : one;
    if (!sum) return undefined;
    byKey.set(one.key, sum);
  }
  const kept = [...byKey.values()].filter((one) => one.numerator !== 0);
  return { kind: 'polynomial', terms: kept.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

function productOf(a: Term, b: Term): Term | undefined {
  const powers = new Map(a.factors.map((factor) => [factor.symbol.name, factor]));
  for (const { symbol, power } of b.factors)
    powers.set(symbol.name, { symbol, power: (powers.get(symbol.name)?.power ?? 0) + power });
  const factors = [...powers.values()].filter(({ power }) => power !== 0);
  return term(
    a.numerator * b.numerator,
    a.denominator * b.denominator,
    factors.toSorted((x, y) => (x.symbol.name < y.symbol.name ? -1 : 1)),
  );
}

const inverseOf = (one: Term): Term | undefined =>
  term(
    one.denominator,
    one.numerator,
    one.factors.map(({ symbol, power }) => ({ symbol, power: -power })),
  );

export function symbolDim(symbol: SizeSymbol): Polynomial {
  const factors = [{ symbol, power: 1 }];
  return {
    kind: 'polynomial',
    terms: [{ key: keyOf(factors), numerator: 1, denominator: 1, factors }],
  };
}

/** A whole number as a polynomial; undefined for any other number. */
export function constantPolynomial(value: number): Polynomial | undefined {
  return Number.isSafeInteger(value) ? sumOf([term(value, 1, [])]) : undefined;
}

/** The value of a polynomial without symbols. */
export function constantValue({ terms }: Polynomial): number | undefined {
  const [first] = terms;
  if (!first) return 0;
  return terms.length === 1 && first.factors.length === 0 ? first.numerator / first.denominator : undefined;
}

export function addPolynomials(a: Polynomial, b: Polynomial): Polynomial | undefined {
  return sumOf([...a.terms, ...b.terms]);
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial | undefined {
  return sumOf(a.terms.flatMap((left) => b.terms.map((right) => productOf(left, right))));
}

export function negatePolynomial({ terms }: Polynomial): Polynomial {
  return { kind: 'polynomial', terms: terms.map((one) => ({ ...one, numerator: -one.numerator })) };
}

export function samePolynomial(a: Polynomial, b: Polynomial): boolean {
  return (
    a.terms.length === b.terms.length &&
    a.terms.every((one, i) => {
      const other = b.terms[i]!;
      return (
        one.key === other.key && one.numerator === other.numerator && one.denominator === other.denominator
      );
    })
  );
}

/** a / b where b is one term, or a is a multiple of b by one term; undefined otherwise. */
export function dividePolynomials(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const [lead] = b.terms;
  const inverse = lead && inverseOf(lead);
  if (!inverse) return undefined;
  if (b.terms.length === 1) return sumOf(a.terms.map((one) => productOf(one, inverse)));
  const [first] = a.terms;
  const quotient = first && sumOf([productOf(first, inverse)]);
  const back = quotient && multiplyPolynomials(quotient, b);
  return back && samePolynomial(back, a) ? quotient : undefined;
}

/** p as numerator / divisor, both without fractions; the divisor is one term. */
export function asFraction(
  p: Polynomial,
): { readonly numerator: Polynomial; readonly divisor: Polynomial } | undefined {
  let multiple = 1;
  const powers = new Map<string, Factor>();
  for (const { denominator, factors } of p.terms) {
    multiple = (multiple * denominator) / greatestDivisor(multiple, denominator);
    for (const { symbol, power } of factors)
      if (power < 0 && -power > (powers.get(symbol.name)?.power ?? 0))
        powers.set(symbol.name, { symbol, power: -power });
  }
  const factors = [...powers.values()].toSorted((a, b) => (a.symbol.name < b.symbol.name ? -1 : 1));
  const divisor = sumOf([term(multiple, 1, factors)]);
  const numerator = divisor && multiplyPolynomials(p, divisor);
  return numerator && { numerator, divisor };
}

/** A number that p is never below, for whatever values its symbols have; -Infinity where none is known. */
function leastValue(p: Polynomial): number {
  // Inverses are cleared by factors that are above 0; then each symbol is written as its least value and a rest that is at least 0.
  const fraction = asFraction(p);
  if (!fraction || fraction.divisor.terms.some((one) => one.factors.some(({ symbol }) => symbol.least < 1)))
    return -Infinity;
  let total: Polynomial | undefined = { kind: 'polynomial', terms: [] };
  for (const one of fraction.numerator.terms) {
    let product = sumOf([term(one.numerator, one.denominator, [])]);
    for (const { symbol, power } of one.factors) {
      const least = constantPolynomial(symbol.least);
      const shifted = least && addPolynomials(symbolDim(symbol), least);
      for (let i = 0; i < power && product; i++)
        product = shifted ? multiplyPolynomials(product, shifted) : undefined;
    }
    total = product && total && addPolynomials(total, product);
    if (!total) return -Infinity;
  }
  if (total.terms.some((one) => one.factors.length > 0 && one.numerator < 0)) return -Infinity;
  const least = total.terms.find((one) => one.factors.length === 0)?.numerator ?? 0;
  const divisor = constantValue(fraction.divisor);
  // Divided by a size that may be large, what is above 0 stays so and is as small as one likes.
  return divisor === undefined ? (least > 0 ? Number.MIN_VALUE : least < 0 ? -Infinity : 0) : least / divisor;
}

/** True where p is above 0 for all values that its symbols can have; false where that is not so, or can't be told. */
export function isPositive(p: Polynomial): boolean {
  return leastValue(p) > 0;
}

/** True where p is a whole number for no value of its symbols: 2 * h + 1 over 2. */
export function isNeverWhole(p: Polynomial): boolean {
  const fraction = asFraction(p);
  const by = fraction && constantValue(fraction.divisor);
  if (!fraction || by === undefined) return false;
  const rest = fraction.numerator.terms.filter((one) => one.numerator % by !== 0);
  return rest.length === 1 && rest[0]!.factors.length === 0;
}

/** floor(p / by) for a whole number `by`: what divides evenly comes out, the rest is a symbol of its own. */
export function floorPolynomial(p: Polynomial, by: number): Polynomial | undefined {
  const isEven = (one: Term): boolean =>
    one.denominator === 1 && one.numerator % by === 0 && one.factors.every(({ power }) => power > 0);
  const even = p.terms.filter((one) => one.factors.length > 0 && isEven(one));
  const constant = p.terms.find((one) => one.factors.length === 0 && one.denominator === 1)?.numerator ?? 0;
  const whole = Math.floor(constant / by);
  const divisor = constantPolynomial(by);
  const outside = divisor && dividePolynomials({ kind: 'polynomial', terms: even }, divisor);
  const wholePolynomial = constantPolynomial(whole);
  const start = outside && wholePolynomial && addPolynomials(outside, wholePolynomial);
  const isOutside = (one: Term): boolean =>
    even.includes(one) || (one.factors.length === 0 && one.denominator === 1);
  const inside = sumOf([
    ...p.terms.filter((one) => !isOutside(one)),
    ...(constant - whole * by === 0 ? [] : [term(constant - whole * by, 1, [])]),
  ]);
  if (!start || !inside) return undefined;
  if (constantValue(inside) !== undefined) return start;
  const text = formatPolynomial(inside);
  const bare = inside.terms.length === 1 && !text.includes('/') ? text : `(${text})`;
  const least = Math.floor(leastValue(inside) / by);
  const rounded = symbolDim({ name: `floor(${bare}/${by})`, least, floor: { of: inside, by } });
  return addPolynomials(start, rounded);
}

/** Every symbol of p, those inside of rounded quotients too. */
export function symbolsOf(p: Polynomial): readonly SizeSymbol[] {
  return [
    ...new Set(
      p.terms.flatMap((one) =>
        one.factors.flatMap(({ symbol }) => (symbol.floor ? symbolsOf(symbol.floor.of) : [symbol])),
      ),
    ),
  ];
}

/** True where p holds a rounded quotient, whose normal form is not unique. */
export function hasRounding(p: Polynomial): boolean {
  return p.terms.some((one) => one.factors.some(({ symbol }) => symbol.floor !== undefined));
}

/** `2*h + 1`, `h/2`, `h*w/by`: the largest degree first, numbers last. */
export function formatPolynomial(p: Polynomial): string {
  const degree = (one: Term): number => one.factors.reduce((sum, { power }) => sum + power, 0);
  const terms = p.terms.toSorted((a, b) => degree(b) - degree(a) || (a.key < b.key ? -1 : 1));
  if (terms.length === 0) return '0';
  return terms
    .map((one, i) => {
      const text = formatTerm(one);
      if (i === 0) return one.numerator < 0 ? `-${text}` : text;
      return one.numerator < 0 ? `- ${text}` : `+ ${text}`;
    })
    .join(' ');
}

/** Without its sign. */
function formatTerm({ numerator, denominator, factors }: Term): string {
  const power = ({ symbol, power: of }: Factor): string =>
    Math.abs(of) === 1 ? symbol.name : `${symbol.name}^${Math.abs(of)}`;
  const size = Math.abs(numerator);
  const above = factors.filter((one) => one.power > 0).map(power);
  const below = factors.filter((one) => one.power < 0).map(power);
  const over = [...(size === 1 && above.length > 0 ? [] : [String(size)]), ...above].join('*');
  const under = [...(denominator === 1 ? [] : [String(denominator)]), ...below];
  if (under.length === 0) return over;
  return `${over}/${under.length === 1 ? under[0]! : `(${under.join('*')})`}`;
}
