/** @file The nearest of the names that would have been right. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidate that `name` most probably means: the same but for case, or within a third of its letters (at least one, at
 * most three edits). Undefined where none is near; the first of equals wins.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.max(1, Math.floor(name.length / 3))) + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    if (candidate.toLowerCase() === lower) return candidate;
    // One letter is too little to go by.
    if (name.length === 1) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** A help line: ``did you mean `latent`?``, else the candidates if they are few, else undefined. */
export function suggestionPhrase(
  name: string,
  candidates: readonly string[],
  what = 'name',
): string | undefined {
  const nearest = suggest(name, candidates);
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  const unique = [...new Set(candidates)];
  if (unique.length === 0 || unique.length > 8) return undefined;
  return `the ${what}${unique.length > 1 ? 's' : ''} here: ${unique.join(', ')}`;
}
