/**
 * @file The declarations of one model and how they are used: networks elaborated once and called, blocks instantiated at each
 * call, fields of data sources. Names resolve through `scope`, the model's own.
 */
import type {
  BlockDeclaration,
  Expression,
  InferDeclaration,
  NetworkDeclaration,
  Parameter,
} from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import type { Span } from '../source/source.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { NetworkCall, NetworkValue, SourceValue, TypedNode, Value } from '../types/value.ts';
import { Averages } from './averages.ts';
import type { Bound, Evaluated } from './bind-arguments.ts';
import type { Evaluator } from './evaluator.ts';
import { mapNodes } from './leaves.ts';
import { Scope } from './scope.ts';
import { Names, NetworkStore, unionOf } from './session.ts';
import type { Defaults, Frame } from './session.ts';
import { matchArgument, matchResult } from './match.ts';
import { ModelValues } from './states.ts';
import { concreteType, declaredType, formatDeclared } from './types.ts';
import type { TypedNetwork, TypedSource } from './typed.ts';

const maximumDepth = 64;

export class Modules {
  /** Names of the model: params, data, priors, networks, blocks. */
  readonly scope: Scope;
  readonly networks: ReadonlyMap<string, NetworkDeclaration>;
  readonly blocks: ReadonlyMap<string, BlockDeclaration>;
  readonly sources: ReadonlyMap<string, TypedSource>;
  readonly defaults: Defaults | undefined;
  readonly infers: ReadonlyMap<string, InferDeclaration>;
  readonly averages = new Averages();
  readonly values = new ModelValues();
  private readonly fieldNodes = new Map<string, TypedNode>();
  private readonly draws = new Map<string, number>();

  constructor(
    scope: Scope,
    networks: ReadonlyMap<string, NetworkDeclaration>,
    blocks: ReadonlyMap<string, BlockDeclaration>,
    sources: ReadonlyMap<string, TypedSource>,
    defaults: Defaults | undefined,
    infers: ReadonlyMap<string, InferDeclaration>,
  ) {
    this.scope = scope;
    this.networks = networks;
    this.blocks = blocks;
    this.sources = sources;
    this.defaults = defaults;
    this.infers = infers;
  }

  /** A frame outside of any network, with names of its own. */
  frame(path: string): Frame {
    return { store: undefined, path, names: new Names(), defaults: this.defaults, depth: 0 };
  }

  // ------------------------------------------------------------------------------------------------------------ data

  /** A field of a minibatch; the same field of the same draw is the same node. */
  field(evaluator: Evaluator, source: SourceValue, member: string, span: Span): Value {
    const declared = this.sources.get(source.source);
    if (!declared) return errorValue;
    if (member === 'count') {
      evaluator.session.report(diagnostic('type/unsupported', span, { what: `${source.source}.count` }));
      return errorValue;
    }
    const at = declared.fields.findIndex((one) => one.name === member);
    const field = declared.fields[at];
    if (declared.faultyFields.includes(member)) return errorValue;
    if (!field)
      return evaluator.unknownMember(
        member,
        declared.fields.map((one) => one.name),
        `the data source ${source.source}`,
        span,
      );
    const key = `${source.source}.${member}#${source.draw}`;
    const known = this.fieldNodes.get(key);
    if (known) return { kind: 'tensor', node: known };
    const [low, high] = field.range ?? [-Infinity, Infinity];
    const type =
      field.classes === undefined
        ? ({ shape: field.shape, element: 'real', range: { low, high } } as const)
        : ({
            shape: [],
            element: 'class',
            classes: field.classes,
            range: { low: 0, high: field.classes - 1 },
          } as const);
    const node = evaluator.session.node(
      { kind: 'field', source: source.source, field: member, draw: source.draw },
      [],
      type,
      declared.fieldSpans[at]!,
      [],
    );
    node.label = `${source.source}.${member}${source.draw === 0 ? '' : `#${source.draw}`}`;
    this.fieldNodes.set(key, node);
    return { kind: 'tensor', node };
  }

  /** `sample other ~ shapes`: an independent minibatch. */
  freshDraw(source: SourceValue): SourceValue {
    const draw = (this.draws.get(source.source) ?? 0) + 1;
    this.draws.set(source.source, draw);
    return { ...source, draw };
  }

  /** `sample y ~ objects.label`: the field of an independent minibatch. */
  freshField(evaluator: Evaluator, node: TypedNode): Value {
    if (node.form.kind !== 'field') return errorValue;
    return this.field(
      evaluator,
      this.freshDraw({ kind: 'source', source: node.form.source, draw: 0 }),
      node.form.field,
      node.span,
    );
  }

  // -------------------------------------------------------------------------------------------------------- networks

