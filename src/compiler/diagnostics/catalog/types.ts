/** @file Catalog entries of the family `type/`. */

export const typeCatalog = {};
