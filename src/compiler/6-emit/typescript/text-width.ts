/** @file How wide a text is, counted as prettier counts it: characters of East Asian scripts and emoji take two columns. */
import * as standalone from 'prettier/standalone';

// The package's types leave this part of its standalone core out.
const { util } = standalone as unknown as { readonly util: { getStringWidth(text: string): number } };

/** The columns of a text without line breaks. */
export function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : util.getStringWidth(text);
}
