/** @file Loads packages that some devices need and that Gen does not install: found where installed, else explained. */
import { EngineUnavailable } from '../../../engine.ts';

/** Where a package lies that is not installed beside Gen: module URLs by package name. */
export type PackageLocations = Readonly<Record<string, string>>;

/** Imports `name`; throws EngineUnavailable with `fix` (the command that adds it) where it is absent or does not load. */
export async function importOptional(
  name: string,
  locations: PackageLocations,
  fix: string,
): Promise<Record<string, unknown>> {
  // A computed name keeps bundlers and the type checker from looking for a package that need not be there.
  const specifier = locations[name] ?? name;
  try {
    return (await import(specifier)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const absent = /Cannot find (package|module)/.test(reason) && reason.includes(name);
    throw new EngineUnavailable(
      absent
        ? `the package ${name} is not installed`
        : `the package ${name} does not load: ${reason.split('\n')[0]}`,
      fix,
    );
  }
}
