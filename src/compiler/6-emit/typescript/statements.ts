/** @file The statements of an emitted function, and each on one line. */
import { assertNever } from '../../invariant.ts';
import { callText } from './calls.ts';
import type { Call } from './calls.ts';
import { objectText } from './nested-text.ts';
import type { NestedText } from './nested-text.ts';

export type Statement =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment'; readonly text: string }
  /** `const name = k.op(...);` */
  | { readonly kind: 'const'; readonly name: string; readonly call: Call }
  | { readonly kind: 'free'; readonly names: readonly string[] }
  | { readonly kind: 'return'; readonly value: NestedText }
  | { readonly kind: 'other'; readonly text: string };

/** A statement on one line, however wide. */
export function statementText(statement: Statement): string {
  switch (statement.kind) {
    case 'blank':
      return '';
    case 'comment':
      return `// ${statement.text}`.trimEnd();
    case 'const':
      return `const ${statement.name} = ${callText(statement.call)};`;
    case 'free':
      return `k.free(${statement.names.join(', ')});`;
    case 'return':
      return `return ${objectText(statement.value)};`;
    case 'other':
      return statement.text;
    default:
      return assertNever(statement, 'statement');
  }
}
