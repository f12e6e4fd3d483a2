/** @file Catalog entries of the family `data/`. */

export const dataCatalog = {};
