/** @file Values for static parameters of infers where a spec is compiled: `--with mix.cut=4`. */
import { suggestionPhrase } from '../../compiler/diagnostics/did-you-mean.ts';
import type { StaticArguments } from '../../compiler/3-check/infers.ts';
import { InputError } from '../../runtime/host.ts';
import { staticValues } from './bind.ts';
import type { Signature } from './signature.ts';

/**
 * The values of `given`, by `infer.parameter`, for the infers that `declared` tells. Throws `InputError`: `infer/unknown`,
 * `infer/argument-unknown` and `-type`.
 */
export function staticsOf(
  declared: readonly Signature[],
  given: Readonly<Record<string, string>>,
): StaticArguments {
  const statics = new Map<string, Map<string, number | boolean>>();
  for (const [place, value] of Object.entries(given)) {
    const where = `--with ${place}`;
    const [name = '', parameter = ''] = place.split('.');
    const infer = declared.find((one) => one.name === name);
    if (!infer) {
      throw new InputError(
        'infer/unknown',
        where,
        `the model declares no infer ${name}`,
        suggestionPhrase(
          name,
          declared.map((one) => one.name),
          'infer',
        ) ?? 'it is written --with infer.parameter=value',
      );
    }
    const known = infer.parameters.filter((one) => one.static !== undefined).map((one) => one.name);
    if (!known.includes(parameter)) {
      throw new InputError(
        'infer/argument-unknown',
        where,
        `${infer.text} has no static parameter ${parameter}: only those of type Int or Bool are known when a spec is compiled`,
        suggestionPhrase(parameter, known, 'parameter') ?? 'the others are given when it runs',
      );
    }
    const values = staticValues(infer, new Map([[parameter, value]]));
    statics.set(name, new Map([...(statics.get(name) ?? []), ...values]));
  }
  return statics;
}

/** The infers that lack a value of a static parameter, so that only calls of the spec's own compile them. */
export function templatesOf(
  declared: readonly Signature[],
  statics: StaticArguments,
): readonly { readonly name: string; readonly lacks: string; readonly example: string }[] {
  return declared.flatMap(({ name, parameters }) => {
    const lacking = parameters.filter(
      (one) =>
        one.static !== undefined && one.standard === undefined && statics.get(name)?.has(one.name) !== true,
    );
    const [first] = lacking;
    if (!first) return [];
    const example = `--with ${name}.${first.name}=${first.static === 'Int' ? '1' : 'true'}`;
    return [{ name, lacks: lacking.map((one) => `${one.name}: ${one.type}`).join(', '), example }];
  });
}
