/**
 * @file The project's pages and what tests find in them: fenced blocks, links, and passages that are generated. A generated
 * passage stands between `<!-- KIND ... -->` and `<!-- end -->`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..', '..');

export interface Block {
  readonly language: string;
  /** The words after the language. */
  readonly words: readonly string[];
  readonly text: string;
  /** The line of its first fence, from 1. */
  readonly line: number;
}

/** README*, CONTRIBUTING and the pages of docs/ and docs/systems/, by path from the project's root. */
export const pageNames: readonly string[] = ['', 'docs/', 'docs/systems/']
  .flatMap((folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}${name}`),
  )
  .sort();

export const readPage = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { words: readonly string[]; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (fence && open) {
      const [language = '', ...words] = open.words;
      blocks.push({ language, words, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else if (fence) open = { words: fence[1]!.trim().split(/\s+/), line: index + 1, lines: [] };
    else open?.lines.push(line);
  }
  return blocks;
}

/** Relative targets of links and pictures, without their anchors. */
export function linksOf(page: string): readonly string[] {
  const prose = page.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, source]) => (link ?? source ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** The page with each generated passage written anew by `make`, which is given the words of its comment. */
export function regenerated(page: string, make: (words: string) => string): string {
  return page.replace(
    /(<!-- (table|file|excerpt|lines|error|results) (.*?) -->\n)([\s\S]*?)(<!-- end -->)/g,
    (_all, start: string, kind: string, rest: string, _old, end: string) =>
      `${start}\n${make(`${kind} ${rest}`)}\n\n${end}`,
  );
}
