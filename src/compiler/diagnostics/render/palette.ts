/** @file Colours are injected: the compiler knows roles, the command line knows terminals. */

/** Wraps a text in the colour of its role. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  /** The message of the title line. */
  readonly title: (text: string) => string;
  /** Line numbers and rules. */
  readonly frame: (text: string) => string;
  /** Marks and labels of the places that take part. */
  readonly related: (text: string) => string;
  readonly help: (text: string) => string;
}

const same = (text: string): string => text;

/** No colour. */
export const plainPalette: Palette = {
  error: same,
  warning: same,
  title: same,
  frame: same,
  related: same,
  help: same,
};
