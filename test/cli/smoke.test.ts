/** @file `genc smoke` from outside: what it runs and reports, without files, and its exit codes. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largestDifference } from '../../src/cli/smoke-agreement.ts';
import { genc } from './genc.ts';

let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-smoke-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Two phases over pictures that no folder has, with a term every 4 steps, a report, a figure and an infer. */
const spec = (loss = 'mse(f(faces.image), faces.image)'): string => `model Copy {
  data faces from images("no such folder", size: 8) { image: Image[8, 8, 3] in [-1, 1], label: Class[5] }
  network f(x: Image[8, 8, 3] in [-1, 1]) -> Image[8, 8, 3] in [-1, 1] { x |> conv2d(3, kernel: 3) |> tanh }
  network g(x: Image[8, 8, 3] in [-1, 1]) -> Categorical[5] { Categorical(logits: x |> flatten |> dense(5)) }
  train copy {
    batch 4
    epochs 3
    update f with adam(1e-3) {
      minimize error = ${loss}
      minimize size = mean(square(f(faces.image))) every 4
    }
  }
  train name after copy {
    batch 6
    steps 100
    update g with adam(1e-3) { minimize nll(g(faces.image), faces.label) }
  }
  evaluate { report error = mse(f(faces.image), faces.image) }
  figure copies = grid(faces.image, f(faces.image), count: 4)
  infer copy(x: Image[8, 8, 3] in [-1, 1]) -> Image[8, 8, 3] in [-1, 1] { f(x) }
}
`;

interface Report {
  readonly runs: readonly {
    readonly engine: string;
    readonly phases: readonly {
      readonly name: string;
      readonly steps: readonly { readonly metrics: Record<string, number>; readonly liveTensors: number }[];
      readonly look: { readonly metrics: Record<string, number> };
    }[];
    readonly reports: Record<string, number>;
    readonly figures: readonly { readonly name: string }[];
    readonly infers: readonly { readonly name: string }[];
    readonly leakedTensors: number;
  }[];
  readonly difference: { readonly relative: number };
  readonly faults: readonly string[];
}

describe('smoke', () => {
  test('runs each phase, report, figure and infer on both engines, which agree, without the files', async () => {
    fs.writeFileSync(path.join(folder, 'copy.gen'), spec());
    const { code, stdout, stderr } = await genc(['smoke', 'copy.gen', '--json'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { runs, difference, faults } = JSON.parse(stdout) as Report;
    expect(faults).toEqual([]);
    expect(runs.map(({ engine }) => engine)).toEqual(['onnx', 'tfjs']);
    for (const run of runs) {
      expect(run.phases.map(({ name, steps }) => [name, steps.length])).toEqual([
        ['copy', 2],
        ['name', 2],
      ]);
      // The first step is one in which every term fires, the second one of the many in which the rare term doesn't.
      expect(run.phases[0]?.steps.map(({ metrics }) => 'size' in metrics)).toEqual([true, false]);
      const [first, second] = run.phases[1]?.steps ?? [];
      expect(first?.metrics['nll']).not.toBe(second?.metrics['nll']);
      expect(first?.liveTensors).toBe(second?.liveTensors);
      expect(run.phases.map(({ look }) => Object.keys(look.metrics))).toEqual([
        ['gradient.f'],
        ['gradient.g'],
      ]);
      expect(Object.keys(run.reports)).toContain('error');
      expect(run.figures.map(({ name }) => name)).toContain('copies');
      expect(run.infers.map(({ name }) => name)).toContain('copy');
      expect(run.leakedTensors).toBe(0);
    }
    expect(difference.relative).toBeLessThan(1e-4);
    expect(fs.readdirSync(folder)).toEqual(['copy.gen']);
  });

  test('runs measures with few samples, without a trained classifier', async () => {
    fs.writeFileSync(
      path.join(folder, 'measured.gen'),
      `model Measured {
  data faces from images("no such folder", size: 8) { image: Image[8, 8, 3] in [-1, 1], label: Class[5] }
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator G(z: Vector[4], y: Class[5]) -> Image[8, 8, 3] in [-1, 1] {
    concat(z, oneHot(y)) |> dense(192) |> tanh |> reshape(8, 8, 3)
  }
  train {
    batch 4
    steps 10
    sample z ~ pz
    update G with adam(1e-3) { minimize mse(G(z, faces.label), faces.image) }
  }
  evaluate {
    sample y ~ faces.label
    let fake = G(sample(pz), y)
    report parzen = parzenWindow(fake, faces.image)
    report frechet = frechetDistance(fake, faces.image)
    report agrees = classifierAccuracy(fake, y, like: faces.image)
  }
}
`,
    );
    const { code, stdout, stderr } = await genc(['smoke', 'measured.gen', '--json'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { runs } = JSON.parse(stdout) as Report;
    for (const { reports, leakedTensors } of runs) {
      expect(Object.keys(reports)).toEqual(expect.arrayContaining(['parzen', 'frechet', 'agrees']));
      // Drawn and made pictures differ, and few of them agree with the class that was asked for.
      expect(reports['frechet']).toBeGreaterThan(0);
      expect(reports['agrees']).toBeLessThan(0.8);
      expect(leakedTensors).toBe(0);
    }
  });

  test('tells the line of a loss that is not finite, with exit code 5', async () => {
    fs.writeFileSync(path.join(folder, 'bad.gen'), spec('log(mean(f(faces.image)) - 2)'));
    const { code, stderr } = await genc(['smoke', 'bad.gen', '--engine', 'onnx'], folder);
    expect(code).toBe(5);
    expect(stderr).toContain('bad.gen:9');
  });

  test('of a spec with errors shows them, with exit code 2', async () => {
    fs.writeFileSync(path.join(folder, 'wrong.gen'), spec('mse(f(faces.image), faces.label)'));
    const { code, stderr } = await genc(['smoke', 'wrong.gen'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('shape/operands');
  });

  test('one engine alone has nothing to agree with', async () => {
    const { code, stdout } = await genc(['smoke', 'copy.gen', '--engine', 'tfjs', '--json'], folder);
    const report = JSON.parse(stdout) as Report;
    expect({ code, engines: report.runs.map(({ engine }) => engine), difference: report.difference }).toEqual(
      {
        code: 0,
        engines: ['tfjs'],
        difference: undefined,
      },
    );
  });
});

describe('the largest difference', () => {
  const run = (value: number, other = 2): Parameters<typeof largestDifference>[0] => ({
    phases: [
      {
        name: 'train',
        steps: [{ graph: 'step', milliseconds: 1, liveTensors: 1, metrics: { a: value, b: other } }],
      },
    ],
  });
  test('is relative to the larger value, and absolute below 1', () => {
    expect(largestDifference(run(200), run(100))).toMatchObject({ metric: 'a', relative: 0.5 });
    expect(largestDifference(run(0.002), run(0.001))?.relative).toBeCloseTo(0.001, 12);
  });
  test('may be in a look at the health of a phase', () => {
    const looked = (value: number): Parameters<typeof largestDifference>[0] => ({
      phases: run(1).phases.map((phase) => ({
        ...phase,
        look: { milliseconds: 1, metrics: { 'gradient.G': value } },
      })),
    });
    expect(largestDifference(looked(4), looked(3))).toMatchObject({ place: 'look', relative: 0.25 });
  });
  test('of a metric that one engine lacks is infinite', () => {
    const without = {
      phases: [{ name: 'train', steps: [{ graph: 'step', milliseconds: 1, liveTensors: 1, metrics: {} }] }],
    };
    expect(largestDifference(run(1), without)?.relative).toBe(Infinity);
  });
});
