/** @file Emitted code: it computes what its graph means, frees what it makes, type-checks, and is the same each time. */
import { describe, expect, it } from 'vitest';
import { emitJavaScript } from '../../../src/compiler/6-emit/typescript/emit-javascript.ts';
import { emitTypeScript } from '../../../src/compiler/6-emit/typescript/emit.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import { createTfjsEngine } from '../../../src/runtime/engines/tfjs/engine.ts';
import { convolutionalGan, convolutionalVae, denseVae } from './programs.ts';
import { compileText, specText } from '../../support/specs.ts';
import { typeErrors } from '../../support/type-check.ts';
import { firstInputs, StepRunner, stepPlan } from './step-runner.ts';

const programs: Readonly<Record<string, () => Program>> = { denseVae, convolutionalVae, convolutionalGan };

describe.each(Object.entries(programs))('%s', (_name, make) => {
  const program = make();

  it.each(['cpu', 'wasm'] as const)('computes on %s what the graph means', async (device) => {
    const plan = stepPlan(program);
    const graph = program.graphs.get(plan.name);
    const inputs = firstInputs(plan);
    const arrays = Object.fromEntries(
      [...inputs].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    );
    const expected = evaluateGraph(graph as NonNullable<typeof graph>, arrays);
    const runner = await StepRunner.start(program, await createTfjsEngine(device));
    const outputs = await runner.outputs(inputs);
    expect([...outputs.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { data, shape }] of outputs) {
      expect(shape).toEqual(expected[name]?.shape);
      data.forEach((value, index) => {
        const wanted = expected[name]?.data[index] as number;
        expect(Math.abs(value - wanted), `${name}[${index}]: ${value}, wanted ${wanted}`).toBeLessThan(
          2e-4 * (1 + Math.abs(wanted)),
        );
      });
    }
    await runner.dispose();
  });

  it('trains, and keeps as many tensors after step 30 as after step 3', async () => {
    const runner = await StepRunner.start(program, await createTfjsEngine('wasm'));
    const losses: number[] = [];
    let early = 0;
    for (let step = 1; step <= 30; step++) {
      losses.push(await runner.step());
      if (step === 3) early = runner.engine.liveTensors();
    }
    expect(runner.engine.liveTensors()).toBe(early);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    await runner.dispose();
  });

  it('is the same to the byte each time', async () => {
    const files = await emitTypeScript(program);
    expect(await emitTypeScript(make())).toEqual(files);
    expect([...files.keys()]).toEqual(['model.ts', 'steps.ts', 'plan.ts', 'graphs.ts', 'main.ts', 'use.ts']);
    expect(emitJavaScript(make())).toEqual(emitJavaScript(program));
  });
});

it('passes tsc --strict', async () => {
  const files = new Map<string, string>();
  for (const [name, make] of Object.entries(programs)) {
    for (const [path, text] of await emitTypeScript(make())) files.set(`${name}/${path}`, text);
  }
  expect(typeErrors(files)).toEqual([]);
});

it('writes the meaning of each term at the spec line where it stands, once', async () => {
  const steps = (await emitTypeScript(denseVae())).get('steps.ts') ?? '';
  const note = '// divergence: How far the posterior is from the prior, in nats.';
  expect(steps.split(note)).toHaveLength(2);
  expect(steps).toContain(`  // model.gen:13  minimize divergence = kl(qz, pz)\n  ${note}\n`);
});

it('keeps a list of numbers apart from a value of the same name in the function that reads it', async () => {
  const spec = specText('gan-theory').replace('report value', 'report matters');
  const emitted = await emitTypeScript(compileText(spec));
  expect(emitted.get('model.ts')).toMatch(/const matters2? = \[/);
  expect(typeErrors(emitted)).toEqual([]);
});

describe('a network may have the name of a member that every object or promise has', () => {
  const names = ['constructor', 'hasOwnProperty', '__proto__', 'then', 'dispose', 'Tensor', 'KernelSet'];
  const programs = new Map(
    names.map((name) => [name, compileText(specText('gan').replaceAll(/\bG\b/g, name))]),
  );

  it('passes tsc --strict', async () => {
    const files = new Map<string, string>();
    for (const [name, program] of programs)
      for (const [path, text] of await emitTypeScript(program)) files.set(`${name}/${path}`, text);
    expect(typeErrors(files)).toEqual([]);
  });

  it.each(names)('%s is trained', async (name) => {
    const program = programs.get(name)!;
    const plan = stepPlan(program);
    const runner = await StepRunner.start(program, await createTfjsEngine('wasm'));
    const outputs = await runner.outputs(firstInputs(plan));
    const weights = plan.outputs.filter((one) => one.role === 'state' && one.name.includes(`${name}/`));
    expect(weights.length).toBeGreaterThan(5);
    for (const one of weights) expect(outputs.get(one.name)?.data.length, one.name).toBeGreaterThan(0);
    await runner.dispose();
  });
});

it('names of the spec that emitted files use themselves, or that differ by case alone, are kept apart', async () => {
  const game = specText('gan');
  const texts = {
    tensor: game.replaceAll(/\bD\b/g, 'Tensor').replaceAll(/\bG\b/g, 'KernelSet'),
    model: game.replace('model Gan', 'model Promise'),
    draws: game.replace('model Gan', 'model Draws'),
    // Two networks `g` and `G`, and an average `Train` in the phase `train`.
    cases: game
      .replaceAll(/\bD\b/g, 'g')
      .replace('update g with', 'average G as Train decay 0.9\n    update g with'),
  };
  const files = new Map<string, string>();
  for (const [name, text] of Object.entries(texts))
    for (const [path, code] of await emitTypeScript(compileText(text))) files.set(`${name}/${path}`, code);
  expect(files.get('cases/model.ts')).toContain('export interface GWeights2 {');
  expect(files.get('model/use.ts')).toContain('export interface Promise2 {');
  expect(typeErrors(files)).toEqual([]);
});

it('what a spec says of an infer does not end the comment that it is put into', async () => {
  const text = specText('autoencoder').replace(/^( *)(infer \w+)/m, '$1/// From a */ to b.\n$1$2');
  const emitted = await emitTypeScript(compileText(text));
  for (const file of ['model.ts', 'use.ts']) expect(emitted.get(file), file).toContain('From a *\\/ to b.');
  expect(typeErrors(emitted)).toEqual([]);
});
