/**
 * @file Every infer and network of every spec, from TypeScript: the spec is compiled, its use.ts imported, a run of it loaded, and each function
 * called on two made items. Loops of optimisation take two steps; paper-size specs are left out.
 */
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declaredSignatures } from '../../src/cli/infer/signature.ts';
import { templatesOf } from '../../src/cli/infer/statics.ts';
import { loadSources } from '../../src/cli/sources.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { compile } from '../../src/compiler/compile.ts';
import { madeValues } from '../../src/runtime/data/made.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import type { InferPlan } from '../../src/runtime/plan.ts';
import { RandomStream } from '../../src/runtime/random/stream.ts';
import { sizeOf } from '../../src/runtime/tensors.ts';
import { writeEmitted } from '../support/emitted-model.ts';
import { projectRoot } from '../support/pages.ts';

const items = 2;
const specs = readdirSync(join(projectRoot, 'specs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.gen') && !name.startsWith('paper'))
  .sort();

type Use = Record<string, (given: object, draws: object) => Promise<HostTensor | Record<string, HostTensor>>>;

function made(argument: InferPlan['arguments'][number]): HostTensor | string {
  const { name, shape, dtype, words } = argument;
  if (words) return words.slice(0, 2).join(' ');
  const whole = [items, ...shape];
  return {
    shape: whole,
    dtype,
    data: madeValues(argument, sizeOf(whole), new RandomStream(0, `made/${name}`)),
  };
}

/** Hundreds of steps would tell no more. */
function shortened(program: Program): Program {
  const infers = program.plan.infers.map((infer) =>
    infer.stages
      ? { ...infer, stages: infer.stages.map((one) => ({ ...one, times: Math.min(one.times, 2) })) }
      : infer,
  );
  return { ...program, plan: { ...program.plan, infers } };
}

test.each(specs)('%s', { timeout: 600_000 }, async (name) => {
  const spec = await loadSources(join(projectRoot, 'specs', name));
  // What lacks a static value is given one, as `genc compile --with` would.
  const statics = new Map(
    templatesOf(declaredSignatures(spec, undefined), new Map()).map((one) => [
      one.name,
      new Map(one.lacks.split(', ').map((lack): [string, number] => [lack.split(':')[0]!, 2])),
    ]),
  );
  const { program } = compile(spec.sources, spec.entry, { statics });
  const { folder, run } = await writeEmitted(shortened(program!));
  try {
    const { load } = (await import(join(folder, 'use.ts'))) as {
      load: (run: string) => Promise<Use & { dispose: () => Promise<void> }>;
    };
    const model = await load(run);
    const declared = declaredSignatures(spec, undefined).map((one) => one.name);
    expect(program!.plan.infers.map((one) => one.name)).toEqual(expect.arrayContaining(declared));
    for (const infer of program!.plan.infers) {
      const given = Object.fromEntries(infer.arguments.map((one) => [one.name, made(one)]));
      const hasArguments = infer.arguments.length > 0;
      const draws = { count: items, seed: 1 };
      const call = model[infer.name]!;
      const result = hasArguments
        ? await call(given, draws)
        : await (call as unknown as (draws: object) => ReturnType<typeof call>)(draws);
      const tensors = infer.results.map((one) =>
        infer.results.length === 1
          ? (result as HostTensor)
          : (result as Record<string, HostTensor>)[one.name]!,
      );
      for (const [i, { output }] of infer.results.entries()) {
        const shape = infer.graph.outputs.find((one) => one.name === output)!.shape.slice(1);
        expect(tensors[i]!.shape, `${infer.name} ${output}`).toEqual([items, ...shape]);
        expect(tensors[i]!.data.every(Number.isFinite), `${infer.name} ${output}`).toBe(true);
      }
    }
    await model.dispose();
  } finally {
    await rm(folder, { recursive: true });
  }
});
