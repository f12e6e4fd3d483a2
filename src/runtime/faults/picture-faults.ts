/** @file Faults of folders of pictures: layouts, pairs, files that are none. */
import type { Fault } from './fault.ts';

export const pictureFaults = {
  'data/empty-folder': {
    title: 'a folder without pictures',
    explanation:
      'A folder, or one of its class folders, holds no PNG, JPEG, WebP, GIF, TIFF or AVIF file. What it holds instead is told: files of other kinds, or folders inside of class folders, of which only one level is read. Name the folder that holds the pictures.',
    example: {
      wrong:
        'data faces from images("download", size: 64) { image: Image[64, 64, 3] in [0, 1] }   // they lie in download/faces/all',
      right: 'data faces from images("download/faces/all", size: 64) { image: Image[64, 64, 3] in [0, 1] }',
    },
  },
  'data/mixed-folder': {
    title: 'pictures beside class folders',
    explanation:
      'A folder holds either pictures or one folder for each class. With both it is not known whether the loose ones have a class. Move them into class folders, or the folders away.',
    example: {
      wrong: '$ ls photos\ncats  dogs  IMG_0001.jpg',
      right: '$ ls photos\ncats  dogs',
    },
  },
  'data/domains': {
    title: 'one of two domains of pictures',
    explanation:
      'A folder with trainA and trainB, or with a and b, holds two domains, and one source reads one of them: its option domain: says which. A domain that is named has to be there.',
    example: {
      wrong: 'data horses from images("horse2zebra", size: 64) { image: Image[64, 64, 3] in [-1, 1] }',
      right:
        'data horses from images("horse2zebra", domain: a, size: 64) { image: Image[64, 64, 3] in [-1, 1] }',
    },
  },
  'data/classes-differ': {
    title: 'splits with different classes',
    explanation:
      'Labels are places among the class folders of the training split, by name. The test split has a class folder that the training split lacks, or only one of the splits has class folders at all. Sort both into the same classes.',
    example: {
      wrong: '$ ls photos/train photos/test\nphotos/train: cats  dogs\nphotos/test: cats  dogs  foxes',
      right: '$ ls photos/train photos/test\nphotos/train: cats  dogs\nphotos/test: cats  dogs',
    },
  },
  'data/metadata': {
    title: 'a metadata.csv that does not fit its pictures',
    explanation:
      'A table metadata.csv in a folder of pictures says more of each: a header with file_name, and a row for each picture, whose path it gives from the folder of the table on. Every picture needs a row and every row a picture, and the columns that the fields of a spec read have no empty cells. A column of words is a class: the test split may have only those of the training split.',
    example: {
      wrong: '$ cat faces/metadata.csv\nfile;age\n1.png;3',
      right: '$ cat faces/metadata.csv\nfile_name,age\n1.png,3',
    },
  },
  'data/unpaired': {
    title: 'a picture without its partner',
    explanation:
      'Pairs in two folders belong together by their names, of which the endings may differ. This picture has no partner on the other side. Give both the same name, or take it away.',
    example: {
      wrong: '$ ls pairs/a pairs/b\npairs/a: 1.png  2.png\npairs/b: 1.png',
      right: '$ ls pairs/a pairs/b\npairs/a: 1.png  2.png\npairs/b: 1.png  2.jpg',
    },
  },
  'data/pair-size': {
    title: 'files that hold no pair',
    explanation:
      'A file of a pair holds two pictures of one size side by side, so it is twice as wide as its half is to be. These files are whole but of other proportions: they are single pictures, perhaps one side of a pair. Put the two beside each other, or into folders a and b under the same name.',
    example: {
      wrong: '$ ls pairs   # each 256 x 256\n1.png  2.png',
      right: '$ ls pairs   # each 512 x 256, a on the left\n1.png  2.png',
    },
  },
  'data/corrupt-image': {
    title: 'files that cannot be read as pictures',
    explanation:
      'Files end as pictures do and are none: cut short, empty, or of an unknown format. All of them are found and named before anything is trained. They are refused by default, because a data set that shrinks in silence is worse than one that has to be mended; unreadable: skip leaves them out and says so. genc translate leaves them out with --skip-unreadable.',
    example: {
      wrong:
        'data faces from images("faces", size: 64) { image: Image[64, 64, 3] in [0, 1] }   // faces/7.jpg is empty',
      right:
        'data faces from images("faces", size: 64, unreadable: skip) { image: Image[64, 64, 3] in [0, 1] }',
    },
  },
  'data/too-large': {
    title: 'pictures that do not fit into memory',
    explanation:
      'All pictures of a source are held in memory as bytes, and these would take more than 4 GiB. Take a smaller size, or the part of them that limit: names; it is spread evenly over the classes.',
    example: {
      wrong:
        'data faces from images("faces", size: 256) { image: Image[256, 256, 3] in [0, 1] }   // 30,000 pictures',
      right:
        'data faces from images("faces", size: 256, limit: 20000) { image: Image[256, 256, 3] in [0, 1] }',
    },
  },
} satisfies Readonly<Record<string, Fault>>;
