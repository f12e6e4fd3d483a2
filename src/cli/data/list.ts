/** @file `genc data ls`: the sources that the language knows, what each needs and whether it is here. */
import type { ColumnDefinition } from '../../compiler/library/data/sources.ts';
import { sourceDefinitions } from '../../compiler/library/data/sources.ts';
import { availability } from '../../runtime/data/available.ts';
import type { CommandContext } from '../context.ts';
import { createNodeHost } from '../host.ts';
import { formatTable } from '../table.ts';

/** Prints the list. */
export async function listSources(json: boolean, { terminal }: CommandContext): Promise<void> {
  const host = createNodeHost();
  const listed = [];
  for (const { name, summary, options, columns, openColumns } of sourceDefinitions.values()) {
    const available = await availability(host, name);
    if (!available) throw new Error(`internal error: nobody says what the source ${name} needs`);
    listed.push({
      name,
      summary,
      options,
      columns: columns.map(columnText),
      openColumns: openColumns !== undefined,
      ...available,
    });
  }
  if (json) {
    terminal.data(JSON.stringify(listed, undefined, 2));
    return;
  }
  const states = { here: 'yes', missing: 'no', asked: 'your own' };
  const rows = listed.map(({ name, needs, state, columns }) => {
    const open = sourceDefinitions.get(name)?.openColumns;
    return [name, states[state], needs, [...columns, ...(open ? [open.summary] : [])].join(', ')];
  });
  for (const line of formatTable(['source', 'here', 'needs', 'columns'], rows, new Set()))
    terminal.data(line);
  for (const { name, state, note } of listed) if (state === 'missing') terminal.say(`\n${name}: ${note}`);
  terminal.say('\nWhat one holds: genc data inspect SOURCE. Its options: docs/language.md, "Data".');
}

function columnText({ name, kind, shape, classes }: ColumnDefinition): string {
  if (classes !== undefined) return `${name} Class[${classes}]`;
  if (kind === 'class') return `${name} Class[n]`;
  if (shape) return `${name} [${shape.join(', ')}]`;
  return kind === 'text' ? `${name} text` : name;
}
