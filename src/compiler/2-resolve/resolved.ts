/** @file What resolve makes: one model with the declarations it can see, every name in it known. */
import type { BlockDeclaration, ModelDeclaration, ModelMember } from '../ast/ast.ts';

export interface ResolvedModule {
  readonly model: ModelDeclaration;
  /** The names of all models of the entry file, in order. */
  readonly models: readonly string[];
  /** Blocks in scope: of the file, imported, and of the model. */
  readonly blocks: ReadonlyMap<string, BlockDeclaration>;
}

/** Members of one kind. */
export function membersOf<K extends ModelMember['kind']>(
  model: ModelDeclaration,
  kind: K,
): readonly Extract<ModelMember, { kind: K }>[] {
  return model.members.filter((one): one is Extract<ModelMember, { kind: K }> => one.kind === kind);
}
