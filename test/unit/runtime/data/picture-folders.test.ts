/** @file Layouts of folders: splits, classes, domains, sides; what genc data finds out about a folder; and every misfit with its message. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { folderLayout } from '../../../../src/runtime/data/layout.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import type { ParamValue } from '../../../../src/runtime/plan.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';
import { firsts, layFiles } from '../../../support/picture-files.ts';

const host = createNodeHost();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-folders-'));
});
afterAll(() => rm(root, { recursive: true }));

/** The brightness of each picture is what a test reads back. */
const lay = (files: Readonly<Record<string, number | string>>, size?: [number, number]): Promise<void> =>
  layFiles(root, files, size);

const images = (
  folder: string,
  options: Readonly<Record<string, ParamValue>> = {},
  classes = 0,
): ReturnType<typeof openSource> =>
  openSource(
    host,
    sourcePlan('images', { folder: join(root, folder), ...options }, [
      field('image', [2, 2, 1], { range: [0, 255] }),
      ...(classes > 0 ? [field('label', [], { dtype: 'i32', classes })] : []),
    ]),
  );
const pairs = (
  folder: string,
  options: Readonly<Record<string, ParamValue>> = {},
): ReturnType<typeof openSource> =>
  openSource(
    host,
    sourcePlan('pairs', { folder: join(root, folder), ...options }, [
      field('a', [2, 2, 1], { range: [0, 255] }),
      field('b', [2, 2, 1], { range: [0, 255] }),
    ]),
  );

describe('splits', () => {
  test('val stands for test where there is no test; beside one it is passed over, and told', async () => {
    await lay({ 'val/train/a.png': 10, 'val/val/b.png': 20 });
    const two = await images('val');
    expect([firsts(two.train, 'image'), firsts(two.test, 'image')]).toEqual([[10], [20]]);
    await lay({ 'three/train/a.png': 10, 'three/val/b.png': 20, 'three/test/c.png': 30 });
    const three = await images('three');
    expect(firsts(three.test, 'image')).toEqual([30]);
    expect(three.notes).toEqual([`not read: ${join(root, 'three', 'val')}`]);
  });

  test('a folder train alone is divided; among other folders it is a class', async () => {
    await lay({ 'alone/train/a.png': 1, 'alone/train/b.png': 2 });
    const alone = await images('alone');
    expect([alone.train.count, alone.test.count]).toEqual([1, 1]);
    await lay({ 'vehicles/train/a.png': 1, 'vehicles/plane/b.png': 2 });
    const { train, test: held } = await images('vehicles', {}, 2);
    expect([...firsts(train, 'label'), ...firsts(held, 'label')].toSorted()).toEqual([0, 1]);
  });

  test('labels are places among the training classes, also where the test split lacks one', async () => {
    await lay({ 'lacking/train/ant/a.png': 1, 'lacking/train/bee/b.png': 2, 'lacking/train/cat/c.png': 3 });
    await lay({ 'lacking/test/cat/d.png': 4 });
    expect(firsts((await images('lacking', {}, 3)).test, 'label')).toEqual([2]);
    await lay({ 'extra/train/ant/a.png': 1, 'extra/test/ant/a.png': 1, 'extra/test/dog/b.png': 2 });
    await expect(images('extra')).rejects.toMatchObject({
      code: 'data/classes-differ',
      where: join(root, 'extra', 'test'),
      message: `it has the class dog, which ${join(root, 'extra', 'train')} lacks (it has ant)`,
    });
    await lay({ 'half/train/ant/a.png': 1, 'half/test/b.png': 2 });
    await expect(images('half')).rejects.toMatchObject({
      code: 'data/classes-differ',
      where: join(root, 'half', 'test'),
    });
  });
});

