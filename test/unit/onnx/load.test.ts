/** @file What engine `onnx` says where its package can't be had. */
import { afterEach, expect, test, vi } from 'vitest';
import { EngineUnavailable } from '../../../src/runtime/engine.ts';
import { createOnnxEngine } from '../../../src/runtime/engines/onnx/engine.ts';

const failure = vi.hoisted(() => ({ message: '' }));
vi.mock('onnxruntime-node', () => {
  throw new Error(failure.message);
});
afterEach(() => vi.resetModules());

async function unavailable(message: string): Promise<EngineUnavailable> {
  failure.message = message;
  const error = await createOnnxEngine().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineUnavailable)) throw new Error('the engine started');
  return error;
}

test('a package that does not load is named, with what to use instead', async () => {
  const { message, fix } = await unavailable('libonnxruntime.so.1: cannot open shared object file');
  expect(message).toContain('onnxruntime-node does not load');
  expect(fix).toContain('--engine tfjs');
});
