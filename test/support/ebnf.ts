/**
 * @file grammar/gen.ebnf read as rules, and texts made of them at random. What the page tells in prose is kept where it is easy (an item of a body stands on
 * a line of its own, a range has an end); other texts come out faulty now and then.
 */
import { readFileSync } from 'node:fs';

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'option' | 'repetition'; readonly part: Part };

/** The rules of the page by name. */
export function readRules(): ReadonlyMap<string, Part> {
  const page = readFileSync(new URL('../../grammar/gen.ebnf', import.meta.url), 'utf8');
  const symbols = page.replaceAll(/\(\*[^]*?\*\)/g, ' ').match(/"[^"]*"|[A-Za-z]\w*|[{}[\]()|;=]/g) ?? [];
  let at = 0;
  const choice = (): Part => {
    const parts = [sequence()];
    while (symbols[at] === '|') {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  };
  const closed = (): Part => {
    at += 1;
    const inner = choice();
    at += 1;
    return inner;
  };
  const sequence = (): Part => {
    const parts: Part[] = [];
    for (let one = symbols[at]; one !== undefined && !'|)]};'.includes(one); one = symbols[at]) {
      if (one === '(') parts.push(closed());
      else if (one === '[') parts.push({ kind: 'option', part: closed() });
      else if (one === '{') parts.push({ kind: 'repetition', part: closed() });
      else {
        at += 1;
        parts.push(
          one.startsWith('"') ? { kind: 'text', text: one.slice(1, -1) } : { kind: 'rule', name: one },
        );
      }
    }
    return { kind: 'sequence', parts };
  };
  const rules = new Map<string, Part>();
  while (at < symbols.length) {
    const name = symbols[at]!;
    at += 2;
    rules.set(name, choice());
    at += 1;
  }
  return rules;
}

/** A number in [0, 1) at each call. */
export type Chance = () => number;

/** Rules that stand on a line of their own: members, statements and entries. */
const ownLine =
  /^(topLevel|modelMember|trainStatement|updateMember|evaluateStatement|bodyItem|dataItem|entry)$/;

/** What a rule is brought to where a text is deep enough. */
const shortest: Readonly<Record<string, string>> = {
  expression: 'x',
  postfix: '2',
  sum: 'n',
  type: 'Real',
  body: '{ x }',
  parameters: '()',
  entries: '{ }',
};

/** A text of the rule `from`. The more `room`, the deeper its expressions and the longer its lists. */
export function makeText(
  rules: ReadonlyMap<string, Part>,
  from: string,
  chance: Chance,
  room: number,
): string {
  const among = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const words: Readonly<Record<string, () => string>> = {
    Identifier: () => among(['x', 'y', 'n', 'dense', 'relu', 'Normal', 'z1', 'longerName', 'batch', 'mean']),
    Number: () => among(['0', '3', '20', '0.5', '1e-3']),
    String: () => among(['"a"', '"say \\"so\\""', '"two\\n"']),
    UnitWord: () => among(['step', 'steps', 'epoch', 'epochs', 'examples']),
    Role: () => among(['encoder', 'decoder', 'generator', 'discriminator', 'network']),
    EOF: () => '',
  };
  const make = (part: Part, depth: number): string => {
    switch (part.kind) {
      case 'text':
        return `${part.text} `;
      case 'sequence':
        return part.parts.map((one) => make(one, depth)).join('');
      case 'choice':
        return make(among(part.parts), depth);
      case 'option':
        return chance() < 0.4 ? make(part.part, depth) : '';
      case 'repetition':
        return chance() < 0.5 && depth > 0 ? make(part.part, depth - 1) + make(part, depth) : '';
      case 'rule':
        return rule(part.name, depth);
    }
  };
  const rule = (name: string, depth: number): string => {
    const word = words[name];
    if (word) return `${word()} `;
    if (depth <= 0 && shortest[name] !== undefined) return `${shortest[name]} `;
    // The value of a body is its last item.
    if (name === 'body') {
      const statements = Array.from({ length: Math.floor(chance() * 3) }, () =>
        rule(among(['let', 'sample', 'learned', 'defaults', 'optimize']), depth - 2),
      );
      return `{\n${[...statements, rule('expression', depth - 2)].join('\n')}\n} `;
    }
    // A range ends, but for that of a slice; a unit stands beside a plain number.
    if (name === 'range' && chance() < 0.8) return rule('sum', depth - 1);
    if (name === 'range') return `${rule('sum', depth - 1)}${among(['..', '..<'])} ${rule('sum', depth - 1)}`;
    if (name === 'quantity' && chance() < 0.9) return rule('postfix', depth - 1);
    if (name === 'quantity') return among(['3 epochs ', 'step 20 ', '2 * epochs ', '(n + 1) examples ']);
    const text = make(rules.get(name)!, depth - 1);
    return ownLine.test(name) ? `${text}\n` : text;
  };
  return rule(from, room);
}
