/** @file The form of what is known of one code of an `InputError`, a fault that shows only at run time. */

export interface Fault {
  /** A noun phrase, for lists: "a picture of another size". */
  readonly title: string;
  /** Two to five sentences: what is wrong, why it is refused, what to do. */
  readonly explanation: string;
  /** When it happens, and the same as it works: declarations in Gen, and commands in lines that begin with `$`. */
  readonly example: { readonly wrong: string; readonly right: string };
}
