/** @file Starts engines by name, each loaded at its first use: nobody waits for a library that the run does not need. */
import type { Engine } from './engine.ts';
import type { OnnxEngineOptions } from './engines/onnx/engine.ts';
import type { TfjsDeviceName } from './engines/tfjs/device.ts';

/** ONNX Runtime on the CPU. Throws `EngineUnavailable`. */
export async function createOnnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  return (await import('./engines/onnx/engine.ts')).createOnnxEngine(options);
}

/** TensorFlow.js on a device. Throws `EngineUnavailable` with the command that adds what is missing. */
export async function createTfjsEngine(device: TfjsDeviceName = 'wasm'): Promise<Engine> {
  return (await import('./engines/tfjs/engine.ts')).createTfjsEngine(device);
}
