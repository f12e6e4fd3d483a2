/**
 * @file The canonical text of a module: what `genc fmt` writes. With the source file, the author's empty lines, line breaks in
 * pipes and blocks, spaces before comments and spelling of numbers stay, and lines that are whole thoughts may run to 140
 * columns; without it, layout follows from the tree alone, 120 columns wide.
 * Comments are kept. Reading the text back gives the same tree up to spans, and printing that gives the same text.
 */
import { printer } from 'prettier/doc';
import { assertNever } from '../invariant.ts';
import type { SourceFile } from '../source/source.ts';
import type { Module } from './ast.ts';
import { attachComments } from './print/comments.ts';
import { itemDoc } from './print/declarations.ts';
import { bodyDoc, expressionDoc, typeDoc } from './print/expressions.ts';
import { itemLines, leadingDoc, trailingDoc, type Doc, type Printing } from './print/printing.ts';
import type { AstNode } from './walk.ts';

/** The text of a module without error nodes; it ends with a line break unless it is empty. */
export function printModule(module: Module, source?: SourceFile): string {
  const p: Printing = {
    print: (node) => [...leadingDoc(p, node), p.bare(node), ...trailingDoc(p, node)],
    bare: (node) => bareDoc(p, node),
    comments: attachComments(module),
    text: source?.text,
  };
  const options = { printWidth: source ? 140 : 120, tabWidth: 2, useTabs: false };
  const text = printer.printDocToString(bareDoc(p, module), options).formatted.trim();
  return text === '' ? '' : `${text}\n`;
}

function bareDoc(p: Printing, node: AstNode): Doc {
  switch (node.kind) {
    case 'module': {
      const items = [...node.imports, ...node.declarations].sort((a, b) => a.span.start - b.span.start);
      if (items.length > 0) return itemLines(p, items, p.text === undefined);
      return (p.comments.dangling.get(node) ?? []).map((comment) => [comment.text, '\n']);
    }
    case 'body':
      return bodyDoc(p, node);
    case 'namedType':
    case 'listType':
    case 'recordType':
    case 'errorType':
      return typeDoc(p, node);
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
    case 'hole':
    case 'placeholder':
    case 'unary':
    case 'binary':
    case 'pipe':
    case 'call':
    case 'member':
    case 'index':
    case 'slice':
    case 'shaped':
    case 'list':
    case 'record':
    case 'range':
    case 'transition':
    case 'quantity':
    case 'if':
    case 'for':
    case 'repeat':
    case 'errorExpression':
      return expressionDoc(p, node);
    case 'import':
    case 'errorDeclaration':
    case 'model':
    case 'param':
    case 'data':
    case 'dataField':
    case 'prior':
    case 'learned':
    case 'state':
    case 'defaults':
    case 'block':
    case 'network':
    case 'parameter':
    case 'train':
    case 'batch':
    case 'duration':
    case 'let':
    case 'sample':
    case 'game':
    case 'update':
    case 'term':
    case 'average':
    case 'advance':
    case 'calibrate':
    case 'evaluate':
    case 'report':
    case 'figure':
    case 'track':
    case 'infer':
    case 'allow':
    case 'optimize':
    case 'argument':
    case 'interval':
    case 'identifier':
      return itemDoc(p, node);
    default:
      return assertNever(node, 'node');
  }
}
