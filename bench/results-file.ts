/** @file bench/results.md: a section for each part of the benchmark, which says where it was measured. A run of one part keeps the others. */

/** The parts in the order of the file, and what each is headed. */
const order = ['W1', 'W2', 'W3', 'Compiling'] as const;

export type SectionName = (typeof order)[number];

/** What a section says: how and on which machine it was measured, and the table. */
export interface Section {
  readonly name: SectionName;
  readonly about: string;
  readonly table: string;
}

/** A section as text. */
export function sectionText({ name, about, table }: Section): string {
  return `## ${name}\n\n${about}\n\n${table}\n`;
}

/** The file after a run: sections that were measured are new, all others as they were. `before` is the file's text, or empty. */
export function withSections(before: string, measured: readonly Section[]): string {
  const [, ...kept] = before.split(/^(?=## )/m);
  const texts = new Map(kept.map((text) => [/^## (.*)/.exec(text)?.[1] ?? '', text.trimEnd() + '\n']));
  for (const section of measured) texts.set(section.name, sectionText(section));
  const known = order.flatMap((name) => texts.get(name) ?? []);
  const others = [...texts].filter(([name]) => !order.some((one) => one === name)).map(([, text]) => text);
  return ['# Benchmark\n', ...known, ...others].join('\n');
}
