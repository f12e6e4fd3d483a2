/** @file Plates, as in plate notation: axes along which a model repeats. The batch is one; a body never writes it. */

/** A named axis that an operation must ask for. The batch is the plate `batch`, whose size the context decides. */
export interface Plate {
  readonly name: string;
  readonly size: number;
}

/** The name of the implicit plate. */
export const batchPlate = 'batch';
