/** @file What the compiler lets a spec write about data is what the runtime can read: sources, options, columns, transforms. */
import { expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import {
  columnShape,
  sourceDefinitions,
  transformDefinitions,
} from '../../../../src/compiler/library/data/sources.ts';
import type { SourcePlan } from '../../../../src/runtime/plan.ts';
import { LOADERS, openSource } from '../../../../src/runtime/data/sources.ts';
import { TRANSFORMS, makeTransform } from '../../../../src/runtime/data/transforms.ts';
import { field, sourcePlan, transform } from '../../../support/data-source.ts';

test('the sources have the same names', () => {
  expect([...sourceDefinitions.keys()].toSorted()).toEqual([...LOADERS.keys()].toSorted());
});

test.each([...sourceDefinitions.values()].map((definition) => [definition.name, definition] as const))(
  '%s takes the same options',
  async (name, { options }) => {
    await expect(openSource(createNodeHost(), sourcePlan(name, { none: 1 }, []))).rejects.toMatchObject({
      code: 'data/option',
      help: `it has: ${options.toSorted().join(', ')}`,
    });
  },
);

test.each(['mnist', 'mixture1d', 'mixture2d', 'drawnShapes', 'drawnGlyphs'])(
  '%s has the same columns',
  async (name) => {
    const columns = sourceDefinitions.get(name)?.columns.map((column) => column.name);
    await expect(
      openSource(createNodeHost(), sourcePlan(name, {}, [field('none', [])])),
    ).rejects.toMatchObject({
      code: 'data/field-column',
      help: `it has: ${columns?.join(', ')}`,
    });
  },
);

test.each(['drawnShapes', 'drawnGlyphs'])(
  '%s draws pictures of the size that the compiler says',
  async (name) => {
    const column = sourceDefinitions.get(name)!.columns[0]!;
    for (const options of [{}, { size: 24 }]) {
      const shape = columnShape(column, Object.values(options)[0], [])!;
      const counts = { count: 2, testCount: 2 };
      const plan = (of: readonly number[]): SourcePlan =>
        sourcePlan(name, { ...options, ...counts }, [field('image', of, { range: [0, 1] })]);
      await expect(openSource(createNodeHost(), plan(shape))).resolves.toBeDefined();
      await expect(openSource(createNodeHost(), plan([16, 16, 1]))).rejects.toThrow();
    }
  },
);

test('the transforms have the same names, options and shapes', () => {
  expect(Object.fromEntries([...transformDefinitions].map(([name, { option }]) => [name, option]))).toEqual(
    TRANSFORMS,
  );
  for (const [kind, { option, shape }] of transformDefinitions) {
    const argument = kind === 'rotate' ? 90 : 20;
    const made = makeTransform(transform(kind, option === undefined ? {} : { [option]: argument }), {
      shape: [6, 9, 3],
      range: [0, 255],
      vocabulary: ['a'],
      where: 'model.gen:1:1',
    });
    expect(made.shape, kind).toEqual(shape([6, 9, 3], argument));
  }
});
