/** @file Tables beside pictures: their columns by kind, where they may lie, and every misfit with its message. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { folderLayout } from '../../../../src/runtime/data/layout.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import type { FieldPlan } from '../../../../src/runtime/plan.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';
import { firsts, layFiles } from '../../../support/picture-files.ts';

const host = createNodeHost();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-metadata-'));
});
afterAll(() => rm(root, { recursive: true }));
const lay = (files: Readonly<Record<string, number | string>>): Promise<void> => layFiles(root, files);

const age = field('age', [], { dtype: 'i32', classes: 6 });
const who = field('who', [], { dtype: 'i32', classes: 2 });
const open = (folder: string, fields: readonly FieldPlan[], options = {}): ReturnType<typeof openSource> =>
  openSource(
    host,
    sourcePlan('images', { folder: join(root, folder), ...options }, [
      field('image', [2, 2, 1], { range: [0, 255] }),
      ...fields,
    ]),
  );

describe('columns', () => {
  test('whole numbers stay, words are places by name, other numbers are real; each with its picture', async () => {
    await lay({
      'kinds/train/a.png': 10,
      'kinds/train/b.png': 20,
      'kinds/train/c.png': 30,
      'kinds/test/d.png': 40,
      // In another order than the files, with quotes, spaces, Windows' ends of lines and an empty line.
      'kinds/train/metadata.csv':
        '\uFEFFfile_name, age,who,weight,"said, by whom"\r\nc.png,5,zoe,1.5,\r\n"a.png",0,"ann",2,\r\nb.png, 3 ,zoe,-1e-3,me\r\n\r\n',
      'kinds/test/metadata.csv': 'age,file_name,weight,who\n2,d.png,0.25,zoe\n',
    });
    const source = await open('kinds', [age, who, field('weight', [])]);
    const read = (name: string): unknown => [firsts(source.train, name), firsts(source.test, name)];
    expect(read('image')).toEqual([[10, 20, 30], [40]]);
    expect(read('age')).toEqual([[0, 3, 5], [2]]);
    expect(read('who')).toEqual([[0, 1, 1], [1]]);
    expect(read('weight')).toEqual([[2, Math.fround(-1e-3), 1.5], [0.25]]);
  });

  test('one table above both splits, paths through class folders, a limit, a picture left out', async () => {
    await lay({
      'above/train/cat/a.png': 10,
      'above/train/cat/x.png': 'no picture',
      'above/train/dog/b.png': 20,
      'above/test/dog/c.png': 30,
      'above/metadata.csv':
        'file_name,age\ntrain/cat/a.png,1\ntrain/cat/x.png,4\ntrain/dog/b.png,2\n./test/dog/c.png,3\n',
    });
    const label = field('label', [], { dtype: 'i32', classes: 2 });
    const { train, test: held } = await open('above', [age, label], { unreadable: 'skip' });
    expect([train, held].map((split) => [firsts(split, 'label'), firsts(split, 'age')])).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
      [[1], [3]],
    ]);
    const few = await open('above', [age], { unreadable: 'skip', limit: 1 });
    expect(firsts(few.train, 'age')).toEqual([1]);
  });

  test('a part kept for testing keeps its rows', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i}.png,${i % 6}`);
    await lay({
      ...Object.fromEntries(rows.map((_, i) => [`whole/${i}.png`, i])),
      'whole/metadata.csv': `file_name,age\n${rows.join('\n')}`,
    });
    const { train, test: held } = await open('whole', [age], { test: 0.3 });
    for (const split of [train, held])
      expect(firsts(split, 'age')).toEqual(firsts(split, 'image').map((level) => level % 6));
    expect(held.count).toBe(3);
  });

  test('a table that no field reads may be anything', async () => {
    await lay({ 'unread/a.png': 1, 'unread/b.png': 2, 'unread/metadata.csv': 'id;caption\n1;"a cat' });
    expect((await open('unread', [])).train.count).toBe(1);
    expect(await folderLayout(host, join(root, 'unread'))).toMatchObject({
      found:
        'pictures, beside a metadata.csv that cannot be used: it has no column file_name, but: id;caption',
      pictures: { described: [] },
    });
  });

  test('genc data inspect declares them', async () => {
    const layout = await folderLayout(host, join(root, 'kinds'));
    expect(layout.found).toBe('pictures, described by metadata.csv');
    expect(layout.pictures?.described).toEqual(['age: Class[6]', 'who: Class[2]', 'weight: Real']);
  });
});

describe('what is refused', () => {
  const cases: readonly [name: string, table: string, where: string, message: RegExp][] = [
    ['another separator', 'file_name;age\na.png;1', '', /^it has no column file_name, but: file_name;age$/],
    ['no table at all', '', '', /^it has no column file_name/],
    ['two columns of a name', 'file_name,age,age\na.png,1,1\nb.png,1,1', '', /^two columns are named age$/],
    ['a column without a name', 'file_name,age,\na.png,1,\nb.png,1,', '', /^a column has no name$/],
    [
      'a comma too many',
      'file_name,age\na.png,1\nb.png,1,2',
      ', row 3',
      /^it has 3 cells, and the header 2$/,
    ],
    ['an open quote', 'file_name,age\na.png,"1\nb.png,2\n', '', /^1 of 2 pictures have no row: .*b\.png$/],
    [
      'a picture twice',
      'file_name,age\na.png,1\nb.png,1\na.png,2',
      ', row 4',
      /^it is the second row of a\.png, after row 2$/,
    ],
    ['a picture without a row', 'file_name,age\na.png,1', '', /^1 of 2 pictures have no row: .*b\.png$/],
    [
      'a row without a picture',
      'file_name,age\na.png,1\nb.png,1\nc.png,1',
      ', row 4',
      /^there is no picture .*c\.png$/,
    ],
    ['an empty cell', 'file_name,age\na.png,1\nb.png, ', ', row 3', /^its age is empty$/],
    [
      'a name that pictures have',
      'file_name,age,image\na.png,1,1\nb.png,1,1',
      '',
      /^its column image has the name of what the pictures give$/,
    ],
  ];
  test.each(cases)('%s', async (name, table, where, message) => {
    const folder = `bad/${name.replaceAll(' ', '-')}`;
    await lay({ [`${folder}/a.png`]: 1, [`${folder}/b.png`]: 2, [`${folder}/metadata.csv`]: table });
    await expect(open(folder, [age])).rejects.toMatchObject({
      code: 'data/metadata',
      where: `${join(root, folder, 'metadata.csv')}${where}`,
      message: expect.stringMatching(message) as string,
    });
  });

  test('a split without a table, without a column, with a word that training lacks', async () => {
    const pictures = (folder: string): Readonly<Record<string, number>> => ({
      [`${folder}/train/a.png`]: 1,
      [`${folder}/test/b.png`]: 2,
    });
    await lay({ ...pictures('one'), 'one/train/metadata.csv': 'file_name,who\na.png,ann' });
    await expect(open('one', [who])).rejects.toMatchObject({
      code: 'data/metadata',
      message: `${join(root, 'one', 'test')} has no such table`,
    });
    await lay({
      ...pictures('less'),
      'less/train/metadata.csv': 'file_name,who\na.png,ann',
      'less/test/metadata.csv': 'file_name\nb.png',
    });
    await expect(open('less', [who])).rejects.toMatchObject({
      code: 'data/metadata',
      where: join(root, 'less', 'test', 'metadata.csv'),
      message: 'it has no column who, which the table of the training split has',
    });
    await lay({
      ...pictures('other'),
      'other/train/metadata.csv': 'file_name,who\na.png,ann',
      'other/test/metadata.csv': 'file_name,who\nb.png,bob',
    });
    await expect(open('other', [who])).rejects.toMatchObject({
      code: 'data/metadata',
      where: `${join(root, 'other', 'test', 'metadata.csv')}, row 2`,
      message: 'no picture of the training split has the who bob; theirs are ann',
    });
  });

  test('a field of a column that the table lacks, or of more classes', async () => {
    await lay({
      'lacks/a.png': 1,
      'lacks/b.png': 2,
      'lacks/metadata.csv': 'file_name,age\na.png,7\nb.png,1',
    });
    await expect(open('lacks', [who])).rejects.toMatchObject({
      code: 'data/field-column',
      help: 'it has: image, age',
    });
    await expect(open('lacks', [age], { test: 0.5 })).rejects.toMatchObject({
      code: 'data/label-range',
      where: `${join(root, 'lacks', 'metadata.csv')}, row 2`,
    });
  });
});
