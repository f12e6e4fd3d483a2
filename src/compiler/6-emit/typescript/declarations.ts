/** @file Declarations of emitted modules as text, in the form that prettier gives them. */
import { laidOut, lineWidth, numbersCode } from './layout.ts';
import { commentText } from './literals.ts';
import type { NumberList } from './function-body.ts';
import { widthOf } from './text-width.ts';

/** `import type { A, B } from 'module';` */
export function typeImport(names: readonly string[], module: string): string {
  const flat = `import type { ${names.join(', ')} } from '${module}';`;
  if (names.length === 1 || widthOf(flat) <= lineWidth) return flat;
  return `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from '${module}';`;
}

/** An exported interface. `body` is `{ ... }` with a member a line, however indented. */
export function interfaceText(name: string, documentation: string, body: string): string {
  return `/** ${documentation} */\nexport interface ${name} ${indented(body)}`;
}

/** The head of an exported function up to its brace, below its documentation. */
export function functionHead(
  name: string,
  documentation: string,
  parameters: readonly string[],
  returnType: string,
): string {
  const lines = documentation.split('\n').map((line) => ` * ${commentText(line)}`.trimEnd());
  const comment = documentation === '' ? '' : `/**\n${lines.join('\n')}\n */\n`;
  const flat = `export function ${name}(${parameters.join(', ')}): ${returnType} {`;
  if (widthOf(flat) <= lineWidth) return comment + flat;
  return `${comment}export function ${name}(\n${parameters.map((one) => `  ${one},\n`).join('')}): ${returnType} {`;
}

/** A list of numbers, declared beside the function that uses it. */
export function listDeclaration({ name, values }: NumberList): string {
  const head = `const ${name} = `;
  return `${head}${laidOut(numbersCode(values), 0, widthOf(head), 1)};`;
}

/** Lines indented by the braces around them. */
function indented(text: string): string {
  let depth = 0;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('/**')) return ' '.repeat(depth) + line;
      if (line.startsWith('}')) depth -= 2;
      const result = ' '.repeat(depth) + line;
      if (line.endsWith('{')) depth += 2;
      return result;
    })
    .join('\n');
}
