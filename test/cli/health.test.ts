/** @file The health of a run from outside: the sentence in the progress, the event, the lines at the end, the figure; and silence. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { genc } from './genc.ts';

let folder = '';

/** The generator stands still, and the discriminator is soon never wrong. */
const spec = `model Toy {
  data points from mixture2d(layout: ring, components: 8, radius: 2, stddev: 0.1, count: 4000) { x: Vector[2] }
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator G(z: Vector[4]) -> Vector[2] { z |> dense(2, biasInit: normal(50, 1)) }
  discriminator D(x: Vector[2]) -> Logit { x |> dense(32) |> relu |> dense(1) }
  train {
    batch 32
    steps 900
    sample z ~ pz
    game V = minimax(real: D(points.x), fake: D(G(z)))
    update D with adam(1e-2) { maximize V }
    update G with sgd(1e-9) { minimize V.nonSaturating }
  }
}
`;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-health-'));
  fs.writeFileSync(path.join(folder, 'toy.gen'), spec);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const train = (...more: string[]): ReturnType<typeof genc> => genc(['train', 'toy.gen', ...more], folder);

test('what leaves its band is told of while it trains, and again at the end', async () => {
  const { code, stderr } = await train('--run', 'run');
  expect(code).toBe(0);
  const lines = stderr.split('\n');
  const told = lines.filter((line) => line.includes('D is right about'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('V.accuracy: D is right about 100 % of real and 100 % of generated examples');
  // Before the end: the bar goes on behind it.
  expect(lines.indexOf(told[0]!)).toBeLessThan(lines.findIndex((line) => line.includes('Drawing figures')));
  expect(stderr).toMatch(/V\.accuracy +100 % of real, 100 % of generated +50 % +out of its band/);
  expect(fs.existsSync(path.join(folder, 'run/figures/health.svg'))).toBe(true);
  const events = fs.readFileSync(path.join(folder, 'run/events.ndjson'), 'utf8');
  expect(events).toContain('"event":"health","monitor":"V.accuracy","state":"left"');
});

test('a silenced monitor is not told of, after a resume neither', async () => {
  const silence = ['--silence', 'V.accuracy', '--silence', 'V.value'];
  const { stderr } = await train('--run', 'quiet', '--steps', '100', ...silence);
  expect(stderr).not.toContain('D is right about');
  const config = JSON.parse(fs.readFileSync(path.join(folder, 'quiet/config.json'), 'utf8')) as object;
  expect(config).toMatchObject({ silenced: ['V.accuracy', 'V.value'] });
  const resumed = await genc(['train', '--resume', 'quiet', '--steps', '900'], folder);
  expect(resumed.code).toBe(0);
  expect(resumed.stderr).not.toContain('D is right about');
  expect(resumed.stderr).toContain('V.accuracy   100 % of real');
});

test('a monitor that the model does not have cannot be silenced', async () => {
  const { code, stderr } = await train('--run', 'other', '--silence', 'W.accuracy');
  expect(code).toBe(2);
  expect(stderr).toContain('Toy has no monitor W.accuracy');
  expect(stderr).toContain('V.value, V.accuracy, V.diversity, gradient.D, gradient.G');
  expect(fs.existsSync(path.join(folder, 'other'))).toBe(false);
});

test('a run without looks draws no health', async () => {
  const { code, stderr } = await train('--run', 'blind', '--no-health');
  expect(code).toBe(0);
  expect(stderr).not.toContain('D is right about');
  expect(stderr).not.toMatch(/^ *health/m);
  expect(fs.existsSync(path.join(folder, 'blind/figures/health.svg'))).toBe(false);
});
