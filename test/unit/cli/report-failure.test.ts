/** @file What was thrown, as a message: a fault of the file system names the file that its user knows, and what to do. */
import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/cli/report-failure.ts';

const thrown = (code: string, path: string): Error =>
  Object.assign(new Error(code), { code, syscall: 'open', path });

test('a file that cannot be written is named as it was asked for, not as it is written first', () => {
  expect(describeFailure(thrown('EACCES', 'out/x.png.123.writing'))).toEqual({
    kind: 'input',
    message: 'permission denied',
    where: 'out/x.png',
    help: 'choose another place, or change who may read and write this one',
  });
});

test('a file in the place of a folder is no bug', () => {
  expect(describeFailure(thrown('EEXIST', 'notes.txt'))).toMatchObject({
    kind: 'input',
    message: 'this is a file, and a folder was expected',
    where: 'notes.txt',
  });
});

test('an error of the system that nothing is known of is a bug', () => {
  expect(describeFailure(thrown('EWHAT', 'x'))).toMatchObject({ kind: 'bug', message: 'EWHAT' });
});
