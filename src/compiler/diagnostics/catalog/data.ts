/** @file Catalog entries of the family `data/`. */
import { entry } from '../catalog-entry.ts';

export const dataCatalog = {
  'data/field-kind': entry<{ field: string; source: string; kind: string; found: string }>({
    severity: 'error',
    title: 'a field declared as another kind of data',
    message: ({ field, source, kind, found }) =>
      `${source}'s ${field} is ${kind === 'class' ? 'a class' : `an ${kind}`}, not ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'data/field-shape': entry<{ field: string; source: string; has: string; found: string }>({
    severity: 'error',
    title: 'a field declared with another shape than the source has',
    message: ({ field, source, has, found }) => `${source}'s ${field} is ${has}, not ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'data/field-type': entry<{ type: string }>({
    severity: 'error',
    title: 'a field type that data cannot have',
    message: ({ type }) => `a field of a data source can't be ${type}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'data/transform': entry<{ known: readonly string[] }>({
    severity: 'error',
    title: 'a field derived by something that is no transform',
    message: ({ known }) => `a field is derived by ${known.join(', ')}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'data/unknown-field': entry<{ name: string; source: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a field that the source does not have',
    message: ({ name, source }) => `${source} has no column ${name}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'data/unknown-source': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an unknown data source',
    message: ({ name, known }) => `there is no data source ${name}; there are ${known.join(', ')}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
};
