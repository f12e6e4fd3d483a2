/** @file Catalog entries of the family `range/`. */

export const rangeCatalog = {};
