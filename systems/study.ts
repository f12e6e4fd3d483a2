/**
 * @file What is trained and measured for one system of the chapter: its trainings (the system itself first, then baselines), the claims that
 * its paper is known for as they are measured, and the pictures that the docs show.
 */
import type { OpenedRun } from '../src/cli/trained.ts';

/** One `genc train`. */
export interface Training {
  readonly spec: string;
  /** More arguments, such as `--set dataset=fashionMnist`. */
  readonly options?: readonly string[];
}

/** A training that has ended. */
export interface Finished {
  readonly folder: string;
  /** Seconds of wall clock, reports included. */
  readonly seconds: number;
  /** Of the last phase. */
  readonly epochs: number;
  /** The last values of the reports. */
  readonly reports: Readonly<Record<string, number>>;
  /** What was said beside the numbers: samples, seeds, the accuracy of the classifier behind them. */
  readonly notices: readonly string[];
  /** Opens its newest checkpoint for more than the reports tell. */
  open<T>(work: (run: OpenedRun) => Promise<T>): Promise<T>;
}

/** One claim, measured: a row of docs/systems.md. */
export interface Claim {
  readonly claim: string;
  /** How it was measured, where the claim doesn't tell. */
  readonly how: string;
  readonly number: string;
  readonly baseline: string;
  /** Undefined where a number is reported and nothing asked of it. */
  readonly reached: boolean | undefined;
}

export interface Picture {
  /** The training that drew it, and the name of its figure. */
  readonly training: string;
  readonly figure: string;
  readonly caption: string;
}

export interface Study {
  readonly title: string;
  readonly trainings: Readonly<Record<string, Training>>;
  readonly pictures: readonly Picture[];
  measure(finished: Readonly<Record<string, Finished>>): Promise<readonly Claim[]>;
}

/** A report of a training. Throws where the spec has none of that name. */
export function report({ reports, folder }: Finished, name: string): number {
  const value = reports[name];
  if (value === undefined)
    throw new Error(`${folder} has no report ${name}: it has ${Object.keys(reports).join(', ')}`);
  return value;
}

/** The share as a percentage. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** The accuracy of the classifier behind a report, as the training said it. */
export const judgeOf = ({ notices }: Finished): string => judgeIn(notices.join('\n'));

/** The same out of what is said about a classifier; empty where it says none. */
export function judgeIn(text: string): string {
  const accuracy = /test accuracy of ([\d.]+ %)/.exec(text)?.[1];
  return accuracy === undefined ? '' : `, by a classifier that names ${accuracy} of the test images rightly`;
}
