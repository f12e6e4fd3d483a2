/** @file Catalog entries of the family `shape/`. */

export const shapeCatalog = {};
