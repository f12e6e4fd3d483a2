/**
 * @file Finds names that nothing declares. Walks bodies with their scopes: parameters, sizes that signatures bind, `let`,
 * `sample`, `learned` and loop names, in order.
 */
import type {
  BlockDeclaration,
  Body,
  DataDeclaration,
  Expression,
  InferDeclaration,
  ModelDeclaration,
  NetworkDeclaration,
  TrainDeclaration,
  TypeExpression,
  UpdateMember,
} from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sourceDefinitions, transformDefinitions } from '../library/data/sources.ts';
import { families } from '../library/distributions/registry.ts';
import { functionFamilies, libraryFunctions, symbolWords } from '../library/registry.ts';
import type { Span } from '../source/source.ts';

class NameScope {
  private readonly names = new Set<string>();
  private readonly parent: NameScope | undefined;
  constructor(parent: NameScope | undefined, names: Iterable<string> = []) {
    this.parent = parent;
    for (const name of names) this.names.add(name);
  }
  add(name: string): void {
    this.names.add(name);
  }
  has(name: string): boolean {
    return this.names.has(name) || (this.parent?.has(name) ?? false);
  }
  all(): readonly string[] {
    return [...this.names, ...(this.parent?.all() ?? [])];
  }
}

/** Undeclared names in a model or a block, given what is in scope around it. */
export function checkNames(
  declaration: ModelDeclaration | BlockDeclaration,
  around: ReadonlySet<string>,
): readonly Diagnostic[] {
  const walk = new NameWalk();
  const scope = new NameScope(undefined, around);
  if (declaration.kind === 'block') walk.signature(declaration, scope);
  else walk.model(declaration, scope);
  return walk.diagnostics;
}

const words = ['_', 'repeat', 'Class'];
const isBuiltIn = (name: string): boolean =>
  libraryFunctions.has(name) ||
  functionFamilies.has(name) ||
  families.has(name) ||
  symbolWords.has(name) ||
  sourceDefinitions.has(name) ||
  words.includes(name);

class NameWalk {
  readonly diagnostics: Diagnostic[] = [];

  model(model: ModelDeclaration, scope: NameScope): void {
    const trainScopes: NameScope[] = [];
    for (const member of model.members) {
      switch (member.kind) {
        case 'param':
          this.source(member.value, scope);
          break;
        case 'data':
          this.data(member, scope);
          break;
        case 'prior':
        case 'let':
          this.expression(member.value, scope);
          break;
        case 'learned':
        case 'state':
          this.knownType(member.type, scope);
          this.expression(member.init, scope);
          break;
        case 'defaults':
          for (const entry of member.entries) this.expression(entry, scope);
          break;
        case 'network':
        case 'infer':
          this.signature(member, scope);
          break;
        case 'train':
          trainScopes.push(this.train(member, scope));
          break;
        case 'evaluate': {
          const inner = new NameScope(scope);
          for (const statement of member.statements) {
            if (statement.kind === 'let') this.defining(statement.value, statement.name.name, inner);
            else if (statement.kind === 'sample')
              this.defining(statement.distribution, statement.name.name, inner);
            else if (statement.kind === 'report') this.expression(statement.value, inner);
          }
          break;
        }
        case 'figure':
          this.expression(member.value, scope);
          break;
        case 'block':
        case 'track':
        case 'allow':
        case 'errorDeclaration':
          break;
      }
    }
    // A track sees what the phases define, wherever it stands.
    const inTraining = new NameScope(
      scope,
      trainScopes.flatMap((one) => one.all()),
    );
    for (const member of model.members)
      if (member.kind === 'track') this.expression(member.value, inTraining);
  }

  private data(declaration: DataDeclaration, scope: NameScope): void {
    this.dataSource(declaration.source, scope);
    for (const field of declaration.fields) this.rangeNames(field.type, scope);
    const inner = new NameScope(scope, [
      ...declaration.fields.map((field) => field.name.name),
      ...[...sourceDefinitions.values()].flatMap(({ columns }) => columns.map(({ name }) => name)),
      ...transformDefinitions.keys(),
    ]);
    for (const field of declaration.fields)
      if (field.value && field.value.kind !== 'name') this.expression(field.value, inner);
  }

