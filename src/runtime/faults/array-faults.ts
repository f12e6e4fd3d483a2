/** @file Faults of files of numbers: IDX and npy. */
import type { Fault } from './fault.ts';

export const arrayFaults = {
  'data/idx-magic': {
    title: 'a file that is no IDX file of bytes',
    explanation:
      'An IDX file begins with 00 00 08 and the number of its axes: 3 for images, 1 for labels. This one begins with something else: it is of another format, or images and labels are exchanged.',
    example: {
      wrong: '$ cp train-labels-idx1-ubyte digits/train-images-idx3-ubyte',
      right: '$ cp train-images-idx3-ubyte digits/train-images-idx3-ubyte',
    },
  },
  'data/idx-short': {
    title: 'an IDX file that is cut short',
    explanation:
      'The header of the file promises more values than follow, or its gzip stream breaks off: a download or a copy was interrupted. Get the file again.',
    example: {
      wrong: '$ ls -l digits   # 40 MB where the header promises 47\ntrain-images-idx3-ubyte',
      right:
        '$ ls -l digits   # 47,040,016 bytes: 60,000 images of 28 x 28, and 16 bytes of header\ntrain-images-idx3-ubyte',
    },
  },
  'data/idx-long': {
    title: 'an IDX file with more than its header says',
    explanation:
      'The file goes on after the values that its header promises. Header and values do not belong together, so that nothing says which images were meant. Get the file again, or write the count that it has into the header.',
    example: {
      wrong: '$ cat part1 part2 > digits/train-images-idx3-ubyte   # two headers, two parts',
      right: '$ cp part1 digits/train-images-idx3-ubyte',
    },
  },
  'data/npy-dtype': {
    title: 'an npy file with values of a type that is not read',
    explanation:
      'The array holds values of a type that has no place in a model, such as objects, texts or complex numbers. The message lists those that are read: bytes, whole and real numbers. Convert it before it is saved.',
    example: {
      wrong: '>>> np.save("points.npy", np.array([[1, 2]], dtype=object))',
      right: '>>> np.save("points.npy", np.array([[1, 2]], dtype="<f4"))',
    },
  },
  'data/npy-header': {
    title: 'a file that numpy has not written, or in another layout',
    explanation:
      'The file is no npy or npz file, its header is damaged, its values are in Fortran order, or it holds a single number in place of a list of examples. Save a C-ordered array whose first axis counts the examples.',
    example: {
      wrong: '>>> np.save("points.npy", np.asfortranarray(points))',
      right: '>>> np.save("points.npy", np.ascontiguousarray(points))',
    },
  },
  'data/npy-short': {
    title: 'an npy file that is cut short',
    explanation:
      'The header of the array promises more values than the file holds: a copy was interrupted. Copy the file again, or save the array anew.',
    example: {
      wrong: '$ head -c 1000 points.npy > copy.npy',
      right: '$ cp points.npy copy.npy',
    },
  },
} satisfies Readonly<Record<string, Fault>>;
