/**
 * @file The runtime's one import path, `genc/runtime`: what emitted code, the command line and users of a compiled model need. Engines
 * are loaded when they are started: importing this loads neither TensorFlow.js nor ONNX Runtime. Left out: the outside world; the
 * package export `genc/runtime` adds Node's host (src/cli/runtime.ts).
 */
export type { Checkpoint, RunPosition } from './checkpoint/checkpoint.ts';
export { loadCheckpoint, readCheckpoint, saveCheckpoint } from './checkpoint/checkpoint.ts';
export { readTensorFile, writeTensorFile } from './checkpoint/safetensors.ts';
export type { BoundField, BoundSource, BoundSplit } from './data/field.ts';
export { openSource } from './data/sources.ts';
export type { Engine, EngineTensor, GraphArtifacts, HostTensor, PreparedGraph } from './engine.ts';
export { EngineUnavailable } from './engine.ts';
export { emittedArtifacts } from './engines/tfjs/emitted.ts';
export type { KernelSet, Tensor } from './engines/tfjs/kernel-set.ts';
export type * from './health/health-plan.ts';
export type { Host } from './host.ts';
export { InputError } from './host.ts';
export { initializeStates } from './initialize.ts';
export type * from './plan.ts';
export { fillNormal, fillUniform } from './random/fill.ts';
export { RandomStream, permutation } from './random/stream.ts';
export { createOnnxEngine, createTfjsEngine } from './start-engine.ts';
export type { TrainedRun, TrainedRunOptions } from './trained-run.ts';
export { openTrainedRun } from './trained-run.ts';
export { TrainingDiverged } from './training/diverged.ts';
export type { MetricValues, RunMoment, TrainEvent } from './training/events.ts';
export type { FigureHandler } from './training/figures.ts';
export type { TrainOptions } from './training/options.ts';
export type { TrainResult } from './training/train.ts';
export { train } from './training/train.ts';
