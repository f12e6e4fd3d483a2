/**
 * @file Finds optional devices for their tests, and trains a few steps on one beside `cpu`. A device is tested where its packages
 * are installed, or lie in the folder that an environment variable names; elsewhere its test says aloud why it is skipped.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from '../../src/runtime/engines/tfjs/engine.ts';
import type { TfjsDeviceName } from '../../src/runtime/engines/tfjs/device.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { EngineUnavailable } from '../../src/runtime/engine.ts';
import { convolutionalGan, convolutionalVae, denseVae } from '../unit/emit/programs.ts';
import { StepRunner } from '../unit/emit/step-runner.ts';

/** URLs of packages installed in the folder that an environment variable names; empty where it is not set. */
function packagesIn(variable: string, names: readonly string[]): Record<string, string> {
  const folder = process.env[variable];
  if (!folder) return {};
  const resolve = createRequire(join(folder, 'package.json')).resolve;
  return Object.fromEntries(names.map((name) => [name, pathToFileURL(resolve(name)).href]));
}

/** The engine, or why it is absent, said aloud. */
async function startOrExplain(
  device: TfjsDeviceName,
  locations: Readonly<Record<string, string>>,
): Promise<Engine | undefined> {
  try {
    return await createTfjsEngine(device, locations);
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    console.warn(`device ${device} is not tested here: ${error.message}; to add it: ${error.fix}`);
    return undefined;
  }
}

const programs = { denseVae, convolutionalVae, convolutionalGan } as const;

/** Trains steps on both devices and compares the losses; then checks that nothing leaked. */
async function expectTrainsLikeCpu(name: keyof typeof programs, engine: Engine): Promise<void> {
  const program = programs[name]();
  const [tested, reference] = [
    await StepRunner.start(program, engine),
    await StepRunner.start(program, await createTfjsEngine('cpu')),
  ];
  let early = 0;
  for (let step = 1; step <= 8; step++) {
    const [loss, wanted] = [await tested.step(), await reference.step()];
    expect(Math.abs(loss - wanted), `step ${step}: loss ${loss}, on cpu ${wanted}`).toBeLessThan(
      1e-3 * (1 + Math.abs(wanted)),
    );
    if (step === 3) early = engine.liveTensors();
  }
  expect(engine.liveTensors()).toBe(early);
  await tested.dispose();
  await reference.dispose();
}

interface OptionalDevice {
  readonly device: TfjsDeviceName;
  /** The environment variable that names the folder with `packages` in its node_modules. */
  readonly variable: string;
  readonly packages: readonly string[];
}

/** Declares the tests of a device: it trains each program as `cpu` does. */
export async function testDevice({ device, variable, packages }: OptionalDevice): Promise<void> {
  const engine = await startOrExplain(device, packagesIn(variable, packages));
  describe.skipIf(!engine)(`device ${device}`, () => {
    it.each(Object.keys(programs) as (keyof typeof programs)[])(
      'trains %s as cpu does',
      { timeout: 120_000 },
      async (name) => {
        if (engine) await expectTrainsLikeCpu(name, engine);
      },
    );
  });
}
