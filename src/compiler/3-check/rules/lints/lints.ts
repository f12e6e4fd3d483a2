/** @file All lints over the typed graph, each in a file of its own. */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { coefficient } from './coefficient.ts';
import { divergenceTwice } from './divergence-twice.ts';
import { freeLatent } from './free-latent.ts';
import { infinite } from './infinite.ts';
import { learningRate } from './learning-rate.ts';
import type { Lint, LintContext } from './lint.ts';
import { meanBesideDivergence } from './mean-beside-divergence.ts';
import { mixedBatch } from './mixed-batch.ts';
import { noDerivative } from './no-derivative.ts';
import { penaltyMomentum } from './penalty-momentum.ts';
import { smoothedFakes } from './smoothed-fakes.ts';
import { undequantised } from './undequantised.ts';

const lints: readonly Lint[] = [
  freeLatent,
  divergenceTwice,
  meanBesideDivergence,
  infinite,
  undequantised,
  noDerivative,
  mixedBatch,
  penaltyMomentum,
  smoothedFakes,
  learningRate,
  coefficient,
];

/** What the lints find in a model without errors. */
export function lintFindings(context: LintContext): readonly Diagnostic[] {
  return lints.flatMap((lint) => lint(context));
}
