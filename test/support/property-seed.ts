/**
 * @file One seed for all property tests of `npm test`, so that a run tells of this change and not of luck. FAST_CHECK_SEED takes
 * another; hunting with fresh seeds is the slow tests' part.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20261123) });
