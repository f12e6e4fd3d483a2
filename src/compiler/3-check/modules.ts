/**
 * @file The declarations of one model and how they are used: networks elaborated once and called, blocks instantiated at each
 * call, fields of data sources. Names resolve through `scope`, the model's own.
 */
import type {
  BlockDeclaration,
  Expression,
  Identifier,
  InferDeclaration,
  NetworkDeclaration,
} from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Span } from '../source/source.ts';
import { unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue } from '../types/value.ts';
import type { NetworkCall, NetworkValue, TypedNode, Value } from '../types/value.ts';
import { Averages } from './averages.ts';
import type { Evaluated } from './bind-arguments.ts';
import { bindParameters } from './bind-parameters.ts';
import { DataValues } from './data-values.ts';
import type { Evaluator } from './evaluator.ts';
import { innerDefaults } from './inner-defaults.ts';
import { mapNodes } from './leaves.ts';
import { Scope } from './scope.ts';
import { Names, NetworkStore, unionOf } from './session.ts';
import type { Defaults, Frame } from './session.ts';
import { matchResult } from './match.ts';
import { ModelValues } from './states.ts';
import { concreteType, declaredType, formatDeclared, networkParameterHelp, withSizes } from './types.ts';
import type { TypedNetwork, TypedSource } from './typed.ts';

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
  /** What the model declares, by name: one that `scope` doesn't have yet is used too early. */
  readonly awaited = new Map<string, Identifier>();
  readonly data: DataValues;
  /** Set where a data declaration has faults: what its source would give is not known. */
  hasFaultySource = false;
  /** Arguments that `defaults` in bodies give, by function; found on first use. */
  private inner: ReadonlyMap<string, ReadonlySet<string>> | undefined;

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
    this.data = new DataValues(sources);
  }

  get innerDefaults(): ReadonlyMap<string, ReadonlySet<string>> {
    return (this.inner ??= innerDefaults(this));
  }

  /** A frame outside of any network, with names of its own. */
  frame(path: string): Frame {
    return { store: undefined, path, names: new Names(), defaults: this.defaults, depth: 0 };
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
    const network = session.alone(() => this.elaborate(evaluator, declaration));
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
              isTensor: declared.kind === 'tensor',
            },
            { help: networkParameterHelp(declared) },
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
      signature: formatDeclared(withSizes(declared, (free) => bindings.get(free) ?? unknownSize)),
    };
  }

  callNetwork(evaluator: Evaluator, target: NetworkValue, given: Evaluated, span: Span, frame: Frame): Value {
    const { session } = evaluator;
    const declaration = this.networks.get(target.network);
    const network = this.network(evaluator, target.network, span);
    if (!declaration || !network) return errorValue;
    const bound = bindParameters(
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
}

/** The end of a pipe, or the whole of another expression: the place that decides a body's type. */
export function lastStage(expression: Expression | undefined): Span | undefined {
  return expression?.kind === 'pipe' ? lastStage(expression.stage) : expression?.span;
}

/** Where a block's result is made and promised. */
export function resultPlace(declaration: BlockDeclaration): {
  readonly what: string;
  readonly span: Span;
  readonly declaration: Span;
} {
  const { name, body } = declaration;
  return { what: name.name, span: lastStage(body.result) ?? name.span, declaration: name.span };
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
