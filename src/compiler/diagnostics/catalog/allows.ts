/** @file Catalog entries of `allow CODE "reason"`: how a warning is switched off, and how it isn't. */
import { entry } from '../catalog-entry.ts';
import { gan } from './example-specs.ts';
import type { Change } from './example-specs.ts';

/** The first update of the game with an `allow` above it, in a game whose second update moves both players. */
const allowing = (allow: string): readonly Change[] => [['update G with', `${allow}\n    update G, D with`]];
const reasoned = gan(
  ...allowing('allow player/two-owners "both players share the features that this example shows"'),
);

export const allowCatalog = {
  'allow/error': entry<{ code: string }>({
    severity: 'error',
    title: 'an error that is allowed',
    message: ({ code }) => `${code} is an error, and only warnings can be allowed`,
    explanation:
      '`allow` switches off a warning: advice about a spec that has a meaning, but perhaps not the one that was wanted. An error says that the spec has no meaning, so there is nothing to go on with. Mend the place that the error names.',
    example: {
      wrong: gan(...allowing('allow player/never-updated "later"')).replace('G, D', 'G'),
      right: gan(),
    },
  }),
  'allow/no-reason': entry<{ code: string }>({
    severity: 'error',
    title: 'an `allow` without a reason',
    message: ({ code }) => `this allows ${code} and does not say why`,
    explanation:
      'An `allow` tells the next reader that a warning was seen and found not to matter here. Without the reason nobody can tell when it stops being right. Write it after the code, in quotes.',
    example: { wrong: gan(...allowing('allow player/two-owners')), right: reasoned },
  }),
  'allow/unknown-code': entry<{ code: string }>({
    severity: 'error',
    title: 'an `allow` of a code that does not exist',
    message: ({ code }) => `there is no warning ${code}`,
    explanation:
      'An `allow` names a warning by its code, as it stands in brackets at the start of the warning. A code that does not exist switches nothing off.',
    example: {
      wrong: gan(...allowing('allow player/two-owner "both players share the features"')).replace(
        'G, D',
        'G',
      ),
      right: reasoned,
    },
  }),
  'unused/allow': entry<{ code: string }>({
    severity: 'warning',
    title: 'an `allow` that is not needed',
    message: ({ code }) => `there is no ${code} below this \`allow\``,
    explanation:
      'An `allow` switches a warning off for the declaration or statement right below it, and for what that holds. Here nothing of the kind is found: the cause was mended, or the `allow` stands above something else. What stays would hide the warning when it comes back for another reason. Take it out, or put it above the statement that it is for. (Where params are given other values by --set, this is not reported: an `allow` may be needed for one value alone.)',
    example: {
      wrong: gan([
        'update G with',
        'allow player/two-owners "both players share the features"\n    update G with',
      ]),
      right: reasoned,
    },
  }),
};
