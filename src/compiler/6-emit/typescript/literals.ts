/** @file Numbers, texts, names and comments as code, in the one form that prettier leaves as it is. */

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** A number, to the last digit. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

/** A text in single quotes, or in double ones where it holds more single than double ones. */
export function quoted(text: string): string {
  const json = JSON.stringify(text);
  const [single, double] = [json.split("'").length - 1, json.split('"').length - 3];
  if (single > double) return json;
  const inside = json
    .slice(1, -1)
    .replaceAll(/\\.|'/g, (part) => (part === '\\"' ? '"' : part === "'" ? "\\'" : part));
  return `'${inside}'`;
}

/** `.name`, or `['name']` where the name is no identifier. */
export function propertyText(name: string): string {
  return identifier.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** A property name in an object or an interface. */
export function keyText(name: string): string {
  // Written plainly it would set the object's prototype.
  if (name === '__proto__') return "['__proto__']";
  return identifier.test(name) ? name : quoted(name);
}

/** A text inside of a comment, which it can't end. */
export function commentText(text: string): string {
  return text.replaceAll('*/', '*\\/');
}
