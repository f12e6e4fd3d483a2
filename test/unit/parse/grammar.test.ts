/** @file The page gen.ebnf is the parser's grammar: same rules and, in each rule, the same words and parts. */
import { readFileSync } from 'node:fs';
import type { TokenType } from 'chevrotain';
import { describe, expect, it } from 'vitest';
import { GenParser } from '../../../grammar/parser.ts';
import { allTokens, keywords, reservedWords } from '../../../grammar/tokens.ts';

/** A sequence of symbols with its brackets, alternatives in source order: the same form for both sides. */
type Outline = readonly string[];

function readPage(): ReadonlyMap<string, Outline> {
  const page = readFileSync(new URL('../../../grammar/gen.ebnf', import.meta.url), 'utf8');
  const rules = new Map<string, Outline>();
  const symbols = page.replaceAll(/\(\*[^]*?\*\)/g, ' ').match(/"[^"]*"|[A-Za-z]\w*|[{}[\]()|;=]/g);
  let name = '';
  let outline: string[] = [];
  for (const [index, symbol] of (symbols ?? []).entries()) {
    if (symbol === ';') {
      rules.set(name, outline);
      outline = [];
      name = '';
    } else if (name === '') {
      expect(symbols?.[index + 1]).toBe('=');
      name = symbol;
    } else if (symbol !== '=') outline.push(symbol);
  }
  return rules;
}

interface Production {
  readonly type: string;
  readonly definition?: readonly Production[];
  readonly terminalType?: TokenType;
  readonly nonTerminalName?: string;
}

const named = new Set(['Identifier', 'UnitWord', 'Role', 'Number', 'String', 'EOF']);

/** The symbols of a rule of the parser, without its brackets. */
function symbolsOf(production: Production): readonly string[] {
  if (production.nonTerminalName !== undefined) return [production.nonTerminalName];
  const type = production.terminalType;
  if (type) return [named.has(type.name) ? type.name : `"${type.LABEL ?? type.name}"`];
  return (production.definition ?? []).flatMap(symbolsOf);
}

/** Counts the brackets of each kind on the parser's side: what repeats, and what may be left out. */
function countOf(production: Production, type: string): number {
  const below = production.nonTerminalName === undefined ? (production.definition ?? []) : [];
  return Number(production.type === type) + below.reduce((sum, one) => sum + countOf(one, type), 0);
}

const page = readPage();
const productions = new GenParser({
  validate: true,
}).getSerializedGastProductions() as unknown as (Production & {
  readonly name: string;
})[];
const labels = new Map(allTokens.map((type) => [type.name, type]));
const restore = (one: Production): Production => {
  const serialized = one as Production & { readonly name: string };
  const definition = (one.definition ?? []).map(restore);
  if (one.type === 'Terminal') {
    return {
      type: one.type,
      terminalType: labels.get(serialized.name) ?? ({ name: serialized.name } as TokenType),
    };
  }
  if (one.type === 'NonTerminal') return { type: one.type, nonTerminalName: serialized.name };
  return { type: one.type, definition };
};
const rules = new Map(
  productions.filter((one) => one.name !== 'skipped').map((one) => [one.name, restore(one)]),
);

describe('gen.ebnf', () => {
  it('has the rules of the parser, and no others', () => {
    expect([...page.keys()].sort()).toEqual([...rules.keys()].sort());
  });

  it.each([...rules])('%s has the same symbols in the same order', (name, rule) => {
    const written = (page.get(name) ?? []).filter((symbol) => /^["A-Za-z]/.test(symbol));
    expect(written).toEqual(symbolsOf(rule));
  });

  it.each([...rules])('%s repeats and leaves out the same', (name, rule) => {
    const written = page.get(name) ?? [];
    expect(written.filter((symbol) => symbol === '{')).toHaveLength(countOf(rule, 'Repetition'));
    expect(written.filter((symbol) => symbol === '[')).toHaveLength(countOf(rule, 'Option'));
  });

  it('uses every keyword of the lexer', () => {
    const text = [...page.values()].flat();
    const classes = ['step', 'epoch', 'encoder', 'decoder', 'generator', 'discriminator', 'network'];
    const unused = [...keywords.keys()].filter((word) => !text.includes(`"${word}"`));
    expect(unused.sort()).toEqual(classes.sort());
    expect(reservedWords).toHaveLength(10);
  });
});