  /** The network's elaborated body; undefined where it has faults (reported) or calls itself. */
  network(evaluator: Evaluator, name: string, call?: Span): TypedNetwork | undefined {
    const { session } = evaluator;
    const known = session.networks.get(name);
    const declaration = this.networks.get(name);
    if (known === 'pending' && declaration) {
      session.report(
        diagnostic(
          'type/recursive-network',
          call ?? declaration.name.span,
          { name },
          {
            ...(call ? { related: [{ span: declaration.name.span, label: 'declared here' }] } : {}),
            help: 'repeat layers by repeat(n) { ... }, or make a block that an `if` ends',
          },
        ),
      );
      return undefined;
    }
    if (known !== undefined && known !== 'pending') return known === 'failed' ? undefined : known;
    if (!declaration) return undefined;
    session.networks.set(name, 'pending');
    const network = this.elaborate(evaluator, declaration);
    session.networks.set(name, network ?? 'failed');
    return network;
  }

  private elaborate(evaluator: Evaluator, declaration: NetworkDeclaration): TypedNetwork | undefined {
    const { session } = evaluator;
    const name = declaration.name.name;
    const store = new NetworkStore(session, name);
    session.observer?.network(declaration);
    const frame: Frame = { store, path: '', names: new Names(), defaults: this.defaults, depth: 0 };
    const scope = new Scope(this.scope);
    const parameters: TypedNode[] = [];
    for (const parameter of declaration.parameters) {
      const declared = declaredType(evaluator, parameter.type, scope, frame);
      const type = declared && concreteType(declared);
      if (declared && !type) {
        session.report(
          diagnostic(
            'type/network-parameter',
            parameter.type.span,
            {
              name: parameter.name.name,
              type: formatDeclared(declared),
            },
            { help: 'write a number or a param; free sizes belong to blocks' },
          ),
        );
      }
      if (!type) {
        scope.define(parameter.name.name, errorValue);
        continue;
      }
      const node = session.node(
        { kind: 'parameter', name: parameter.name.name },
        [],
        type,
        parameter.span,
        [],
      );
      parameters.push(node);
      scope.define(parameter.name.name, { kind: 'tensor', node });
    }
    const value = evaluator.body(declaration.body, scope, frame);
    const resultSpan = lastStage(declaration.body.result) ?? declaration.name.span;
    const declared = declaredType(evaluator, declaration.result, scope, frame);
    if (!declared || parameters.length !== declaration.parameters.length) return undefined;
    const bindings = new Map<string, Dim>();
    const result = matchResult(
      evaluator,
      value,
      declared,
      bindings,
      { what: name, span: resultSpan, declaration: declaration.name.span },
      frame,
    );
    if (hasError(result)) return undefined;
    return {
      name,
      role: declaration.role,
      frozen: declaration.frozen,
      parameters,
      result,
      weights: store.weights,
      buffers: store.buffers,
      span: declaration.name.span,
      signature: formatDeclared(declared),
    };
  }

  callNetwork(evaluator: Evaluator, target: NetworkValue, given: Evaluated, span: Span, frame: Frame): Value {
    const { session } = evaluator;
    const declaration = this.networks.get(target.network);
    const network = this.network(evaluator, target.network, span);
    if (!declaration || !network) return errorValue;
    const bound = this.bindParameters(
      evaluator,
      target.network,
      declaration.parameters,
      given,
      span,
      this.scope,
      frame,
    );
    if (!bound) return errorValue;
    const inputs: TypedNode[] = [];
    for (const parameter of declaration.parameters) {
      const node = evaluator.tensorOf(bound.values.get(parameter.name.name) ?? errorValue, span);
      if (!node) return errorValue;
      inputs.push(node);
    }
    const call: NetworkCall = {
      network: target.network,
      state: target.state,
      name: frame.names.unique(`${frame.path}${target.state}(${argumentText(given)})`),
      parameters: network.parameters,
      detached: target.detached,
    };
    return mapNodes(network.result, (leaf) =>
      session.node({ kind: 'call', call, result: leaf }, inputs, leaf.type, span, [
        ...new Set([...unionOf(inputs), ...leaf.plates]),
      ]),
    );
  }

  // ---------------------------------------------------------------------------------------------------------- blocks

