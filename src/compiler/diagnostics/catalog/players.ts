/** @file Catalog entries of the family `player/`. */

export const playerCatalog = {};
