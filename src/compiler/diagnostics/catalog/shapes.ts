/** @file Catalog entries of the family `shape/`. */
import { entry } from '../catalog-entry.ts';

export const shapeCatalog = {
  'shape/broadcast': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'operands whose shapes do not fit',
    message: ({ name, left, right }) => `${name} can't combine ${left} with ${right}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/concat': entry<{ first: string; other: string }>({
    severity: 'error',
    title: 'joined values of different sizes',
    message: ({ first, other }) => `${first} and ${other} can't be joined: all but the last size must agree`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/distribution-parameters': entry<{ family: string; event: string; first: string; second: string }>({
    severity: 'error',
    title: 'distribution parameters of the wrong shape',
    message: ({ family, event, first, second }) =>
      `${family} over ${event} does not fit its parameters: ${first}${second === '' ? '' : `, ${second}`}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/event': entry<{ distribution: string; found: string }>({
    severity: 'error',
    title: 'data of another shape than the distribution',
    message: ({ distribution, found }) => `${distribution} can't score ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/index': entry<{ index: number; size: number }>({
    severity: 'error',
    title: 'an index outside of a list',
    message: ({ index, size }) => `there is no item ${index}: the list has ${size}, counted from 0`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/kernel-below-stride': entry<{ kernel: number; stride: number }>({
    severity: 'error',
    title: 'a transposed convolution with gaps',
    message: ({ kernel, stride }) => `a kernel of ${kernel} leaves gaps at stride ${stride}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/kernel-too-large': entry<{ name: string; kernel: number; height: number; width: number }>({
    severity: 'error',
    title: 'a kernel larger than its image',
    message: ({ name, kernel, height, width }) =>
      `${name}'s kernel of ${kernel} does not fit into an image of ${height} x ${width}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/kl-events': entry<{ q: string; p: string }>({
    severity: 'error',
    title: 'a KL between distributions of different sizes',
    message: ({ q, p }) => `kl compares ${q} with ${p}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/lattice': entry<{ found: string }>({
    severity: 'error',
    title: 'a lattice over a prior that is not 2-D',
    message: ({ found }) => `a lattice needs a prior over a Vector[2], this is ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/mixture-events': entry<{ first: string; other: string }>({
    severity: 'error',
    title: 'mixture components of different shapes',
    message: ({ first, other }) => `the components have different events: ${first} and ${other}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/not-positive': entry<{ name: string; value: number }>({
    severity: 'error',
    title: 'a size that is not positive',
    message: ({ name, value }) => `${name} must be at least 1, not ${value}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/not-scalar': entry<{ what: string; found: string; count: number }>({
    severity: 'error',
    title: 'a value where a number is needed',
    message: ({ what, found, count }) =>
      `${what} must be one number per example; this is ${found}, ${count} numbers`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/operands': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'a comparison of different shapes',
    message: ({ name, left, right }) => `${name} compares ${left} with ${right}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/rank': entry<{ name: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'a value of the wrong rank',
    message: ({ name, wanted, found }) => `${name} takes ${wanted}, not ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/reflect-padding': entry<{ padding: number; height: number; width: number }>({
    severity: 'error',
    title: 'reflection wider than the image',
    message: ({ padding, height, width }) =>
      `an image of ${height} x ${width} can't be reflected by ${padding} pixels`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/reshape-count': entry<{ have: number; wanted: string }>({
    severity: 'error',
    title: 'a reshape to another number of values',
    message: ({ have, wanted }) => `${have} values cannot become [${wanted}]`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/slice': entry<{ from: number; end: number; size: number }>({
    severity: 'error',
    title: 'a slice outside of a list',
    message: ({ from, end, size }) =>
      `the items ${from} to ${end} (exclusive) are not all there: the list has ${size}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/split': entry<{ parts: number; found: string }>({
    severity: 'error',
    title: 'a split into unequal parts',
    message: ({ parts, found }) => `${found} can't be split into ${parts} equal parts`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/stride': entry<{ name: string; axis: string; size: number; stride: number }>({
    severity: 'error',
    title: 'a stride that does not divide the size',
    message: ({ name, axis, size, stride }) =>
      `${name} with stride ${stride} does not divide a ${axis} of ${size}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'shape/unreduced-plate': entry<{ plates: readonly string[]; goal: string }>({
    severity: 'error',
    title: 'a term that still has extra samples',
    message: ({ plates, goal }) => `the ${goal}d value has one number for each of ${plates.join(', ')}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
};
