/** @file Catalog entries of the family `name/`. */

export const nameCatalog = {};