  callBlock(evaluator: Evaluator, name: string, given: Evaluated, span: Span, frame: Frame): Value {
    const { session } = evaluator;
    const declaration = this.blocks.get(name);
    if (!declaration) return errorValue;
    if (session.endless.has(name)) return errorValue;
    if (frame.depth >= maximumDepth) {
      // Reported once: a block that calls itself twice would come here 2^64 times.
      session.endless.add(name);
      session.report(
        diagnostic(
          'type/recursion',
          span,
          { name, depth: maximumDepth },
          {
            related: [{ span: declaration.name.span, label: 'declared here' }],
            help: 'end it by an `if` over its sizes, or write repeat(n) { ... }',
          },
        ),
      );
      return errorValue;
    }
    const bound = this.bindParameters(
      evaluator,
      name,
      declaration.parameters,
      given,
      span,
      this.scope,
      frame,
    );
    if (!bound) return errorValue;
    const scope = new Scope(this.scope);
    for (const [size, value] of bound.sizes) scope.define(size, sizeValue(value));
    for (const [parameter, value] of bound.values) scope.define(parameter, value);
    const path = `${frame.path}${name}${frame.names.numbered(frame.path + name)}/`;
    const inner: Frame = { ...frame, path, depth: frame.depth + 1 };
    session.calls.push({ block: name, span });
    const value = evaluator.body(declaration.body, scope, inner);
    session.calls.pop();
    // The sizes of the result follow from the body: where that has a fault, theirs would only be its consequences.
    if (!declaration.result || value.kind === 'error') return value;
    const declared = declaredType(evaluator, declaration.result, scope, inner);
    if (!declared) return errorValue;
    const place = {
      what: name,
      span: lastStage(declaration.body.result) ?? span,
      declaration: declaration.name.span,
    };
    return matchResult(evaluator, value, declared, new Map(bound.sizes), place, inner);
  }

  /** Arguments by position and name, matched with declared types; undefined where something was reported. */
  bindParameters(
    evaluator: Evaluator,
    name: string,
    parameters: readonly Parameter[],
    given: Evaluated,
    span: Span,
    scope: Scope,
    frame: Frame,
  ): { readonly values: ReadonlyMap<string, Value>; readonly sizes: ReadonlyMap<string, Dim> } | undefined {
    const { session } = evaluator;
    const bound = new Map<string, Bound>();
    let sound = true;
    given.positional.forEach((argument, i) => {
      const parameter = parameters[i];
      if (parameter) bound.set(parameter.name.name, argument);
      else {
        session.report(
          diagnostic('type/too-many-arguments', argument.span, { name, count: parameters.length }),
        );
        sound = false;
      }
    });
    for (const argument of given.named) {
      const known = parameters.map((one) => one.name.name);
      if (known.includes(argument.name)) bound.set(argument.name, argument.bound);
      else {
        const near = suggest(argument.name, known);
        session.report(
          diagnostic(
            'name/unknown-argument',
            argument.nameSpan,
            { name: argument.name, of: name, known },
            near === undefined ? {} : { help: `did you mean \`${near}:\`?` },
          ),
        );
        sound = false;
      }
    }
    const sizes = new Map<string, Dim>();
    const values = new Map<string, Value>();
    const local = new Scope(scope);
    for (const parameter of parameters) {
      const argument = bound.get(parameter.name.name);
      const declared = declaredType(evaluator, parameter.type, local, frame);
      if (!argument && !parameter.defaultValue) {
        session.report(
          diagnostic('type/missing-argument', span, { of: name, missing: [parameter.name.name] }),
        );
        sound = false;
        continue;
      }
      const value = argument?.value ?? evaluator.evaluate(parameter.defaultValue!, scope, frame);
      const place = {
        what: `${name}'s ${parameter.name.name}`,
        span: argument?.span ?? span,
        declaration: parameter.span,
      };
      const matched = declared && matchArgument(evaluator, value, declared, sizes, place);
      if (!matched) {
        sound = false;
        continue;
      }
      for (const [size, value] of sizes) local.define(size, sizeValue(value));
      if (matched.kind === 'number' && declared.kind === 'tensor') {
        const node = session.constant([matched.value], [], place.span);
        values.set(parameter.name.name, { kind: 'tensor', node });
      } else values.set(parameter.name.name, matched);
    }
    return sound ? { values, sizes } : undefined;
  }
}

/** The end of a pipe, or the whole of another expression: the place that decides a body's type. */
export function lastStage(expression: Expression | undefined): Span | undefined {
  return expression?.kind === 'pipe' ? lastStage(expression.stage) : expression?.span;
}

/** Short text of a call's arguments, for its name. */
function argumentText(given: Evaluated): string {
  const text = [...given.positional, ...given.named.map((one) => one.bound)]
    .map((one) => (one.value.kind === 'tensor' ? (one.value.node.label ?? one.text) : one.text))
    .join(', ');
  return text.length <= 40 ? text : '...';
}

function hasError(value: Value): boolean {
  if (value.kind === 'error') return true;
  return value.kind === 'record' && [...value.fields.values()].some(hasError);
}
