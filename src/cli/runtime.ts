/** @file `genc/runtime` as a package export: the runtime, and Node's host for it. What emitted programs import. */
export * from '../runtime/index.ts';
export { createNodeHost } from './host.ts';
