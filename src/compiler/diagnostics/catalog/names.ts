/** @file Catalog entries of the families `name/` and `param/`. */
import { entry } from '../catalog-entry.ts';

export const nameCatalog = {
  'name/unknown': entry<{ name: string }>({
    severity: 'error',
    title: 'a name that nothing declares',
    message: ({ name }) => `\`${name}\` is not declared`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/duplicate': entry<{ name: string; what: string }>({
    severity: 'error',
    title: 'a name declared twice',
    message: ({ name, what }) => `the ${what} ${name} is declared twice`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/duplicate-term': entry<{ name: string }>({
    severity: 'error',
    title: 'two terms of one name',
    message: ({ name }) => `this update has two terms named ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/import-cycle': entry<{ path: string }>({
    severity: 'error',
    title: 'files that import each other',
    message: ({ path }) => `importing "${path}" leads back to this file`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/missing-import': entry<{ path: string; resolved: string }>({
    severity: 'error',
    title: 'an imported file that is not there',
    message: ({ path, resolved }) => `there is no file "${path}" (looked for ${resolved})`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/no-model': entry<{ path: string }>({
    severity: 'error',
    title: 'a file without a model',
    message: ({ path }) => `${path} declares no model`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-argument': entry<{ name: string; of: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an argument that the function does not have',
    message: ({ name, of }) => `${of} has no argument ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-distribution': entry<{ name: string }>({
    severity: 'error',
    title: 'an unknown distribution',
    message: ({ name }) => `there is no distribution ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-import': entry<{ name: string; path: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an imported name that the file does not declare',
    message: ({ name, path }) => `"${path}" declares no block ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-member': entry<{ member: string; of: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a member that the value does not have',
    message: ({ member, of, known }) =>
      `${of} has no ${member}${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-model': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a model that the file does not have',
    message: ({ name }) => `this file has no model ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-network': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an update of something that is no network',
    message: ({ name }) => `${name} is not a network of this model`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-plate': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a reduction over an unknown plate',
    message: ({ name, known }) =>
      `there is nothing named ${name} to reduce over; known here: ${known.join(', ')}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'name/unknown-type': entry<{ name: string }>({
    severity: 'error',
    title: 'an unknown type',
    message: ({ name }) => `there is no type ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'param/override': entry<{ name: string; given: string; wanted: string }>({
    severity: 'error',
    title: 'a --set value of the wrong kind',
    message: ({ name, given, wanted }) => `${name} takes ${wanted}, but --set gives "${given}"`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'param/unknown': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: '--set of a param that the model does not have',
    message: ({ name }) => `the model has no param ${name} to set`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
};
