/** @file Catalog entries of the family `syntax/`. */

export const syntaxCatalog = {};
