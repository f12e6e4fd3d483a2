/**
 * @file What is declared and never read, params apart (unused.ts), in a model without errors. A name counts as read wherever it stands
 * in the braces around its declaration, the declaration apart; another name of the same spelling hides nothing from this rule, which
 * would rather be silent than wrong.
 */
import type { DataDeclaration, Identifier, ModelDeclaration } from '../../ast/ast.ts';
import { walk } from '../../ast/walk.ts';
import type { AstNode } from '../../ast/walk.ts';
import { membersOf } from '../../2-resolve/resolved.ts';
import type { ResolvedModule } from '../../2-resolve/resolved.ts';
import type { TypedMeasure, TypedSource } from '../typed.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { DiagnosticCode } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

type UnusedCode = Extract<DiagnosticCode, `unused/${string}`>;

/** How often names stand in a tree. */
class Readings {
  private readonly counts = new Map<string, number>();

  constructor(...roots: readonly AstNode[]) {
    for (const root of roots)
      walk(root, (node) => {
        for (const name of namesReadBy(node)) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      });
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
}

/** Names that a node itself reads: an expression's, and those that statements name. */
function namesReadBy(node: AstNode): readonly string[] {
  switch (node.kind) {
    case 'name':
      return [node.name];
    case 'update':
      return node.networks.map((one) => one.name);
    case 'advance':
      return [node.name.name];
    case 'calibrate':
      return [node.network.name];
    default:
      return [];
  }
}

/** What of a checked model says which fields are read without being named. */
interface Implied {
  readonly sources: ReadonlyMap<string, TypedSource>;
  readonly measures: readonly TypedMeasure[];
}

/** The classes that the classifier of a measure learns, as `source.field`. */
function labelsRead({ sources, measures }: Implied): ReadonlySet<string> {
  return new Set(
    measures.flatMap((measure) => {
      if (!('labels' in measure)) return [];
      const { data, labels } = measure;
      const fields = sources.get(data.source)?.fields ?? [];
      return fields
        .filter(({ column }) => column === labels.column)
        .map(({ name }) => `${data.source}.${name}`);
    }),
  );
}

/** Networks, priors, data, blocks, and what braces declare. */
export function unreadRules(
  { model, models, blocks }: ResolvedModule,
  implied: Implied,
): readonly Diagnostic[] {
  const own = [...blocks.values()].filter((block) => block.span.path === model.span.path);
  // The model's blocks are in it already.
  const roots: readonly AstNode[] = [
    model,
    ...[...blocks.values()].filter((block) => !model.members.includes(block)),
  ];
  const read = new Readings(...roots);
  const isRead = (declaration: AstNode, name: string): boolean =>
    read.of(name) > new Readings(declaration).of(name);
  const found: Diagnostic[] = [];
  const tell = (code: UnusedCode, name: Identifier, help: string): void => {
    found.push(diagnostic(code, name.span, { name: name.name }, { help }));
  };
  // Nothing runs in a sketch of networks alone, and nothing of it is missed.
  if (isRun(model)) {
    for (const one of membersOf(model, 'network'))
      if (!isRead(one, one.name.name) && !isTakenByDefault(one.role))
        tell('unused/network', one.name, `call ${one.name.name}, or take it out`);
    for (const one of membersOf(model, 'prior'))
      if (!isRead(one, one.name.name) && !hasSampler(model))
        tell('unused/prior', one.name, `draw from it, or hold a posterior to it by kl(q, ${one.name.name})`);
    const labels = labelsRead(implied);
    for (const one of membersOf(model, 'data')) {
      const fields = unusedFields(one, model, isRead(one, one.name.name));
      // A field whose condition leaves it out is none.
      const present = implied.sources.get(one.name.name)?.fields ?? [];
      const isThere = (name: string): boolean =>
        name === one.name.name || present.some((field) => `${one.name.name}.${field.name}` === name);
      found.push(...fields.filter(({ name }) => !labels.has(name) && isThere(name)).map(({ told }) => told));
    }
    // Another model of the file may call what this one doesn't.
    for (const one of models.length === 1 ? own : [])
      if (!isRead(one, one.name.name))
        tell('unused/block', one.name, `call ${one.name.name}, or take it out`);
  }
  for (const root of roots) walk(root, (node) => void found.push(...unusedWithin(node, model)));
  return found;
}

const isRun = (model: ModelDeclaration): boolean =>
  model.members.some(
    ({ kind }) => kind === 'train' || kind === 'figure' || kind === 'infer' || kind === 'evaluate',
  );

/** Roles of networks that the programs which every spec has without asking may call. */
const isTakenByDefault = (role: string): boolean => ['encoder', 'decoder', 'generator'].includes(role);

/** A generator or decoder of one value can be given draws of a prior by the program `sample`. */
const hasSampler = (model: ModelDeclaration): boolean =>
  membersOf(model, 'network').some(
    ({ role, parameters }) => (role === 'generator' || role === 'decoder') && parameters.length === 1,
  );

/** Fields that no `.field` reads; the whole source where nothing names it. */
function unusedFields(
  data: DataDeclaration,
  model: ModelDeclaration,
  isNamed: boolean,
): readonly UnusedField[] {
  const help = 'take it out: what is not declared is not read, and takes no memory';
  const tell = (code: 'unused/data' | 'unused/field', place: Identifier, name: string): UnusedField => ({
    name,
    told: diagnostic(code, place.span, { name }, { help }),
  });
  if (!isNamed) return [tell('unused/data', data.name, data.name.name)];
  const members = new Set<string>();
  let isWhole = false;
  walk(model, (node, parent) => {
    if (node === data) return false;
    if (node.kind === 'member') members.add(node.member.name);
    // The source as a value of its own: whoever takes it may read any field.
    const isOwn = node.kind === 'name' && node.name === data.name.name;
    if (isOwn && parent?.kind !== 'member' && parent?.kind !== 'sample') isWhole = true;
    return true;
  });
  if (isWhole) return [];
  return data.fields
    .filter(({ name }) => !members.has(name.name))
    .map(({ name }) => tell('unused/field', name, `${data.name.name}.${name.name}`));
}

interface UnusedField {
  readonly name: string;
  readonly told: Diagnostic;
}

/** Names that a node's own braces declare and nothing in them reads. */
function unusedWithin(node: AstNode, model: ModelDeclaration): readonly Diagnostic[] {
  const declared = declaredBy(node);
  if (declared.length === 0) return [];
  // A track sees what phases define.
  const read = new Readings(node, ...(node.kind === 'train' ? membersOf(model, 'track') : []));
  return declared.flatMap(({ code, name, declaration }) =>
    read.of(name.name) > new Readings(declaration).of(name.name)
      ? []
      : [diagnostic(code, name.span, { name: name.name }, { help: 'use it, or take it out' })],
  );
}

interface Declared {
  readonly code: UnusedCode;
  readonly name: Identifier;
  readonly declaration: AstNode;
}

function declaredBy(node: AstNode): readonly Declared[] {
  const statement = (one: AstNode): readonly Declared[] => {
    if (one.kind === 'let') return [{ code: 'unused/let', name: one.name, declaration: one }];
    if (one.kind === 'sample') return [{ code: 'unused/draw', name: one.name, declaration: one }];
    return one.kind === 'learned' ? [{ code: 'unused/learned', name: one.name, declaration: one }] : [];
  };
  switch (node.kind) {
    case 'network':
    case 'block':
    case 'infer':
      return node.parameters.map((one) => ({ code: 'unused/parameter', name: one.name, declaration: one }));
    case 'model':
      return node.members.flatMap(statement);
    case 'train':
    case 'update':
    case 'evaluate':
    case 'body':
      return node.statements.flatMap(statement);
    default:
      return [];
  }
}