describe('domains', () => {
  test('trainA and testA beside trainB and testB, in either case of letters', async () => {
    await lay({
      'cycle/trainA/x.png': 10,
      'cycle/testA/x.png': 11,
      'cycle/trainB/y.png': 20,
      'cycle/testb/y.png': 21,
    });
    const [a, b] = [await images('cycle', { domain: 'a' }), await images('cycle', { domain: 'b' })];
    expect([a.train, a.test, b.train, b.test].map((split) => firsts(split, 'image'))).toEqual([
      [10],
      [11],
      [20],
      [21],
    ]);
  });

  test('folders a and b, alone or in train and test', async () => {
    await lay({ 'plain/a/1.png': 10, 'plain/a/2.png': 10, 'plain/b/1.png': 20, 'plain/b/2.png': 20 });
    const b = await images('plain', { domain: 'b' });
    expect([...firsts(b.train, 'image'), ...firsts(b.test, 'image')]).toEqual([20, 20]);
    await lay({
      'inside/train/A/1.png': 10,
      'inside/train/B/1.png': 20,
      'inside/test/A/1.png': 11,
      'inside/test/B/1.png': 21,
    });
    const inside = await images('inside', { domain: 'b' });
    expect([firsts(inside.train, 'image'), firsts(inside.test, 'image')]).toEqual([[20], [21]]);
  });

  test('must be named where there are two, and must be there', async () => {
    await lay({ 'two/trainA/x.png': 1, 'two/trainB/x.png': 1 });
    await expect(images('two')).rejects.toMatchObject({
      code: 'data/domains',
      help: 'write domain: a or domain: b, in a data declaration for each',
    });
    await lay({ 'one/horses/x.png': 1 });
    await expect(images('one', { domain: 'b' })).rejects.toMatchObject({
      code: 'data/domains',
      message: 'the folder holds no pictures of domain b: neither trainB nor B nor train/B; it holds horses',
    });
  });
});

describe('pairs', () => {
  test('in folders of any names, and with endings that differ', async () => {
    await lay({
      'named/photos/1.png': 10,
      'named/photos/2.png': 30,
      'named/maps/1.png': 20,
      'named/maps/2.webp': 40,
    });
    const { train, test: held } = await pairs('named', { sides: ['photos', 'maps'] });
    const [a, b] = ['a', 'b'].map((name) => [...firsts(train, name), ...firsts(held, name)]);
    expect(b).toEqual(a?.map((value) => value + 10));
    // The first of the sides is a.
    expect(a?.toSorted()).toEqual([10, 30]);
    await expect(pairs('named', { sides: ['photos', 'drawings'] })).rejects.toMatchObject({
      code: 'data/missing-folder',
      message: 'it holds no folder drawings, which sides names; it holds maps, photos',
    });
    await expect(pairs('named', { sides: ['photos'] })).rejects.toMatchObject({ code: 'data/option' });
    await expect(pairs('named')).rejects.toMatchObject({
      help: expect.stringContaining('sides: ["maps", "photos"]'),
    });
  });

  test('all files without a partner are told, and all that hold no pair', async () => {
    await lay({ 'odd/a/1.png': 1, 'odd/a/2.png': 1, 'odd/a/3.png': 1, 'odd/b/1.png': 1 });
    await expect(pairs('odd')).rejects.toMatchObject({
      code: 'data/unpaired',
      where: join(root, 'odd', 'a', '2.png'),
      message: `the picture has no partner ${join(root, 'odd', 'b', '2.png')}; the same holds for 1 more: 3.png`,
    });
    await lay({ 'single/1.png': 1, 'single/2.png': 1 });
    await expect(pairs('single', { unreadable: 'skip' })).rejects.toMatchObject({
      code: 'data/pair-size',
      message: expect.stringContaining('2 of 2 files hold no pair'),
    });
  });
});

describe('folders that hold something else', () => {
  test('are told by what they hold', async () => {
    await lay({
      'bitmaps/a.bmp': 'x',
      'bitmaps/b.BMP': 'x',
      'bitmaps/.hidden.png': 1,
      'bitmaps/__MACOSX/c.png': 2,
    });
    await expect(images('bitmaps')).rejects.toMatchObject({
      code: 'data/empty-folder',
      message: 'the folder holds no pictures; its 2 other files (.bmp) are not read',
    });
    await lay({ 'deep/outer/inner/a.png': 1 });
    await expect(images('deep')).rejects.toMatchObject({
      code: 'data/empty-folder',
      where: join(root, 'deep', 'outer'),
      help: expect.stringContaining(`name the folder ${join(root, 'deep', 'outer')} itself`),
    });
    await lay({ 'file.png': 1 });
    await expect(images('file.png')).rejects.toMatchObject({
      code: 'data/missing-folder',
      message: `${join(root, 'file.png')} is a file, and a folder is read`,
    });
  });
});

