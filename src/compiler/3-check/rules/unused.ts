/**
 * @file What is declared and never read. A param counts as read wherever its name stands in the model but in its own
 * declaration; a size or parameter of the same name hides nothing from this rule, which would rather be silent than wrong.
 */
import type { ModelDeclaration } from '../../ast/ast.ts';
import { walk } from '../../ast/walk.ts';
import { membersOf } from '../../2-resolve/resolved.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

export function unusedRules(model: ModelDeclaration): readonly Diagnostic[] {
  const read = new Set<string>();
  walk(model, (node) => {
    if (node.kind === 'name') read.add(node.name);
  });
  return membersOf(model, 'param')
    .filter(({ name }) => !read.has(name.name))
    .map(({ name }) =>
      diagnostic(
        'unused/param',
        name.span,
        { name: name.name },
        { help: `use ${name.name} where its value is written out, or take it out` },
      ),
    );
}
