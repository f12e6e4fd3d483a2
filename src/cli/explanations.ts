/** @file Every code that a command can print, the compiler's and those of run time, with what is known of it. */
import { allCodes, catalogEntry } from '../compiler/diagnostics/explain.ts';
import type { Explained } from '../compiler/diagnostics/explain.ts';
import type { Fault } from '../runtime/faults/fault.ts';
import { faults } from '../runtime/faults/faults.ts';

const atRunTime: Readonly<Record<string, Fault>> = faults;

/** By code, sorted. */
export const explanations: ReadonlyMap<string, Explained> = new Map(
  [...allCodes(), ...Object.keys(atRunTime)].toSorted().flatMap((code): [string, Explained][] => {
    const fault = atRunTime[code];
    const entry = fault ? { severity: 'error' as const, ...fault } : catalogEntry(code);
    return entry ? [[code, entry]] : [];
  }),
);
