/** @file Modules, models and their members. */
import type { CstNode } from 'chevrotain';
import type {
  BlockDeclaration, DataDeclaration, DataField, Expression, ImportDeclaration, ModelDeclaration, ModelMember,
  NetworkDeclaration, NetworkRole, TopLevelDeclaration, TrainDeclaration,
} from '../ast/ast.ts'; // prettier-ignore
import { assertNever } from '../invariant.ts';
import {
  buildAllow, buildDefaults, buildEntries, buildError, buildEvaluateStatement, buildLearned, buildLet,
  buildTrainStatement,
} from './build-statements.ts'; // prettier-ignore
import type { Build } from './build.ts';
import { buildParameters, buildResult } from './build-types.ts';
import {
  has, identifier, isBroken, node, nodes, nodeSpan, onlyNode, optionalNode, token, tokens, tokenSpan,
} from './cst.ts'; // prettier-ignore
import { stringValue } from './literals.ts';

const nameOf = (b: Build, one: CstNode) => identifier(b.path, token(one, 'Identifier'));
const valueOf = (b: Build, one: CstNode) => b.expression(node(one, 'expression'));
const documentationOf = (b: Build, one: CstNode) => b.documentationAt(nodeSpan(b.path, one).start);

/** The parts of a module. */
export interface ModuleParts {
  readonly imports: readonly ImportDeclaration[];
  readonly declarations: readonly TopLevelDeclaration[];
}

/** The rule `module`. */
export function buildModule(b: Build, parent: CstNode): ModuleParts {
  const imports: ImportDeclaration[] = [];
  const declarations: TopLevelDeclaration[] = [];
  for (const item of nodes(parent, 'topLevel')) {
    if (isBroken(item)) {
      declarations.push(buildError(b, item));
      continue;
    }
    const one = onlyNode(item);
    if (one.name === 'importDeclaration') imports.push(buildImport(b, one));
    else if (one.name === 'block') declarations.push(buildBlock(b, one));
    else declarations.push(buildModel(b, one));
  }
  return { imports, declarations };
}

function buildImport(b: Build, one: CstNode): ImportDeclaration {
  const from = token(one, 'String');
  return {
    kind: 'import',
    span: nodeSpan(b.path, one),
    names: tokens(one, 'Identifier').map((name) => identifier(b.path, name)),
    from: { kind: 'string', span: tokenSpan(b.path, from), value: stringValue(from.image) },
  };
}

function buildModel(b: Build, one: CstNode): TopLevelDeclaration {
  const members = nodes(one, 'modelMember').map((member) => buildMember(b, member));
  const header = node(one, 'modelHeader');
  if (isBroken(header)) return buildError(b, one);
  const model: ModelDeclaration = {
    kind: 'model',
    span: nodeSpan(b.path, one),
    name: nameOf(b, header),
    documentation: documentationOf(b, one),
    members,
  };
  return model;
}

