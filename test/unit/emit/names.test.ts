/** @file Names of emitted code: the first that is free, however often one is asked for. */
import { expect, test } from 'vitest';
import { Names } from '../../../src/compiler/6-emit/typescript/names.ts';

test('a name that is taken gets the next free number', () => {
  const names = new Names(['sum4']);
  const taken = ['sum', 'sum', 'sum3', 'sum', 'sum', 'dense1', 'dense1', 'dense1'].map((name) =>
    names.take(name),
  );
  expect(taken).toEqual(['sum', 'sum2', 'sum3', 'sum5', 'sum6', 'dense1', 'dense1_2', 'dense1_3']);
});

test('a name that is seen inside of functions is free in each of them', () => {
  const [module, first, second] = [new Names(), new Names(), new Names()];
  for (const name of ['list', 'list2', 'list3']) first.take(name);
  expect(module.take('list', first)).toBe('list4');
  expect(module.take('list', second)).toBe('list');
  expect(module.take('list')).toBe('list2');
});
