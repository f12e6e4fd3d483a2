/** @file What measures ask of a classifier. The command line trains one for each labelled source and keeps it (src/cli/classifier). */
import type { HostTensor } from '../engine.ts';
import type { LabelPlan, SourcePlan } from '../plan.ts';

/** Which classifier: of the images that a source's field holds, as declared, by a column of classes. */
export interface ClassifierRequest {
  readonly source: SourcePlan;
  readonly field: string;
  readonly labels: LabelPlan;
}

export interface ImageClassifier {
  /** The share of test images that it names rightly, how it came about: for the report. */
  readonly about: string;
  /** For images [n, h, w, c] in the field's range: features [n, k] of the last hidden layer, and the likeliest class of each. */
  look(images: HostTensor): Promise<{ readonly features: HostTensor; readonly classes: Int32Array }>;
}

export type ClassifierProvider = (request: ClassifierRequest) => Promise<ImageClassifier>;
