/**
 * @file Batch norm over a batch of which a coin makes some examples real and others generated: their joint statistics tell the
 * discriminator the mixture, and the generator learns to match averages. Every call of a network has a batch of its own, so
 * `where` is the only way to write such a mixture.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { TypedNode } from '../../../types/value.ts';
import { leavesOf } from '../../leaves.ts';
import { visit } from '../../reach.ts';
import { mixesBatch } from '../gradients.ts';
import { everyNode } from './graph.ts';
import type { Lint, LintContext } from './lint.ts';

export const mixedBatch: Lint = ({ phases, networks }) =>
  phases.flatMap((phase) => {
    const trained = new Set(phase.updates.flatMap((update) => update.networks));
    const found = new Map<TypedNode, Diagnostic>();
    everyNode(
      phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
      (node) => {
        if (node.form.kind !== 'call') return;
        const { network } = node.form.call;
        const layer = batchNormOf(network, networks, trained.has(network));
        if (!layer) return;
        for (const mixture of node.inputs.flatMap(mixturesIn)) {
          if (found.has(mixture)) continue;
          found.set(
            mixture,
            diagnostic(
              'lint/mixed-batch',
              mixture.span,
              { network },
              {
                related: [{ span: layer.span, label: 'normalises over all of them together' }],
                help: `call ${network} on each by itself: every call has statistics of its own`,
              },
            ),
          );
        }
      },
    );
    return [...found.values()];
  });

/** A batchNorm of the network that looks at the batch. */
function batchNormOf(
  name: string,
  networks: LintContext['networks'],
  isTrained: boolean,
): TypedNode | undefined {
  const result = networks.get(name)?.result;
  const leaves = result ? leavesOf(result) : [];
  let found: TypedNode | undefined;
  everyNode(leaves, (node) => {
    if (
      node.form.kind === 'apply' &&
      node.form.name === 'batchNorm' &&
      mixesBatch(node.form.attributes['statistics'], isTrained)
    )
      found ??= node;
  });
  return found;
}

/** The choices between what was read and what a network made. */
function mixturesIn(argument: TypedNode): readonly TypedNode[] {
  const found: TypedNode[] = [];
  visit(argument, new Set(), (node) => {
    if (node.form.kind === 'apply' && node.form.name === 'where') {
      const origins = node.inputs.slice(1).map(originOf);
      if (origins.includes('data') && origins.includes('network')) found.push(node);
    }
    return node.form.kind !== 'call';
  });
  return found;
}

function originOf(value: TypedNode): 'data' | 'network' | 'other' {
  let [reads, calls] = [false, false];
  visit(value, new Set(), ({ form }) => {
    reads ||= form.kind === 'field';
    calls ||= form.kind === 'call';
    return form.kind !== 'call';
  });
  return calls ? 'network' : reads ? 'data' : 'other';
}
