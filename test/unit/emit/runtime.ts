/** @file What emitted code finds behind `genc/runtime`, for type-checking it. */
export { createNodeHost } from '../../../src/cli/host.ts';
export { emittedArtifacts } from '../../../src/runtime/engines/tfjs/emitted.ts';
export { createTfjsEngine } from '../../../src/runtime/engines/tfjs/engine.ts';
export type { KernelSet, Tensor } from '../../../src/runtime/engines/tfjs/kernel-set.ts';
export type { Plan } from '../../../src/runtime/plan.ts';
export { train } from '../../../src/runtime/training/train.ts';
