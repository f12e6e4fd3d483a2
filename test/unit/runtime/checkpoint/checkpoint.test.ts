/** @file Checkpoints: the safetensors form round-trips, damage of every kind is told, and what does not fit is named. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import {
  compareStates,
  loadCheckpoint,
  readCheckpoint,
  saveCheckpoint,
} from '../../../../src/runtime/checkpoint/checkpoint.ts';
import { readTensorFile, writeTensorFile } from '../../../../src/runtime/checkpoint/safetensors.ts';
import type { HostTensor } from '../../../../src/runtime/engine.ts';
import type { Host } from '../../../../src/runtime/host.ts';
import { InputError } from '../../../../src/runtime/host.ts';
import { initializeStates } from '../../../../src/runtime/initialize.ts';
import { toyPlan } from '../../../support/toy-model.ts';

const tensors = new Map<string, HostTensor>([
  ['net/kernel', { shape: [2, 3], dtype: 'f32', data: Float32Array.of(1, -0, NaN, Infinity, 1e-40, 6) }],
  ['counter', { shape: [], dtype: 'i32', data: Int32Array.of(-7) }],
  ['flags', { shape: [3], dtype: 'bool', data: Uint8Array.of(1, 0, 1) }],
  ['empty', { shape: [0, 4], dtype: 'f32', data: new Float32Array(0) }],
]);
const bytes = writeTensorFile({ tensors, metadata: { note: 'naïve "text"' } });

/** The file with another header, the data as it was. */
function withHeader(change: (header: Record<string, Record<string, unknown>>) => void): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    Record<string, unknown>
  >;
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const changed = new Uint8Array(8 + text.length + bytes.length - 8 - length);
  new DataView(changed.buffer).setUint32(0, text.length, true);
  changed.set(text, 8);
  changed.set(bytes.subarray(8 + length), 8 + text.length);
  return changed;
}

describe('tensor files', () => {
  test('give back every tensor to the bit, and the metadata', () => {
    const file = readTensorFile(bytes, 'a');
    expect(file.tensors).toEqual(tensors);
    expect(file.metadata).toEqual({ note: 'naïve "text"' });
  });

  test('cut at any length are refused', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readTensorFile(bytes.slice(0, length), 'cut.safetensors')).toThrow(InputError);
    }
    expect(() => readTensorFile(bytes.slice(0, -1), 'cut')).toThrow('tensor flags: ends at byte');
  });

  test('of any bytes give an InputError and never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => readTensorFile(noise, 'noise')).toThrow(InputError);
      }),
    );
  });

  test.each<[string, (header: Record<string, Record<string, unknown>>) => void, string]>([
    [
      'an unknown dtype',
      (header) => Object.assign(header['flags'] ?? {}, { dtype: 'F8' }),
      'tensor flags: its entry',
    ],
    [
      'a shape of another size',
      (header) => Object.assign(header['counter'] ?? {}, { shape: [2] }),
      'tensor counter: its entry',
    ],
    [
      'a negative length',
      (header) => Object.assign(header['counter'] ?? {}, { shape: [-1] }),
      'tensor counter: its entry',
    ],
    [
      'overlapping tensors',
      (header) => Object.assign(header['counter'] ?? {}, { data_offsets: [0, 4] }),
      'tensor net/kernel: starts at byte 0 of the data where 4 is due',
    ],
    [
      'a gap',
      (header) => delete header['counter'],
      'tensor flags: starts at byte 28 of the data where 24 is due',
    ],
    [
      'bytes left over',
      (header) => delete header['flags'] && delete header['empty'],
      '3 bytes follow the last tensor',
    ],
    ['metadata of numbers', (header) => (header['__metadata__'] = { step: 3 }), 'metadata'],
  ])('with %s are refused', (_, change, message) => {
    expect(() => readTensorFile(withHeader(change), 'bad')).toThrow(message);
  });
});

describe('checkpoints', () => {
  const position = { seed: 2 ** 40, phase: 1, phaseStep: 4, step: 23, metricsLength: 100, eventsLength: 20 };
  const state = initializeStates(toyPlan.state, 1);
  const inFolder = async (use: (folder: string, host: Host) => Promise<void>): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'genc-checkpoint-'));
    try {
      await use(folder, createNodeHost());
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('come back as saved; the one before is kept', async () => {
    await inFolder(async (folder, host) => {
      await saveCheckpoint(host, folder, toyPlan, { ...position, step: 1 }, state);
      await saveCheckpoint(host, folder, toyPlan, position, state);
      const loaded = await loadCheckpoint(host, folder, toyPlan);
      expect(loaded.position).toEqual(position);
      expect(loaded.tensors).toEqual(state);
      expect(await readdir(join(folder, 'checkpoints'))).toEqual(['last', 'previous']);
    });
  });

  test('survive a crash after any of the operations of a save', async () => {
    await inFolder(async (folder, host) => {
      let crashed = true;
      for (let allowed = 0; crashed; allowed++) {
        const run = join(folder, String(allowed));
        await saveCheckpoint(host, run, toyPlan, { ...position, step: 1 }, state);
        await saveCheckpoint(host, run, toyPlan, { ...position, step: 2 }, state);
        let left = allowed;
        const guard =
          <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
          (...args: Args): Promise<Result> =>
            left-- > 0 ? call(...args) : Promise.reject(new Error('crash'));
        const fragile: Host = {
          ...host,
          makeFolder: guard(host.makeFolder),
          remove: guard(host.remove),
          writeFileAtomically: guard(host.writeFileAtomically),
          // A replacement is two operations: the old folder goes, the new one comes.
          replaceFolder: async (staged, path) => {
            await guard(host.remove)(path);
            await guard(host.replaceFolder)(staged, path);
          },
        };
        crashed = await saveCheckpoint(fragile, run, toyPlan, { ...position, step: 3 }, state).then(
          () => false,
          () => true,
        );
        const { position: found } = await loadCheckpoint(host, run, toyPlan);
        expect(found.step).toBe(crashed ? 2 : 3);
      }
    });
  });

  test('name each tensor that does not fit', () => {
    const first = {
      ...toyPlan.state[0],
      name: 'decoder/dense1/kernel',
      shape: [512, 784],
    } as (typeof toyPlan.state)[number];
    const found = new Map<string, HostTensor>([
      ['decoder/dense1/kernel', { shape: [400, 784], dtype: 'f32', data: new Float32Array(400 * 784) }],
      ['old', { shape: [], dtype: 'f32', data: new Float32Array(1) }],
    ]);
    const missing = { ...first, name: 'decoder/dense2/bias', shape: [784] };
    expect(compareStates([first, missing], found)).toEqual([
      'decoder/dense1/kernel: 400x784 in the checkpoint, 512x784 in the spec',
      'decoder/dense2/bias: not in the checkpoint, 784 in the spec',
      'old: scalar in the checkpoint, not in the spec',
    ]);
  });

  test('of another make, of another spec or missing are told apart', async () => {
    expect(() => readCheckpoint(bytes, 'foreign', toyPlan)).toThrow('not a checkpoint of genc');
    await inFolder(async (folder, host) => {
      await expect(loadCheckpoint(host, folder, toyPlan)).rejects.toMatchObject({
        code: 'checkpoint/missing',
      });
      await saveCheckpoint(host, folder, toyPlan, position, state);
      const changed = { ...toyPlan, specHash: 'changed' };
      await expect(loadCheckpoint(host, folder, changed)).rejects.toMatchObject({
        code: 'checkpoint/other-spec',
      });
    });
  });
});
