/** @file Faults of what an infer, or a network, of a trained model is given. */
import type { Fault } from './fault.ts';

const run = 'runs/age-cgan-20260101-1';
const ageTo = (rest: string): string => `$ npx genc infer ${run} ageTo ${rest}`;

export const inferFaults = {
  'infer/unknown': {
    title: 'an infer that the model does not have',
    explanation:
      'The model declares no infer and no network of this name. genc infer RUN lists what there is, with types. An infer with static parameters that have no value is not among the functions of a compiled model.',
    example: {
      wrong: '$ npx genc compile specs/stylegan.gen --out build --with mixed.cut=4',
      right: '$ npx genc compile specs/stylegan.gen --out build --with mix.cut=4',
    },
  },
  'infer/argument-missing': {
    title: 'a parameter without an argument',
    explanation:
      'Each parameter of an infer needs an argument, but those that the spec gives a default. Arguments fill the parameters in order, or are given by name. The help line shows the signature.',
    example: { wrong: ageTo('face.png --from 2'), right: ageTo('face.png --from 2 --to 5') },
  },
  'infer/argument-extra': {
    title: 'more arguments than parameters',
    explanation:
      'Words without a name fill the parameters in order, and here is one more than there are parameters. Several items of one argument are written with commas between, without spaces, or lie in a folder or an .npy file. A text of several words needs quotes.',
    example: { wrong: ageTo('face.png 2 3 4'), right: ageTo('face.png 2 3,4') },
  },
  'infer/argument-unknown': {
    title: 'an argument with the name of no parameter',
    explanation:
      'An argument is given by a name that is neither a parameter of the infer nor an option of the command. With --with of genc compile only static parameters, of type Int or Bool, can be given: the others are known when the model runs.',
    example: { wrong: ageTo('face.png --from 2 --age 5'), right: ageTo('face.png --from 2 --to 5') },
  },
  'infer/argument-twice': {
    title: 'a parameter with two arguments',
    explanation:
      'A parameter is given both in order and by its name, or by its name twice. Which one was meant is not known.',
    example: { wrong: ageTo('face.png 2 --from 3 --to 5'), right: ageTo('face.png --from 3 --to 5') },
  },
  'infer/argument-value': {
    title: 'an argument without a value',
    explanation:
      'A parameter is named at the end of the command or before another option, and no value follows. A value that begins with -- is written with an equals sign.',
    example: { wrong: ageTo('face.png --from 2 --to'), right: ageTo('face.png --from 2 --to 5') },
  },
  'infer/argument-type': {
    title: 'an argument of another type',
    explanation:
      'What is given cannot be read as the type that the spec declares: a word where a number is wanted, a number with decimals where a class is. Several numbers have commas between. The message names the type.',
    example: { wrong: ageTo('face.png --from two --to 5'), right: ageTo('face.png --from 2 --to 5') },
  },
  'infer/argument-shape': {
    title: 'an argument of another shape',
    explanation:
      'An array, or the count of numbers, does not fit the declared shape. One item has exactly that shape; several have one axis more in front. From TypeScript the axis of items is always there.',
    example: {
      wrong: '$ npx genc infer runs/vae-20260101-1 likelihood --z 0.5   # Vector[2]',
      right: '$ npx genc infer runs/vae-20260101-1 likelihood --z 0.5,-1',
    },
  },
  'infer/argument-range': {
    title: 'an argument outside of its range',
    explanation:
      'A value lies outside of the range that the parameter declares, or is no class: those of Class[n] are 0 to n - 1. The model has never seen such a value. Scale the numbers to the range; pictures are scaled as they are read.',
    example: {
      wrong: ageTo('face.png --from 2 --to 6   # Class[6]'),
      right: ageTo('face.png --from 2 --to 5'),
    },
  },
  'infer/argument-count': {
    title: 'arguments with different numbers of items',
    explanation:
      'An infer runs once for each item, so that all arguments bring as many, or a single one that serves them all. --count says how many are wanted where no argument does.',
    example: { wrong: ageTo('faces 2,3 5   # three faces'), right: ageTo('faces 2,3,2 5') },
  },
  'infer/argument-text': {
    title: 'a text where numbers are needed',
    explanation:
      'A text is given to a parameter that is none of type Text. From TypeScript a text is a string or an array of strings, and everything else a tensor with an axis of items in front.',
    example: {
      wrong: "await model.G({ z: 'a circle' });",
      right: "await model.paint({ caption: 'a large red circle' });",
    },
  },
  'infer/argument-file': {
    title: 'an argument whose file is not there, or empty',
    explanation:
      'A picture, folder, .npy or .txt file that an argument names does not exist, or holds nothing: no pictures, no line of text. Relative paths start at the folder in which genc runs.',
    example: { wrong: ageTo('fase.png 2 5'), right: ageTo('face.png 2 5') },
  },
  'infer/argument-picture': {
    title: 'a picture for a parameter that takes none',
    explanation:
      'A picture has 1 or 3 channels of bytes. The parameter has another number of channels, or declares no range and has the size of no data, so that black and white have no numbers in it. Give an .npy file with the numbers themselves, or declare a range in the spec.',
    example: {
      wrong: 'infer brighter(x: Image[14, 14, 1]) -> Image[14, 14, 1] { x + 0.1 }',
      right: 'infer brighter(x: Image[14, 14, 1] in [0, 1]) -> Image[14, 14, 1] { x + 0.1 }',
    },
  },
  'infer/picture-size': {
    title: 'a picture of another size',
    explanation:
      'The picture is larger or smaller than the model takes, or of other proportions. Scaling it would change it, so that this is done only when asked for: --fit scales it until it covers the size and cuts it at the middle.',
    example: {
      wrong: ageTo('photo.jpg 2 5   # 640 x 480, of 32 x 32'),
      right: ageTo('photo.jpg 2 5 --fit'),
    },
  },
  'infer/picture-colour': {
    title: 'a coloured picture for a grey model',
    explanation:
      'The model takes one channel, and the picture has colours, which would be lost. --fit makes it grey. A grey picture serves a model of three channels as it is.',
    example: { wrong: ageTo('face.png 2 5   # in colours'), right: ageTo('face.png 2 5 --fit') },
  },
  'infer/word': {
    title: 'a word that no caption had',
    explanation:
      'A text is read as counts of the words that captions had in training, and this word was not among them: it would say nothing to the model. The help line lists the words.',
    example: {
      wrong: '$ npx genc infer runs/stack-gan-20260101-1 paint "a huge red circle"',
      right: '$ npx genc infer runs/stack-gan-20260101-1 paint "a large red circle"',
    },
  },
  'infer/whole-number': {
    title: 'a count or a seed that is no whole number',
    explanation:
      'How many items are drawn is a whole number of at least 1, and a seed one of at least 0, below 2^53. From TypeScript the count is that of the arguments where it is left out, and the seed is 0.',
    example: {
      wrong: 'await model.sample({ count: 0 });',
      right: 'await model.sample({ count: 16, seed: 1 });',
    },
  },
  'infer/disposed': {
    title: 'a model that is used after its dispose',
    explanation:
      'dispose frees the weights of a loaded model, and what it infers needs them. Call it last, when nothing more is asked of the model.',
    example: {
      wrong: 'await model.dispose();\nconst images = await model.sample({ count: 16 });',
      right: 'const images = await model.sample({ count: 16 });\nawait model.dispose();',
    },
  },
  'infer/too-many': {
    title: 'more items than fit into memory',
    explanation:
      'Arguments or results of so many items would take more than 4 GiB. Draw them in parts: the help line names how many go at a time, and each part takes a seed of its own.',
    example: {
      wrong: '$ npx genc sample runs/gan-20260101-1 --count 2000000 --out samples.npy',
      right: '$ npx genc sample runs/gan-20260101-1 --count 1000000 --seed 1 --out samples-1.npy',
    },
  },
} satisfies Readonly<Record<string, Fault>>;
