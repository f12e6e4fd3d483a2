/** @file Paths of imports: relative to the importing file, with `/` on every system. */

/** `specs/gan.gen` importing `../blocks/conv.gen` means `blocks/conv.gen`. */
export function resolveImportPath(importer: string, target: string): string {
  const isAbsolute = target.startsWith('/');
  const parts = isAbsolute ? [] : importer.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${isAbsolute || importer.startsWith('/') ? (parts[0] === '' ? '' : '/') : ''}${parts.join('/')}`;
}
