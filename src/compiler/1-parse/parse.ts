/**
 * @file Stage 1: the text of one file to its syntax tree. Never throws, whatever the text: faults become diagnostics, and
 * what they spoil becomes `error...` nodes, which later stages skip. Names are not resolved here.
 */
import type { IToken } from 'chevrotain';
import { explainFault } from '../../../grammar/faults/explain-fault.ts';
import { explainBracketFault, explainTextFault } from '../../../grammar/faults/text-faults.ts';
import { lex, type LexedFile } from '../../../grammar/lex.ts';
import { parseTokens } from '../../../grammar/parser.ts';
import { layoutOf } from '../../../grammar/token-stream.ts';
import type { Comment, Module } from '../ast/ast.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import { positionAt, type SourceFile } from '../source/source.ts';
import { buildModule } from './build-declarations.ts';
import { buildExpression, buildSum } from './build-expressions.ts';
import { buildPostfix } from './build-operands.ts';
import { buildBody } from './build-statements.ts';
import { buildType } from './build-types.ts';
import type { Build } from './build.ts';
import { tokenSpan } from './cst.ts';

export interface ParseResult {
  readonly module: Module;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

const parsedFiles = new WeakMap<SourceFile, ParseResult>();

/** Parses a file, once for each object. Where `diagnostics` holds an error, `module` has error nodes. */
export function parse(file: SourceFile): ParseResult {
  // Whoever reads a spec parses it for its imports, and the compiler asks again.
  let result = parsedFiles.get(file);
  if (!result) parsedFiles.set(file, (result = parseText(file)));
  return result;
}

function parseText(file: SourceFile): ParseResult {
  const { path, text } = file;
  const lexed = lex(text);
  const textDiagnostics = [
    ...lexed.textFaults.map((fault) => explainTextFault(path, fault)),
    ...lexed.bracketFaults.map((fault) => explainBracketFault(path, fault)),
  ];
  const parsed = parseTokens(lexed.tokens);

  // A fault of the text also confuses the parser on its line: say only the first thing.
  const spoiled = new Set(spoiledLines(file, lexed));
  const isSpoiled = (token: IToken): boolean => spoiled.has(positionAt(file, token.startOffset).line);
  const syntaxDiagnostics = parsed.faults
    .filter(({ token }) => ![token, lexed.tokens[layoutOf(token).index - 1] ?? token].some(isSpoiled))
    .map((fault) => explainFault(path, lexed.tokens, fault))
    .filter((one) => one !== undefined);

  const treeDiagnostics: Diagnostic[] = [];
  const documentation = documentationByOffset(lexed);
  const build: Build = {
    path,
    type: (node) => buildType(build, node),
    expression: (node) => buildExpression(build, node),
    sum: (node) => buildSum(build, node),
    postfix: (node) => buildPostfix(build, node),
    body: (node) => buildBody(build, node),
    documentationAt: (offset) => documentation.get(offset) ?? '',
    beginsLine: (offset) => beginsLine(text, offset),
    report: (diagnostic) => {
      if (!spoiled.has(positionAt(file, diagnostic.span.start).line)) treeDiagnostics.push(diagnostic);
    },
  };
  const parts = buildModule(build, parsed.tree);
  const module: Module = {
    kind: 'module',
    span: { path, start: 0, end: text.length },
    path,
    ...parts,
    comments: lexed.comments.map((token) => comment(file, token)),
  };
  return {
    module,
    diagnostics: sortDiagnostics([...textDiagnostics, ...syntaxDiagnostics, ...treeDiagnostics]),
  };
}

function* spoiledLines(file: SourceFile, lexed: LexedFile): Generator<number> {
  for (const { token } of lexed.textFaults) yield positionAt(file, token.startOffset).line;
  for (const token of lexed.dropped) yield positionAt(file, token.startOffset).line;
  for (const fault of lexed.bracketFaults) {
    yield positionAt(file, (fault.kind === 'extra' ? fault.close : fault.open).startOffset).line;
  }
}

function beginsLine(text: string, offset: number): boolean {
  return /^\s*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

function comment(file: SourceFile, token: IToken): Comment {
  const ownLine = beginsLine(file.text, token.startOffset);
  return { text: token.image.trimEnd(), ownLine, span: tokenSpan(file.path, token) };
}

/** The `///` lines right before a token, by the offset of that token. */
function documentationByOffset(lexed: LexedFile): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let at = 0;
  for (const token of lexed.tokens) {
    const lines: string[] = [];
    for (; at < lexed.comments.length; at++) {
      const one = lexed.comments[at];
      if (!one || one.startOffset > token.startOffset) break;
      if (one.image.startsWith('///')) lines.push(one.image.slice(3).trim());
    }
    if (lines.length > 0) found.set(token.startOffset, lines.join('\n'));
  }
  return found;
}