function buildMember(b: Build, item: CstNode): ModelMember {
  if (isBroken(item)) return buildError(b, item);
  const one = onlyNode(item);
  const span = nodeSpan(b.path, one);
  const documentation = documentationOf(b, one);
  switch (one.name) {
    case 'param': {
      const type = optionalNode(one, 'type');
      return {
        kind: 'param',
        span,
        name: nameOf(b, one),
        type: type && b.type(type),
        value: valueOf(b, one),
        documentation,
      };
    }
    case 'data':
      return buildData(b, one);
    case 'prior':
      return { kind: 'prior', span, name: nameOf(b, one), value: valueOf(b, one), documentation };
    case 'let':
      return buildLet(b, one);
    case 'learned':
      return buildLearned(b, one);
    case 'state':
      return {
        kind: 'state',
        span,
        name: nameOf(b, one),
        type: b.type(node(one, 'type')),
        init: valueOf(b, one),
      };
    case 'defaults':
      return buildDefaults(b, one);
    case 'block':
      return buildBlock(b, one);
    case 'network':
      return buildNetwork(b, one);
    case 'train':
      return buildTrain(b, one);
    case 'evaluate': {
      const statements = nodes(one, 'evaluateStatement').map((statement) =>
        buildEvaluateStatement(b, statement),
      );
      return { kind: 'evaluate', span, statements };
    }
    case 'figure':
      return { kind: 'figure', span, name: nameOf(b, one), value: valueOf(b, one), documentation };
    case 'track':
      return { kind: 'track', span, name: nameOf(b, one), value: valueOf(b, one) };
    case 'infer': {
      const header = node(one, 'inferHeader');
      const body = b.body(node(one, 'body'));
      if (isBroken(header)) return buildError(b, one);
      const parameters = buildParameters(b, header);
      const result = buildResult(b, header);
      return { kind: 'infer', span, name: nameOf(b, header), parameters, result, body, documentation };
    }
    case 'allow':
      return buildAllow(b, one);
    default:
      return assertNever(one.name as never, 'member of a model');
  }
}

function buildData(b: Build, one: CstNode): ModelMember {
  const fields: DataField[] = [];
  const augment: Expression[] = [];
  for (const item of nodes(one, 'dataItem')) {
    if (isBroken(item)) continue;
    const entry = onlyNode(item);
    if (entry.name === 'augment') augment.push(...buildEntries(b, entry));
    else fields.push(buildField(b, entry));
  }
  const header = node(one, 'dataHeader');
  if (isBroken(header)) return buildError(b, one);
  const data: DataDeclaration = {
    kind: 'data',
    span: nodeSpan(b.path, one),
    name: nameOf(b, header),
    source: b.postfix(node(header, 'postfix')),
    fields,
    augment,
    documentation: documentationOf(b, one),
  };
  return data;
}

function buildField(b: Build, one: CstNode): DataField {
  const value = optionalNode(one, 'expression');
  return {
    kind: 'dataField',
    span: nodeSpan(b.path, one),
    name: nameOf(b, one),
    type: b.type(node(one, 'type')),
    value: value && b.expression(value),
  };
}

function buildBlock(b: Build, one: CstNode): TopLevelDeclaration & ModelMember {
  const header = node(one, 'blockHeader');
  const body = b.body(node(one, 'body'));
  if (isBroken(header)) return buildError(b, one);
  const block: BlockDeclaration = {
    kind: 'block',
    span: nodeSpan(b.path, one),
    name: nameOf(b, header),
    parameters: buildParameters(b, header),
    result: buildResult(b, header),
    body,
    documentation: documentationOf(b, one),
  };
  return block;
}

function buildNetwork(b: Build, one: CstNode): ModelMember {
  const header = node(one, 'networkHeader');
  const body = b.body(node(one, 'body'));
  if (isBroken(header)) return buildError(b, one);
  const network: NetworkDeclaration = {
    kind: 'network',
    span: nodeSpan(b.path, one),
    role: token(header, 'Role').image as NetworkRole,
    frozen: has(header, 'FrozenWord'),
    name: nameOf(b, header),
    parameters: buildParameters(b, header),
    result: b.type(node(node(header, 'result'), 'type')),
    body,
    documentation: documentationOf(b, one),
  };
  return network;
}

function buildTrain(b: Build, one: CstNode): ModelMember {
  const statements = nodes(one, 'trainStatement').map((statement) => buildTrainStatement(b, statement));
  const header = node(one, 'trainHeader');
  if (isBroken(header)) return buildError(b, one);
  const names = tokens(header, 'Identifier').map((name) => identifier(b.path, name));
  const after = has(header, 'AfterWord') ? names.at(-1) : undefined;
  const name = names.length > (after ? 1 : 0) ? names[0] : undefined;
  const train: TrainDeclaration = { kind: 'train', span: nodeSpan(b.path, one), name, after, statements };
  return train;
}
