/** @file Looks at every float value of a model on some inputs, for the one where NaN or infinity began. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphPlan } from '../../plan.ts';
import { nonFiniteValue } from '../../tensors.ts';
import type { Finding, GraphTrace, NonFiniteSite } from '../../trace.ts';
import { findSite } from '../../trace.ts';
import { checkNames, withFiniteChecks } from './finite-checks.ts';
import type { OnnxRuntime } from './load.ts';

export interface Search {
  readonly model: Uint8Array;
  /** The model's metadata. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly plan: GraphPlan;
  readonly trace: GraphTrace;
  /** The session's options, so that the same kernels compute. */
  readonly options: InferenceSession.SessionOptions;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Runs the model once more with its values checked; undefined where its results are finite. */
export async function findNonFinite(
  runtime: OnnxRuntime,
  { model, metadata, plan, trace, options, feeds }: Search,
): Promise<NonFiniteSite | undefined> {
  const names = JSON.parse(metadata.get('nodeValues') ?? '[]') as (string | null)[];
  const seen = [...new Set(names.filter((name): name is string => name !== null && name !== ''))];
  const session = await runtime.InferenceSession.create(withFiniteChecks(model, seen), options);
  let results: InferenceSession.OnnxValueMapType;
  try {
    results = await session.run(
      feeds,
      seen.flatMap((_, index) => [...checkNames(index)]),
    );
  } finally {
    await session.release();
  }
  const scalar = (name: string): number => Number((results[name] as Tensor | undefined)?.data[0] ?? 0);
  const found = new Map(
    seen.map((name, index): [string, Finding] => {
      const [nan, max, min] = checkNames(index);
      if (scalar(nan) !== 0) return [name, NaN];
      return [name, [scalar(max), scalar(min)].find((value) => !Number.isFinite(value)) ?? 'finite'];
    }),
  );
  const findings = trace.nodes.map(({ input }, index): Finding => {
    if (input !== undefined) return feeds[input] ? (nonFiniteValue(feeds[input].data) ?? 'finite') : 'finite';
    const name = names[index];
    return typeof name === 'string' ? (found.get(name) ?? 'unseen') : 'finite';
  });
  return findSite(trace, plan, findings);
}
