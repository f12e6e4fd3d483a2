/** @file Which engines a command tries, by its flags. */
import { expect, it } from 'vitest';
import { engineCandidates } from '../../../src/cli/engines.ts';
import { createNodeHost } from '../../../src/cli/host.ts';

const host = { ...createNodeHost(), packageFolder: () => undefined };

it('threads are those of engine onnx, also where it is not named', () => {
  expect(engineCandidates({ threads: 2 }, host)).toEqual([{ engine: 'onnx', device: 'cpu', threads: 2 }]);
  expect(engineCandidates({ engine: 'onnx', threads: 1 }, host)).toEqual([
    { engine: 'onnx', device: 'cpu', threads: 1 },
  ]);
});

it('threads choose onnx over a card that would be taken without them', () => {
  const withCard = { ...host, packageFolder: () => '/somewhere' };
  expect(engineCandidates({}, withCard)[0]).toEqual({ engine: 'tfjs', device: 'cuda' });
  expect(engineCandidates({ threads: 2 }, withCard)).toEqual([{ engine: 'onnx', device: 'cpu', threads: 2 }]);
});

it('threads of engine tfjs are refused', () => {
  expect(() => engineCandidates({ engine: 'tfjs', threads: 2 }, host)).toThrow(
    '--threads 2 is for engine onnx, and this is engine tfjs',
  );
});
