/**
 * @file Every code that an `InputError` may have, with what `genc explain` says of it. Only its types are part of the runtime: the texts
 * are read by the command line. Messages are written where the fault is found, for they tell of files, numbers and names.
 */
import { arrayFaults } from './array-faults.ts';
import { inferFaults } from './infer-faults.ts';
import { pictureFaults } from './picture-faults.ts';
import { runFaults } from './run-faults.ts';
import { sourceFaults } from './source-faults.ts';

export const faults = { ...sourceFaults, ...pictureFaults, ...arrayFaults, ...inferFaults, ...runFaults };

/** Faults of a spec that the compiler finds and explains wherever it can: here where they first show as data is read. */
export type CompilerCode = 'data/field-shape' | 'data/field-kind' | 'data/transform';

/** A code of an `InputError`. */
export type FaultCode = keyof typeof faults | CompilerCode;
