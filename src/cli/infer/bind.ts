/**
 * @file The words of a command line as arguments of an infer: `face.png --from 2 --to=5`. Words without a name fill the parameters in
 * order. Out: a text for each parameter that is given.
 */
import { suggestionPhrase } from '../../compiler/diagnostics/did-you-mean.ts';
import { InputError } from '../../runtime/host.ts';
import type { Signature } from './signature.ts';

export interface Given {
  /** Words as they stand on the command line, without the options of the command. */
  readonly words: readonly string[];
  /** `--with name=value`. */
  readonly named: Readonly<Record<string, string>>;
  /** The command's own options, for words that mean one of them. */
  readonly options: readonly string[];
  /** True where `--with name=value` is the only way to give an argument. */
  readonly byWithAlone?: boolean;
  /** Parameters that get their values from elsewhere. */
  readonly supplied?: readonly string[];
}

/** Texts by parameter. Throws `InputError`: `infer/argument-unknown`, `-extra`, `-twice`, `-value` and `-missing`. */
export function bindWords(
  signature: Signature,
  { words, named, options, supplied = [], byWithAlone = false }: Given,
): Map<string, string> {
  const { name, parameters, text } = signature;
  const help = `it is ${text}`;
  const texts = new Map<string, string>();
  const give = (parameter: string, value: string, where: string): void => {
    if (!parameters.some((one) => one.name === parameter)) {
      const near = suggestionPhrase(
        parameter,
        [...parameters.map((one) => one.name), ...options],
        'argument',
      );
      const isNear = near?.startsWith('did you mean') === true;
      throw new InputError(
        'infer/argument-unknown',
        where,
        `${name} has no parameter ${parameter}`,
        isNear ? `${near} ${help}` : help,
      );
    }
    if (texts.has(parameter)) {
      throw new InputError('infer/argument-twice', where, `${name} is given ${parameter} twice`, help);
    }
    texts.set(parameter, value);
  };
  const rest = [...words];
  let position = 0;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const flag = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (flag) {
      const [, parameter = '', inline] = flag;
      const hasValue = inline !== undefined || (rest[0] !== undefined && !rest[0].startsWith('--'));
      const value = inline ?? (hasValue ? rest.shift() : undefined);
      if (value === undefined && parameters.some((one) => one.name === parameter)) {
        throw new InputError('infer/argument-value', word, `${parameter} has no value`, help);
      }
      give(parameter, value ?? '', word);
      continue;
    }
    if (/^-[a-z]/i.test(word)) {
      throw new InputError('infer/argument-unknown', word, `${word} is no option`, help);
    }
    const parameter = parameters[position++];
    if (!parameter) {
      const count = parameters.length === 0 ? 'none' : `${parameters.length}`;
      throw new InputError(
        'infer/argument-extra',
        word,
        `${name} takes ${count} ${parameters.length === 1 ? 'argument' : 'arguments'}, and this is one more`,
        help,
      );
    }
    give(parameter.name, word, word);
  }
  for (const [parameter, value] of Object.entries(named)) give(parameter, value, `--with ${parameter}`);
  const missing = parameters.filter(
    (one) => one.standard === undefined && !texts.has(one.name) && !supplied.includes(one.name),
  );
  if (missing.length > 0) {
    const list = missing.map((one) => `${one.name}: ${one.type}`).join(', ');
    const way = byWithAlone ? `give it by --with ${missing[0]?.name}=VALUE; ` : '';
    throw new InputError('infer/argument-missing', name, `${name} lacks ${list}`, `${way}${help}`);
  }
  return texts;
}

/** The values of the static parameters among `texts`. Throws `InputError` for a text of another kind. */
export function staticValues(
  { name, parameters, text }: Signature,
  texts: ReadonlyMap<string, string>,
): Map<string, number | boolean> {
  const values = new Map<string, number | boolean>();
  for (const parameter of parameters) {
    const given = texts.get(parameter.name)?.trim();
    if (parameter.static === undefined || given === undefined) continue;
    const isWhole = /^[+-]?\d+$/.test(given);
    const isTruth = given === 'true' || given === 'false';
    if (parameter.static === 'Int' ? !isWhole : !isTruth) {
      throw new InputError(
        'infer/argument-type',
        `${name}(${parameter.name})`,
        `${parameter.name}: ${parameter.type} needs ${parameter.static === 'Int' ? 'a whole number' : 'true or false'}, and is given "${given}"`,
        `it is ${text}`,
      );
    }
    values.set(parameter.name, parameter.static === 'Int' ? Number(given) : given === 'true');
  }
  return values;
}
