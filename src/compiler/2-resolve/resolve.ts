/**
 * @file Resolve: chooses the model, follows imports, and makes sure that every name is declared, once. Sizes and types come
 * later: a wrong name is told before anything that would follow from it.
 */
import type { BlockDeclaration, Identifier, ModelDeclaration, ModelMember, Module } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggestionPhrase } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { resolveImportPath } from './import-path.ts';
import { checkNames } from './names.ts';
import type { ResolvedModule } from './resolved.ts';

export interface ResolveResult {
  readonly resolved: ResolvedModule | undefined;
  /** Of a file without a model: the blocks that it has and imports. */
  readonly blocks?: ReadonlyMap<string, BlockDeclaration>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Resolves the model `name` (default: the first) of the entry module. `modules` holds every parsed file by path. */
export function resolve(modules: ReadonlyMap<string, Module>, entry: string, name?: string): ResolveResult {
  const diagnostics: Diagnostic[] = [];
  const module = modules.get(entry);
  if (!module) return { resolved: undefined, diagnostics };
  const models = module.declarations.filter((one): one is ModelDeclaration => one.kind === 'model');
  duplicates(
    models.map((one) => one.name),
    'model',
    diagnostics,
  );
  const unavailable = new Set<string>();
  const blocks = new Map(visibleBlocks(modules, module, diagnostics, new Set(), unavailable));
  const model = name === undefined ? models[0] : models.find((one) => one.name.name === name);
  const place: Span = { path: entry, start: 0, end: Math.min(1, module.span.end) };
  if (!model) {
    const known = models.map((one) => one.name.name);
    if (name !== undefined) {
      const help = suggestionPhrase(name, known, 'model');
      diagnostics.push(
        diagnostic('name/unknown-model', place, { name, known }, help === undefined ? {} : { help }),
      );
    } else if (!module.declarations.some((one) => one.kind === 'errorDeclaration' || one.kind === 'block')) {
      diagnostics.push(
        diagnostic(
          'name/no-model',
          place,
          { path: entry },
          { help: 'a system is declared by `model Name { ... }`' },
        ),
      );
    }
    const visible = new Set([...blocks.keys(), ...unavailable]);
    for (const block of blocks.values())
      if (block.span.path === entry) diagnostics.push(...checkNames(block, visible));
    return { resolved: undefined, diagnostics, ...(models.length === 0 ? { blocks } : {}) };
  }
  for (const member of model.members) {
    if (member.kind !== 'block') continue;
    const earlier = blocks.get(member.name.name);
    if (earlier) diagnostics.push(duplicate(member.name, earlier.name, 'block'));
    blocks.set(member.name.name, member);
  }
  diagnostics.push(...memberDuplicates(model));
  const reachable = [...blocks.values()].filter((block) => block.span.path === entry);
  const scope = new Set([...scopeOf(model, blocks), ...unavailable]);
  for (const block of reachable) diagnostics.push(...checkNames(block, scope));
  diagnostics.push(...checkNames(model, scope));
  return { resolved: { model, models: models.map((one) => one.name.name), blocks }, diagnostics };
}

/** The name that a member gives to a value of the model, if it gives one. */
function valueName(member: ModelMember): Identifier | undefined {
  switch (member.kind) {
    case 'param':
    case 'data':
    case 'prior':
    case 'let':
    case 'learned':
    case 'state':
    case 'network':
    case 'infer':
      return member.name;
    default:
      return undefined;
  }
}

/** The names that a model's bodies see. */
function scopeOf(
  model: ModelDeclaration,
  blocks: ReadonlyMap<string, BlockDeclaration>,
): ReadonlySet<string> {
  const names = new Set(blocks.keys());
  for (const member of model.members) {
    const name = valueName(member);
    if (name) names.add(name.name);
    if (member.kind !== 'train') continue;
    for (const statement of member.statements)
      if (statement.kind === 'average') names.add(statement.name.name);
  }
  return names;
}

function duplicate(again: Identifier, first: Identifier, what: string): Diagnostic {
  return diagnostic(
    'name/duplicate',
    again.span,
    { name: again.name, what },
    {
      label: 'declared again',
      related: [{ span: first.span, label: 'first declared here' }],
      help: 'give one of them another name',
    },
  );
}

function duplicates(names: readonly Identifier[], what: string, diagnostics: Diagnostic[]): void {
  const seen = new Map<string, Identifier>();
  for (const name of names) {
    const first = seen.get(name.name);
    if (first) diagnostics.push(duplicate(name, first, what));
    else seen.set(name.name, name);
  }
}

/** Values share one space of names; figures, tracks, reports and phases have their own. */
function memberDuplicates(model: ModelDeclaration): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const values: Identifier[] = [];
  const spaces: Record<'figure' | 'track' | 'report' | 'train', Identifier[]> = {
    figure: [],
    track: [],
    report: [],
    train: [],
  };
  for (const member of model.members) {
    const name = valueName(member);
    if (name) values.push(name);
    switch (member.kind) {
      case 'figure':
      case 'track':
        spaces[member.kind].push(member.name);
        break;
      case 'evaluate':
        for (const one of member.statements) if (one.kind === 'report') spaces.report.push(one.name);
        break;
      case 'train':
        if (member.name) spaces.train.push(member.name);
        break;
      default:
        break;
    }
  }
  duplicates(values, 'name', found);
  duplicates(spaces.figure, 'figure', found);
  duplicates(spaces.track, 'track', found);
  duplicates(spaces.report, 'report', found);
  duplicates(spaces.train, 'phase', found);
  return found;
}

