/** @file What drawing a figure gives: a named file's content. Writing it is the caller's part. */

/** One picture: `name` has no folder and no ending; `format` is the ending. */
export type FigureFile =
  | { readonly name: string; readonly format: 'png'; readonly bytes: Uint8Array }
  | { readonly name: string; readonly format: 'svg'; readonly text: string };
