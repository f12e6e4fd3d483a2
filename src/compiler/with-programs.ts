/** @file Puts further members at the end of a model, as if its file had them there: programs that a command adds to a trained model. */
import { parse } from './1-parse/parse.ts';
import type { SourceSet } from './source/source.ts';

/**
 * `sources` with the lines of `programs` before the brace that ends the model `name` (default: the first) of `entry`; as they are where
 * there is no such model. Places before that brace stay what they are.
 */
export function withPrograms(
  sources: SourceSet,
  entry: string,
  name: string | undefined,
  programs: string,
): SourceSet {
  const file = sources.get(entry);
  if (!file) return sources;
  const model = parse(file).module.declarations.find(
    (one) => one.kind === 'model' && (name === undefined || one.name.name === name),
  );
  if (!model) return sources;
  const brace = file.text.lastIndexOf('}', model.span.end);
  const text = `${file.text.slice(0, brace)}\n${programs}\n${file.text.slice(brace)}`;
  return new Map(sources).set(entry, { ...file, text });
}