/** The blocks that a module sees. Names that an import should have brought, and didn't, are put into `unavailable`. */
function visibleBlocks(
  modules: ReadonlyMap<string, Module>,
  module: Module,
  diagnostics: Diagnostic[],
  visiting: Set<string>,
  unavailable: Set<string>,
): ReadonlyMap<string, BlockDeclaration> {
  visiting.add(module.path);
  const blocks = new Map<string, BlockDeclaration>();
  for (const declaration of module.imports) {
    const path = resolveImportPath(module.path, declaration.from.value);
    const target = modules.get(path);
    if (!target || visiting.has(path)) for (const name of declaration.names) unavailable.add(name.name);
    if (!target) {
      diagnostics.push(
        diagnostic(
          'name/missing-import',
          declaration.from.span,
          { path: declaration.from.value, resolved: path },
          { help: 'the path is read from the folder of this file' },
        ),
      );
      continue;
    }
    if (visiting.has(path)) {
      diagnostics.push(
        diagnostic(
          'name/import-cycle',
          declaration.from.span,
          { path: declaration.from.value },
          { help: 'move what both files need into a third one, and import that' },
        ),
      );
      continue;
    }
    const theirs = visibleBlocks(modules, target, diagnostics, visiting, unavailable);
    for (const name of declaration.names) {
      const block = theirs.get(name.name);
      if (block) {
        // What an imported block calls comes along.
        for (const [other, inner] of theirs)
          if (!blocks.has(other) && other !== name.name) blocks.set(other, inner);
        blocks.set(name.name, block);
        continue;
      }
      unavailable.add(name.name);
      const help = suggestionPhrase(name.name, [...theirs.keys()], 'block');
      diagnostics.push(
        diagnostic(
          'name/unknown-import',
          name.span,
          { name: name.name, path: declaration.from.value, known: [...theirs.keys()] },
          help === undefined ? {} : { help },
        ),
      );
    }
  }
  const own: Identifier[] = [];
  for (const declaration of module.declarations) {
    if (declaration.kind !== 'block') continue;
    own.push(declaration.name);
    blocks.set(declaration.name.name, declaration);
  }
  duplicates(own, 'block', diagnostics);
  visiting.delete(module.path);
  return blocks;
}
