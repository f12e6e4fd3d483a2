/**
 * @file The text form of a graph, one node a line, for tests, golden files and `genc graph`. Stable: the same graph gives
 * the same bytes. read.ts reads it back, origins included.
 *
 *     graph "train" {
 *       %3: f32[128, 400] = matMul(%0, %2) {transposeA: false, transposeB: true}  // posterior/dense1 "h" @vae.gen:120..140
 *       output "loss" = %3
 *     }
 */
import { attributeText } from './attribute-text.ts';
import type { AnyNode, Graph, Origin } from './graph.ts';

/** The whole graph; ends with a newline. */
export function printGraph(graph: Graph): string {
  return [
    `graph ${JSON.stringify(graph.name)} {`,
    ...graph.nodes.map((node) => `  ${printNode(node)}`),
    ...graph.outputs.map(({ name, node }) => `  output ${JSON.stringify(name)} = %${node}`),
    '}\n',
  ].join('\n');
}

/** One node's line, without indentation. */
export function printNode(node: AnyNode): string {
  const inputs = node.inputs.map((id) => `%${id}`).join(', ');
  const attributes = attributeText(node.attributes);
  const origin = originText(node.origin);
  return [
    `%${node.id}: ${node.dtype}[${node.shape.join(', ')}] = ${node.op}(${inputs})`,
    attributes ? ` {${attributes}}` : '',
    origin ? `  // ${origin}` : '',
  ].join('');
}

function originText({ scope, label, span }: Origin): string {
  return [
    scope.map(escapeText).join('/'),
    label === undefined ? '' : `"${escapeText(label)}"`,
    span ? `@${escapeText(span.path)}:${span.start}..${span.end}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Percent-encodes what has a meaning in the origin comment, so that it reads back unchanged. */
function escapeText(text: string): string {
  if (text === '') return '%';
  return text.replace(
    /[%/"@\p{Cc}]|^\s|\s$/gu,
    (character) => `%${character.codePointAt(0)!.toString(16).padStart(2, '0')};`,
  );
}
