/** @file Loads ONNX Runtime's package, or says why it can't be had. */
import { EngineUnavailable } from '../../engine.ts';

export type OnnxRuntime = typeof import('onnxruntime-node');

/** ONNX Runtime for Node. Throws EngineUnavailable with the reason and the fix. */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const missing = /Cannot find (module|package) '?onnxruntime-node/.test(reason);
    throw new EngineUnavailable(
      missing
        ? 'the package onnxruntime-node is not installed'
        : `the package onnxruntime-node does not load: ${reason}`,
      missing
        ? 'run: npm install onnxruntime-node@1.30.0 --ignore-scripts'
        : 'it has binaries for Linux (glibc), macOS and Windows on x64 and arm64; elsewhere use --engine tfjs',
    );
  }
}
