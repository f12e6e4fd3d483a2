/**
 * @file What compiling costs as specs grow: one network of n layers, checked, compiled through all passes and written for both engines;
 * and a file with n faults, reported. That the times grow in step with n counts more than the milliseconds.
 */
import { makeModels } from '../src/cli/artifacts.ts';
import { emitTypeScript } from '../src/compiler/6-emit/typescript/emit.ts';
import { check, compile } from '../src/compiler/compile.ts';
import { renderPretty } from '../src/compiler/diagnostics/render/pretty.ts';
import type { SourceSet } from '../src/compiler/source/source.ts';

const sizes = [125, 250, 500, 1000];

const file = (text: string): SourceSet => new Map([['spec.gen', { path: 'spec.gen', text }]]);

/** A network of n layers, each on a line of its own. */
const layered = (n: number): string => `model Layers {
  prior px = Normal[16](mean: 0, stddev: 1)
  network N(x: Vector[16]) -> Vector[16] {
    let h0 = x
${Array.from({ length: n }, (_, i) => `    let h${i + 1} = h${i} |> dense(16) |> relu\n`).join('')}    h${n}
  }
  train {
    batch 8
    steps 1
    sample x ~ px
    update N with adam(1e-3) { minimize error = mse(N(x), x) }
  }
}
`;

/** n networks, each with an unknown layer. */
const faulty = (n: number): string =>
  `model Faults {\n${Array.from({ length: n }, (_, i) => `  frozen network N${i}(x: Vector[4]) -> Vector[4] { x |> dens(4) }\n`).join('')}}\n`;

interface Cost {
  readonly size: number;
  /** Milliseconds by what was done. */
  readonly times: Readonly<Record<string, number>>;
}

/** Milliseconds of processor time: on a busy machine a clock would tell of the others. */
async function timed(body: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function costOf(size: number): Promise<Cost> {
  const spec = file(layered(size));
  const faults = file(faulty(size));
  const { program } = compile(spec, 'spec.gen');
  if (!program) throw new Error(`the spec of ${size} layers does not compile`);
  const { diagnostics } = check(faults, 'spec.gen');
  if (diagnostics.length !== size) throw new Error(`${diagnostics.length} of ${size} faults were reported`);
  return {
    size,
    times: {
      'check n layers': await timed(() => check(spec, 'spec.gen')),
      'compile n layers': await timed(() => compile(spec, 'spec.gen')),
      'write them as TypeScript': await timed(() => emitTypeScript(program)),
      'write them as ONNX': await timed(() => makeModels(program)),
      'check and print n faults': await timed(() =>
        renderPretty(check(faults, 'spec.gen').diagnostics, faults),
      ),
    },
  };
}

/** What the table of `compileCost` counts. */
export const compileCostUnit =
  'Milliseconds of processor time; twice the size takes twice the time where the last column says 2.';

/** A table: a row for each thing done, a column for each size, and how the time grows from half the largest size to it. */
export async function compileCost(): Promise<string> {
  const costs: Cost[] = [];
  for (const size of sizes) costs.push(await costOf(size));
  const [half, whole] = costs.slice(-2);
  const rows = Object.keys(whole!.times).map((name) => {
    const growth = (whole!.times[name]! / half!.times[name]!).toFixed(1);
    return `| ${name} | ${costs.map(({ times }) => times[name]!.toFixed(0)).join(' | ')} | ${growth}x |`;
  });
  const names = costs.map(({ size }) => `n = ${size}`).join(' | ');
  return [
    `| | ${names} | from ${half!.size} to ${whole!.size} |`,
    `| --- |${' --- |'.repeat(sizes.length + 1)}`,
    ...rows,
  ].join('\n');
}