  /** A param's value, which may be a source with options. */
  private source(value: Expression, scope: NameScope): void {
    const isSource =
      value.kind === 'call' && value.callee.kind === 'name' && sourceDefinitions.has(value.callee.name);
    if (isSource) this.dataSource(value, scope);
    else this.expression(value, scope);
  }

  /** What stands after `from`: a source's own name is looked up when it is checked. */
  private dataSource(source: Expression, scope: NameScope): void {
    if (source.kind === 'call') {
      // Words such as `half: first` belong to the loader, which checks them.
      for (const argument of source.arguments)
        if (argument.value.kind !== 'name') this.expression(argument.value, scope);
    }
    if (source.kind !== 'if') return;
    this.expression(source.condition, scope);
    for (const branch of [source.consequent, source.alternative]) {
      if (branch?.kind === 'if') this.dataSource(branch, scope);
      else if (branch?.result) this.dataSource(branch.result, scope);
    }
  }

  signature(declaration: BlockDeclaration | NetworkDeclaration | InferDeclaration, scope: NameScope): void {
    const inner = new NameScope(scope);
    for (const parameter of declaration.parameters) {
      if (parameter.defaultValue) this.expression(parameter.defaultValue, inner);
      this.typeNames(parameter.type, inner);
      inner.add(parameter.name.name);
    }
    if (declaration.result) this.typeNames(declaration.result, inner);
    this.body(declaration.body, inner);
  }

  /** The ends of an interval bind nothing: their names must be known. */
  private rangeNames(type: TypeExpression, scope: NameScope): void {
    if (type.kind !== 'namedType' || !type.range) return;
    this.expression(type.range.low, scope);
    this.expression(type.range.high, scope);
  }

  /** A type whose sizes nothing binds: all its names must be known. */
  private knownType(type: TypeExpression, scope: NameScope): void {
    if (type.kind !== 'namedType') return;
    for (const dimension of type.dimensions) this.expression(dimension, scope);
    this.rangeNames(type, scope);
  }

  /** Names in a signature's types are sizes that calls bind. */
  private typeNames(type: TypeExpression, scope: NameScope): void {
    switch (type.kind) {
      case 'namedType':
        for (const dimension of type.dimensions) if (dimension.kind === 'name') scope.add(dimension.name);
        for (const dimension of type.dimensions) this.expression(dimension, scope);
        this.rangeNames(type, scope);
        return;
      case 'listType':
        this.typeNames(type.item, scope);
        return;
      case 'recordType':
        for (const field of type.fields) this.typeNames(field.type, scope);
        return;
      case 'errorType':
        return;
    }
  }

  private train(declaration: TrainDeclaration, scope: NameScope): NameScope {
    const inner = new NameScope(scope);
    for (const statement of declaration.statements) {
      switch (statement.kind) {
        case 'batch':
          this.expression(statement.size, inner);
          break;
        case 'duration':
          this.expression(statement.count, inner);
          break;
        case 'let':
        case 'game':
          this.defining(statement.value, statement.name.name, inner);
          break;
        case 'sample':
          this.defining(statement.distribution, statement.name.name, inner);
          break;
        case 'update':
          this.expression(statement.optimizer, inner);
          if (statement.times) this.expression(statement.times, inner);
          this.members(statement.statements, new NameScope(inner));
          break;
        case 'average':
          this.expression(statement.value, inner);
          this.expression(statement.rate.value, inner);
          if (statement.from) this.expression(statement.from, inner);
          break;
        case 'advance':
          this.expression(statement.value, inner);
          break;
        case 'calibrate':
          this.body(statement.body, inner);
          break;
        case 'allow':
        case 'errorDeclaration':
          break;
      }
    }
    return inner;
  }

