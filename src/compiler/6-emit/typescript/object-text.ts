/** @file Object literals and member access as code. */

/** A nested object whose leaves are code. */
export type NestedText = { readonly [part: string]: string | NestedText };

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** `.name`, or `['name']` where the name is no identifier. */
export function propertyText(name: string): string {
  return identifier.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** A property name in an object or an interface. */
export function keyText(name: string): string {
  // Written plainly it would set the object's prototype.
  if (name === '__proto__') return "['__proto__']";
  return identifier.test(name) ? name : JSON.stringify(name);
}

/** `{ a: x, b: { c } }`. */
export function objectText(value: NestedText): string {
  const members = Object.entries(value).map(([name, part]) => {
    const text = typeof part === 'string' ? part : objectText(part);
    return text === name ? name : `${keyText(name)}: ${text}`;
  });
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