describe('pictures of formats that are not read', () => {
  const note = (count: number, endings: string): string =>
    `not read: ${count} pictures of other formats (${endings}); save them as PNG or JPEG`;

  test('are counted in a note, in all folders and splits; other files are passed over', async () => {
    await lay({ 'other/loose/a.png': 1, 'other/loose/b.png': 2, 'other/loose/c.BMP': 'x' });
    await lay({ 'other/loose/notes.txt': 'x', 'other/loose/.d.bmp': 'x' });
    expect((await images('other/loose')).notes).toEqual([note(1, '.bmp')]);
    await lay({ 'other/sorted/train/x/a.png': 1, 'other/sorted/train/x/b.heic': 'x' });
    await lay({ 'other/sorted/test/x/a.png': 1, 'other/sorted/test/x/c.bmp': 'x' });
    expect((await images('other/sorted')).notes).toEqual([note(2, '.heic, .bmp')]);
    await lay({ 'other/pairs/a/1.png': 1, 'other/pairs/a/2.bmp': 'x' });
    await lay({ 'other/pairs/b/1.png': 1, 'other/pairs/b/2.bmp': 'x' });
    expect((await pairs('other/pairs')).notes).toEqual([note(2, '.bmp')]);
    await lay({ 'other/none/a.png': 1, 'other/none/b.png': 1, 'other/none/notes.txt': 'x' });
    expect((await images('other/none')).notes).toBeUndefined();
  });
});

describe('what reads a folder', () => {
  const sources = async (folder: string): Promise<readonly unknown[]> =>
    (await folderLayout(host, join(root, folder))).sources.map(
      ({ loader, options: { folder: _folder, ...options } }) => [loader, options],
    );

  test('is found out of names and sizes', async () => {
    await lay({
      'find/loose/a.png': 1,
      'find/classes/x/a.png': 1,
      'find/classes/y/b.png': 1,
      'find/classes/z/c.png': 1,
    });
    await lay({ 'find/cycle/trainA/1.png': 1, 'find/cycle/trainB/9.png': 1 });
    await lay({
      'find/ab/a/1.png': 1,
      'find/ab/b/1.png': 1,
      'find/apart/a/1.png': 1,
      'find/apart/b/9.png': 1,
    });
    await lay({ 'find/maps/photo/1.png': 1, 'find/maps/map/1.png': 1 });
    await lay({ 'find/beside/1.png': 1, 'find/beside/2.png': 1 }, [16, 8]);
    await lay({ 'find/idx/train-images-idx3-ubyte': 'x', 'find/array/x.npz': 'x' });
    expect(await sources('find/loose')).toEqual([['images', {}]]);
    expect((await folderLayout(host, join(root, 'find/classes'))).pictures?.classes).toBe(3);
    expect(await sources('find/cycle')).toEqual([
      ['images', { domain: 'a' }],
      ['images', { domain: 'b' }],
    ]);
    expect(await sources('find/ab')).toEqual([['pairs', {}]]);
    expect(await sources('find/apart')).toEqual([
      ['images', { domain: 'a' }],
      ['images', { domain: 'b' }],
    ]);
    expect(await sources('find/maps')).toEqual([['pairs', { sides: ['map', 'photo'] }]]);
    expect(await sources('find/beside')).toEqual([['pairs', {}]]);
    expect(await sources('find/idx')).toEqual([['idx', {}]]);
    expect(await sources('find/array')).toEqual([['npy', { file: join(root, 'find/array/x.npz') }]]);
  });

  test('is the same where the test folder is called val, and where splits lie within domains', async () => {
    await lay({ 'val/loose/train/a.png': 1, 'val/loose/val/b.png': 1 });
    await lay({ 'val/beside/train/a.png': 1, 'val/beside/Valid/b.png': 1 }, [16, 8]);
    await lay({
      'val/apart/A/train/1.png': 1,
      'val/apart/A/test/2.png': 1,
      'val/apart/B/train/1.png': 1,
      'val/apart/B/test/2.png': 1,
    });
    expect(await sources('val/loose')).toEqual([['images', {}]]);
    expect((await folderLayout(host, join(root, 'val/loose'))).pictures?.classes).toBe(0);
    expect(await sources('val/beside')).toEqual([['pairs', {}]]);
    // Equal names in two domains that pairs would not find.
    expect(await sources('val/apart')).toEqual([
      ['images', { domain: 'a' }],
      ['images', { domain: 'b' }],
    ]);
  });
});
