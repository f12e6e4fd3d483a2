/** @file Formats emitted text with prettier's standalone core, which runs in a page as well as in Node. */
import { format } from 'prettier/standalone';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';

/** Formatted as the project's own code is. */
export function formatTypeScript(text: string): Promise<string> {
  return format(text, {
    parser: 'typescript',
    // Without a name the parser first looks for JSX, by a search that is quadratic in the length of the text.
    filepath: 'emitted.ts',
    plugins: [estree, typescript] as NonNullable<Parameters<typeof format>[1]>['plugins'] & object,
    printWidth: 110,
    singleQuote: true,
  });
}
