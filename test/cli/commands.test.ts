/** @file The command line from outside: exit codes, where output goes, suggestions, JSON. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genc } from './genc.ts';

let folder = '';
let spec = '';

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-cli-'));
  const { code } = await genc(['init', '.'], folder);
  expect(code).toBe(0);
  spec = path.join(folder, 'model.gen');
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('usage', () => {
  test('an unknown command is told with the nearest one', async () => {
    const { code, stdout, stderr } = await genc(['chek']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Did you mean check?');
  });

  test('an unknown option is told with the nearest one', async () => {
    const { code, stderr } = await genc(['train', '--epoks', '3']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean --epochs?');
  });

  test('with --json, a wrong command line is an event on standard output too', async () => {
    const { code, stdout, stderr } = await genc(['train', spec, '--epochs', 'many', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'error', kind: 'input' });
    expect(stderr).toContain('it must be a whole number of at least 1');
  });

  test.each([
    'init',
    'check',
    'fmt',
    'compile',
    'train',
    'sample',
    'infer',
    'interpolate',
    'translate',
    'reconstruct',
    'evaluate',
    'graph',
    'summary',
    'step',
    'smoke',
    'data ls',
    'data inspect',
    'data synth',
    'explain',
    'doctor',
  ])('%s has help with an example and takes --json', async (command) => {
    const { code, stdout } = await genc([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`$ genc ${command}`);
    expect(stdout).toContain('--json');
  });
});

describe('init', () => {
  test('never overwrites', async () => {
    const { code, stderr } = await genc(['init', '.'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('model.gen exists already');
  });
});

describe('check', () => {
  test('finds nothing in the starter', async () => {
    const { code, stdout } = await genc(['check', spec]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('prints one JSON document and exits with 4 where there are errors', async () => {
    const wrong = path.join(folder, 'wrong.gen');
    fs.writeFileSync(wrong, fs.readFileSync(spec, 'utf8').replace('dense(784)', 'dense(783)'));
    const { code, stdout, stderr } = await genc(['check', wrong, '--json']);
    expect(code).toBe(4);
    expect(stderr).toBe('');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[] };
    expect(diagnostics[0]).toMatchObject({
      code: 'shape/reshape-count',
      severity: 'error',
      file: wrong,
      range: { start: { line: 13 }, end: { line: 13 } },
    });
    expect(diagnostics[0]).toHaveProperty('related');
    expect(diagnostics[0]).toHaveProperty('help');
  });

  test('--shapes shows the type and parameters of each line', async () => {
    const { code, stdout } = await genc(['check', spec, '--shapes', '--json']);
    expect(code).toBe(0);
    const { shapes } = JSON.parse(stdout) as {
      shapes: { networks: { lines: object[] }[]; priors: object[]; terms: object[] }[];
    };
    expect(shapes[0]?.networks[0]?.lines).toEqual([
      {
        line: 9,
        text: 'let h = x |> flatten |> dense(hidden) |> relu',
        type: 'Vector[400] in [0, inf)',
        parameters: 314_000,
      },
      {
        line: 10,
        text: 'Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))',
        type: 'Normal[20]',
        parameters: 16_040,
      },
    ]);
    expect(shapes[0]?.priors).toEqual([{ name: 'pz', type: 'Normal[20]' }]);
    expect(shapes[0]?.terms).toMatchObject([
      { name: 'reconstruction', type: 'Real', reaches: ['likelihood', 'posterior'] },
      { name: 'divergence', reaches: ['posterior'] },
    ]);
    const table = await genc(['check', spec, '--shapes']);
    expect(table.stdout).toMatch(/^ +9 +let h = .* +Vector\[400\] in \[0, inf\) +314 000$/m);
  });

  test('tells an unknown param with the nearest one', async () => {
    const { code, stdout } = await genc(['check', spec, '--set', 'latnt=3']);
    expect(code).toBe(4);
    expect(stdout).toContain('latent');
  });

  test('a missing file is told with the nearest one', async () => {
    const { code, stderr } = await genc(['check', path.join(folder, 'modle.gen')]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean');
    expect(stderr).not.toContain('    at ');
  });
});

describe('reading commands', () => {
  test('summary counts parameters', async () => {
    const { code, stdout } = await genc(['summary', spec, '--json']);
    expect(code).toBe(0);
    const { networks, phases } = JSON.parse(stdout) as {
      networks: { name: string; parameters: number }[];
      phases: { steps: { flops: number }[]; look: { every: number; batch: number; flops: number } }[];
    };
    const [{ steps, look }] = phases as [(typeof phases)[0]];
    expect(look).toMatchObject({ every: 50, batch: 128 });
    expect(look.flops).toBeLessThan(steps[0]!.flops);
    expect(networks.map(({ name, parameters }) => [name, parameters])).toEqual([
      ['posterior', 330_040],
      ['likelihood', 322_784],
    ]);
  });

  test('graph shows a pass, and suggests one', async () => {
    const lowered = await genc(['graph', spec, '--after', 'lower', '--json']);
    expect(lowered.code).toBe(0);
    const { graphs } = JSON.parse(lowered.stdout) as { graphs: Record<string, string> };
    expect(Object.values(graphs).join('')).toContain(' = gradient(');
    const wrong = await genc(['graph', spec, '--after', 'difrentiate']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('differentiate');
  });

  test('step tells what an update computes', async () => {
    const table = await genc(['step', spec]);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^ {2}qz\.mean +posterior, likelihood +computed /m);
    const { steps } = JSON.parse((await genc(['step', spec, '--json'])).stdout) as {
      steps: { phase: string }[];
    };
    expect(steps.map(({ phase }) => phase)).toEqual(['train']);
  });

  test('explain knows codes of run time too, and lists them', async () => {
    const one = await genc(['explain', 'infer/picture-size', '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject({ code: 'infer/picture-size', severity: 'error' });
    const all = (await genc(['explain'])).stdout;
    for (const code of ['checkpoint/missing', 'data/unpaired', 'shape/reshape-count', 'train/not-finite'])
      expect(all).toMatch(new RegExp(`^${code} +\\w`, 'm'));
  });

  test('explain prints an entry, and suggests one', async () => {
    expect((await genc(['explain', 'shape/reshape-count'])).stdout).toContain('Wrong:');
    const wrong = await genc(['explain', 'shape/reshape-cont']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('shape/reshape-count');
  });

  test('a folder that is no run is told', async () => {
    const { code, stderr } = await genc(['evaluate', folder]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not the folder of a run');
  });
});