  private members(members: readonly UpdateMember[], scope: NameScope): void {
    for (const member of members) {
      if (member.kind === 'let') this.defining(member.value, member.name.name, scope);
      else if (member.kind === 'sample') this.defining(member.distribution, member.name.name, scope);
      else if (member.kind === 'term') {
        this.expression(member.value, scope);
        if (member.every) this.expression(member.every, scope);
      }
    }
  }

  private defining(value: Expression, name: string, scope: NameScope): void {
    this.expression(value, scope);
    scope.add(name);
  }

  private body(body: Body, scope: NameScope): void {
    const inner = new NameScope(scope);
    for (const statement of body.statements) {
      switch (statement.kind) {
        case 'let':
          this.defining(statement.value, statement.name.name, inner);
          break;
        case 'sample':
          this.defining(statement.distribution, statement.name.name, inner);
          break;
        case 'learned':
          this.knownType(statement.type, inner);
          this.defining(statement.init, statement.name.name, inner);
          break;
        case 'defaults':
          for (const entry of statement.entries) this.expression(entry, inner);
          break;
        case 'optimize':
          this.defining(statement.start, statement.name.name, inner);
          this.expression(statement.optimizer, inner);
          this.members(statement.terms, inner);
          break;
        case 'allow':
        case 'errorDeclaration':
          break;
      }
    }
    if (body.result) this.expression(body.result, inner);
  }

  private name(name: string, span: Span, scope: NameScope): void {
    if (scope.has(name) || isBuiltIn(name)) return;
    const near = suggest(name, [
      ...scope.all(),
      ...libraryFunctions.keys(),
      ...functionFamilies.keys(),
      ...families.keys(),
    ]);
    this.diagnostics.push(
      diagnostic(
        'name/unknown',
        span,
        { name },
        near === undefined ? {} : { help: `did you mean \`${near}\`?`, fix: { span, replacement: near } },
      ),
    );
  }

  expression(expression: Expression, scope: NameScope): void {
    switch (expression.kind) {
      case 'name':
        this.name(expression.name, expression.span, scope);
        return;
      case 'unary':
        this.expression(expression.operand, scope);
        return;
      case 'binary':
        this.expression(expression.left, scope);
        this.expression(expression.right, scope);
        return;
      case 'pipe':
        this.expression(expression.value, scope);
        this.expression(expression.stage, scope);
        return;
      case 'call':
        this.expression(expression.callee, scope);
        for (const argument of expression.arguments) {
          // `over: K` names a plate.
          if (argument.name?.name === 'over' && argument.value.kind === 'name') continue;
          this.expression(argument.value, scope);
        }
        return;
      case 'member':
        this.expression(expression.object, scope);
        return;
      case 'index':
        this.expression(expression.object, scope);
        for (const index of expression.indices) this.expression(index, scope);
        return;
      case 'slice':
        this.expression(expression.object, scope);
        if (expression.from) this.expression(expression.from, scope);
        if (expression.to) this.expression(expression.to, scope);
        return;
      case 'shaped':
        for (const dimension of expression.dimensions) this.expression(dimension, scope);
        return;
      case 'list':
        for (const item of expression.items) this.expression(item, scope);
        return;
      case 'record':
        for (const field of expression.fields) this.expression(field.value, scope);
        return;
      case 'range':
      case 'transition':
        this.expression(expression.from, scope);
        this.expression(expression.to, scope);
        return;
      case 'quantity':
        if (expression.amount) this.expression(expression.amount, scope);
        return;
      case 'if':
        this.expression(expression.condition, scope);
        this.body(expression.consequent, scope);
        if (expression.alternative?.kind === 'if') this.expression(expression.alternative, scope);
        else if (expression.alternative) this.body(expression.alternative, scope);
        return;
      case 'for': {
        this.expression(expression.over, scope);
        const inner = new NameScope(scope, [
          expression.item.name,
          ...(expression.index ? [expression.index.name] : []),
        ]);
        this.body(expression.body, inner);
        return;
      }
      case 'repeat':
        this.expression(expression.count, scope);
        this.body(expression.body, scope);
        return;
      case 'number':
      case 'string':
      case 'boolean':
      case 'hole':
      case 'placeholder':
      case 'errorExpression':
        return;
    }
  }
}
