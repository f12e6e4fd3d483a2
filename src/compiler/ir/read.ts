/**
 * @file Reads the text that print.ts writes back into the same graph. Types are taken as they stand (verify.ts checks
 * them); unknown ops, wrong attributes and broken lines throw a `GraphTextError` that names line and fault.
 */
import { attributeFault } from '../ops/attribute-kinds.ts';
import type { DType } from '../ops/attributes.ts';
import { isOpName } from '../ops/registry.ts';
import type { AnyNode, Graph, GraphOutput, Origin } from './graph.ts';

/** A fault in a graph's text; `line` counts from 1. */
export class GraphTextError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'GraphTextError';
    this.line = line;
  }
}

/** The graph that `text` describes. */
export function readGraph(text: string): Graph {
  const lines = text.split('\n').map((line, index) => new LineReader(line, index + 1));
  const filled = lines.filter((line) => !line.isBlank());
  const [head, ...rest] = filled;
  const foot = rest.pop();
  if (!head || !foot) throw new GraphTextError(1, 'expected a graph: graph "name" { ... }');
  head.expect('graph');
  const name = head.quoted();
  head.expect('{');
  head.end();
  const nodes: AnyNode[] = [];
  const outputs: GraphOutput[] = [];
  for (const line of rest) {
    if (line.accept('output')) outputs.push(readOutput(line));
    else nodes.push(readNode(line));
  }
  foot.expect('}');
  foot.end();
  return { name, nodes, outputs };
}

function readOutput(line: LineReader): GraphOutput {
  const name = line.quoted();
  line.expect('=');
  const node = line.nodeId();
  line.end();
  return { name, node };
}

function readNode(line: LineReader): AnyNode {
  const id = line.nodeId();
  line.expect(':');
  const dtype = line.match(/f32|i32|bool/y, 'a dtype (f32, i32, bool)') as DType;
  const shape = line.value() as number[];
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0);
  if (!isShape) line.fail('expected a shape like [128, 10]');
  line.expect('=');
  const op = line.match(/\w+/y, 'an op');
  if (!isOpName(op)) return line.fail(`there is no op ${op}`);
  line.expect('(');
  const inputs: number[] = [];
  while (!line.accept(')')) {
    if (inputs.length > 0) line.expect(',');
    inputs.push(line.nodeId());
  }
  const attributes: Record<string, unknown> = {};
  if (line.accept('{')) {
    while (!line.accept('}')) {
      if (Object.keys(attributes).length > 0) line.expect(',');
      const key = line.match(/\w+/y, 'an attribute');
      line.expect(':');
      attributes[key] = line.value();
    }
  }
  const fault = attributeFault(op, attributes);
  if (fault) line.fail(fault);
  // the attributes fit the op: attributeFault has compared them with its declaration
  return { id, op, inputs, attributes, shape, dtype, origin: line.origin() } as unknown as AnyNode;
}

/** A cursor over one line; spaces between words don't count. */
class LineReader {
  private readonly text: string;
  private readonly line: number;
  private at = 0;

  constructor(text: string, line: number) {
    this.text = text.trimEnd();
    this.line = line;
  }

  isBlank(): boolean {
    return this.text === '';
  }

  fail(message: string): never {
    throw new GraphTextError(this.line, message);
  }

  accept(word: string): boolean {
    this.skipSpaces();
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  expect(word: string): void {
    if (!this.accept(word)) this.fail(`expected ${word} at: ${this.rest()}`);
  }

  match(pattern: RegExp, what: string): string {
    this.skipSpaces();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return this.fail(`expected ${what} at: ${this.rest()}`);
    this.at += found.length;
    return found;
  }

  nodeId(): number {
    return Number(this.match(/%\d+/y, 'a node like %3').slice(1));
  }

  quoted(): string {
    const text = this.match(/"(?:[^"\\]|\\.)*"/y, 'a quoted text');
    try {
      return JSON.parse(text) as string;
    } catch {
      return this.fail(`bad text ${text}`);
    }
  }

  value(): unknown {
    this.skipSpaces();
    if (this.text[this.at] === '"') return this.quoted();
    if (this.accept('true')) return true;
    if (this.accept('false')) return false;
    if (!this.accept('[')) {
      return Number(this.match(/-?(?:Infinity|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)/y, 'a value'));
    }
    const items: unknown[] = [];
    while (!this.accept(']')) {
      if (items.length > 0) this.expect(',');
      items.push(this.value());
    }
    return items;
  }

  origin(): Origin {
    if (!this.accept('//')) {
      this.end();
      return { scope: [] };
    }
    const span = / ?@([^@]*):(\d+)\.\.(\d+)$/.exec(this.text.slice(this.at));
    const before = span ? this.text.slice(this.at, this.at + span.index) : this.text.slice(this.at);
    const label = /(^| )"([^"]*)"$/.exec(before);
    const scope = (label ? before.slice(0, label.index) : before).trim();
    return {
      scope: scope === '' ? [] : scope.split('/').map(unescapeText),
      ...(label ? { label: unescapeText(label[2]!) } : {}),
      ...(span
        ? { span: { path: unescapeText(span[1]!), start: Number(span[2]), end: Number(span[3]) } }
        : {}),
    };
  }

  end(): void {
    this.skipSpaces();
    if (this.at < this.text.length) this.fail(`nothing expected at: ${this.rest()}`);
  }

  private skipSpaces(): void {
    while (this.text[this.at] === ' ') this.at++;
  }

  private rest(): string {
    return this.at < this.text.length ? this.text.slice(this.at, this.at + 40) : 'the end of the line';
  }
}

function unescapeText(text: string): string {
  if (text === '%') return '';
  return text.replace(/%([0-9a-f]+);/g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)));
}
