/**
 * @file Params that nothing reads. A param counts as read wherever its name stands in the model, or in a block that it sees, but in its
 * own declaration; a size or parameter of the same name hides nothing from this rule, which would rather be silent than wrong.
 */
import { walk } from '../../ast/walk.ts';
import { membersOf } from '../../2-resolve/resolved.ts';
import type { ResolvedModule } from '../../2-resolve/resolved.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

export function unusedRules({ model, blocks }: ResolvedModule): readonly Diagnostic[] {
  const read = new Set<string>();
  for (const root of [model, ...blocks.values()])
    walk(root, (node) => {
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
