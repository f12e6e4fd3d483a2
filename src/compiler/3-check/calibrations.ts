/**
 * @file `calibrate Y for 16 batches { ... }`: at the end of a phase, Y's running statistics become the averages of those of fresh batches (the
 * standing statistics of Brock et al. 2019). The body says what runs; how, is 4-lower/calibrations.ts's affair.
 */
import type { CalibrateStatement } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { NetworkValue } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import { leavesOf } from './leaves.ts';
import { positiveInteger } from './phase-settings.ts';
import { networksReached, visit } from './reach.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import type { TypedCalibration, TypedNetwork } from './typed.ts';

/** One statement of a phase; undefined where something was reported. */
export function typedCalibration(
  evaluator: Evaluator,
  statement: CalibrateStatement,
  scope: Scope,
  frame: Frame,
): TypedCalibration | undefined {
  const { session } = evaluator;
  const target = calibrated(evaluator, statement, scope);
  const batches = positiveInteger(evaluator, statement.batches, 'batches', scope, frame);
  const value = evaluator.body(statement.body, scope, frame);
  if (!target || batches === undefined || value.kind === 'error') return undefined;
  const roots = leavesOf(value);
  const { state } = target;
  if (roots.some((root) => networksReached(root, false).has(state)))
    return { state, batches, roots, span: statement.network.span };
  const place = statement.body.result?.span ?? statement.span;
  const help = `call ${state}: its statistics are those of the calls in the body`;
  session.report(diagnostic('calibrate/uncalled', place, { network: state }, { help }));
  return undefined;
}

/** The network or average that is named, which must have statistics. */
function calibrated(
  evaluator: Evaluator,
  { network: identifier }: CalibrateStatement,
  scope: Scope,
): NetworkValue | undefined {
  const { session, modules } = evaluator;
  const { name, span } = identifier;
  const value = scope.find(name);
  if (value?.kind !== 'network') {
    const known = [...modules.networks.keys()];
    const help = `the networks here: ${known.join(', ')}`;
    session.report(diagnostic('name/unknown-network', span, { name, known }, { help }));
    return undefined;
  }
  const network = modules.network(evaluator, value.network, span);
  if (!network) return undefined;
  if (hasRunningStatistics(network)) return value;
  // A call of a faulty block has the result that the block promises, and none of its layers.
  if (session.hasNameErrors || [...session.blocks.values()].includes('faulty')) return undefined;
  const help = 'take the statement out, or give the network a batchNorm';
  session.report(diagnostic('calibrate/no-statistics', span, { network: name }, { help }));
  return undefined;
}

function hasRunningStatistics({ result }: TypedNetwork): boolean {
  let found = false;
  const seen = new Set<(typeof roots)[number]>();
  const roots = leavesOf(result);
  for (const root of roots)
    visit(root, seen, ({ form }) => {
      if (form.kind === 'apply' && form.name === 'batchNorm' && form.attributes['statistics'] === undefined)
        found = true;
      return true;
    });
  return found;
}
