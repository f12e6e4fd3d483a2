/** @file Arguments of an infer from the command line: `--with label=3` gives every item the same value, `--with caption="a red circle"` a text. */
import { suggestionPhrase } from '../compiler/diagnostics/did-you-mean.ts';
import type { HostTensor } from '../runtime/engine.ts';
import type { InferPlan } from '../runtime/plan.ts';
import { CommandFailure } from './failure.ts';

/** Tensors of `count` items by argument name. Throws `CommandFailure` for unknown names and for values that are no numbers. */
export function readArguments(
  infer: InferPlan,
  given: Readonly<Record<string, string>>,
  count: number,
): Map<string, HostTensor | string> {
  const names = infer.arguments.map(({ name }) => name);
  return new Map(
    Object.entries(given).map(([name, text]): [string, HostTensor | string] => {
      const argument = infer.arguments.find((candidate) => candidate.name === name);
      if (!argument) {
        throw new CommandFailure(
          `${infer.name} has no argument ${name}`,
          suggestionPhrase(name, names, 'argument') ?? 'it takes none',
        );
      }
      if (argument.words) return [name, text];
      const value = Number(text);
      if (text === '' || !Number.isFinite(value)) {
        throw new CommandFailure(`--with ${name}=${text}: ${argument.type} needs a number`);
      }
      const { shape, dtype } = argument;
      const size = shape.reduce((product, length) => product * length, count);
      const data = dtype === 'f32' ? new Float32Array(size) : new Int32Array(size);
      return [name, { shape: [count, ...shape], dtype, data: data.fill(value) }];
    }),
  );
}
