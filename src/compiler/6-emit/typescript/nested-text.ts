/** @file Object literals whose leaves are code. */
import { keyText } from './literals.ts';

/** A nested object whose leaves are code. */
export type NestedText = { readonly [part: string]: string | NestedText };

/** `{ a: x, b: { c } }`. */
export function objectText(value: NestedText): string {
  const members = Object.entries(value).map(([name, part]) => {
    const text = typeof part === 'string' ? part : objectText(part);
    return text === name ? name : `${keyText(name)}: ${text}`;
  });
  return inBraces(members);
}

/** The members of an object on one line. */
export function inBraces(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
