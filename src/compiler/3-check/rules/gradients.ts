/**
 * @file The rule of gradients that a spec asks for: between a score and what it is differentiated by, nothing mixes the examples of a
 * batch. Looks at what runs in training, where the networks that a phase updates normalise by the batch.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { dependsOn } from '../../types/derivative-paths.ts';
import type { TypedNode } from '../../types/value.ts';
import { visit } from '../reach.ts';
import type { TypedPhase } from '../typed.ts';

/** The functions that differentiate their first input by their second. */
const derivatives: ReadonlySet<string> = new Set(['gradient', 'directionalDerivative']);

/** One node that is such a derivative and the network whose body asks for it. */
interface Asked {
  readonly node: TypedNode;
  readonly network: string | undefined;
}

export function gradientRules(phases: readonly TypedPhase[]): readonly Diagnostic[] {
  return phases.flatMap((phase) => {
    const trained = new Set(phase.updates.flatMap((update) => update.networks));
    const roots = [
      ...phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
      ...phase.tracks.map((track) => track.node),
      ...phase.advances.map((advance) => advance.node),
      ...phase.averages.flatMap(({ of }) => (of.kind === 'value' ? [of.node] : [])),
    ];
    return gradientsIn(roots).flatMap((asked) => mixing(asked, trained));
  });
}

/** The gradients behind these values, inside of called networks too. */
function gradientsIn(roots: readonly TypedNode[]): readonly Asked[] {
  const found: Asked[] = [];
  const seen = new Set<TypedNode>();
  const search = (root: TypedNode, network: string | undefined): void =>
    visit(root, seen, (node) => {
      if (node.form.kind === 'call') search(node.form.result, node.form.call.state);
      if (node.form.kind === 'apply' && derivatives.has(node.form.name)) found.push({ node, network });
      return true;
    });
  for (const root of roots) search(root, undefined);
  return found;
}

/** What a gradient must not be taken through. */
function mixing({ node, network }: Asked, trained: ReadonlySet<string>): readonly Diagnostic[] {
  const [score, x] = node.inputs;
  const found: Diagnostic[] = [];
  dependsOn(
    score!,
    new Set([x!]),
    (between, owner) => {
      const { form } = between;
      if (form.kind !== 'apply' || owner === undefined) return;
      if (form.name === 'minibatchStddev') {
        const related = [{ span: between.span, label: 'looks across the batch' }];
        found.push(diagnostic('gradient/batch-statistics', node.span, { network: owner }, { related }));
      }
      if (form.name === 'batchNorm' && mixesBatch(form.attributes['statistics'], trained.has(owner))) {
        found.push(
          diagnostic(
            'gradient/batch-norm',
            node.span,
            { layer: form.layer ?? form.name, network: owner },
            {
              related: [{ span: between.span, label: 'normalises over the batch' }],
              help: 'normalise each example by itself: layerNorm or instanceNorm',
            },
          ),
        );
      }
    },
    network,
  );
  return found;
}

/** Whether a batchNorm uses the batch at hand: as it was told, else in training. */
export function mixesBatch(statistics: unknown, isTrained: boolean): boolean {
  return statistics === 'batch' || (isTrained && statistics !== 'running');
}
