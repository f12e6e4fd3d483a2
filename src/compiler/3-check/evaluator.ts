/**
 * @file Evaluates expressions to typed values: static arithmetic is done here, tensors become nodes. Pipes, loops and
 * conditions are unrolled; calls go to library functions, distributions, networks and blocks. Any fault is reported once and
 * gives the poison value, which fits everywhere in silence.
 */
import type { Argument, Body, Expression, ForExpression, IfExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { assertNever } from '../invariant.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import { families } from '../library/distributions/registry.ts';
import { sliced } from '../library/functions/form.ts';
import { unaryNode } from '../library/functions/operators.ts';
import { gameMembers, gameTerm } from '../library/objectives/games.ts';
import { plateList } from '../library/programs/lists.ts';
import { libraryFunctions, symbolWords } from '../library/registry.ts';
import type { Span } from '../source/source.ts';
import { countOf } from '../types/dims.ts';
import { classType, formatType } from '../types/type.ts';
import { errorValue } from '../types/value.ts';
import type { NumberValue, TypedNode, Value } from '../types/value.ts';
import { CallSite, bindArguments, defaultArguments } from './call-site.ts';
import type { Bound, Evaluated } from './call-site.ts';
import { describe } from './describe.ts';
import { evaluateBinary } from './binary.ts';
import type { Modules } from './modules.ts';
import { Scope } from './scope.ts';
import { Names } from './session.ts';
import type { Frame, Session } from './session.ts';
import { bodyStatements } from './statements.ts';

export class Evaluator {
  readonly session: Session;
  readonly modules: Modules;
  /** The name that a `sample` or `let` statement is about to give: it names random sites. */
  private siteHint: string | undefined;

  constructor(session: Session, modules: Modules) {
    this.session = session;
    this.modules = modules;
  }

  siteName(standard: string): string {
    return this.siteHint === undefined
      ? standard
      : standard.startsWith('kl')
        ? `${this.siteHint}.kl`
        : standard.replace(/^(sample|z)\b/, this.siteHint);
  }

  withSite<T>(name: string, body: () => T): T {
    const outer = this.siteHint;
    this.siteHint = name;
    try {
      return body();
    } finally {
      this.siteHint = outer;
    }
  }

  evaluate(expression: Expression, scope: Scope, frame: Frame): Value {
    const { session } = this;
    switch (expression.kind) {
      case 'number':
        return { kind: 'number', value: expression.value, isInteger: expression.isInteger };
      case 'string':
        return { kind: 'string', value: expression.value };
      case 'boolean':
        return { kind: 'boolean', value: expression.value };
      case 'name':
        return this.name(expression.name, scope);
      case 'hole':
        session.report(diagnostic('type/hole', expression.span, {}));
        return errorValue;
      case 'placeholder': {
        const value = scope.find('_');
        if (value) return value;
        session.report(diagnostic('type/placeholder', expression.span, {}));
        return errorValue;
      }
      case 'unary':
        return this.unary(expression.operator, expression.operand, expression.span, scope, frame);
      case 'binary':
        return evaluateBinary(
          this,
          expression,
          this.evaluate(expression.left, scope, frame),
          this.evaluate(expression.right, scope, frame),
        );
      case 'pipe':
        return this.pipe(
          this.evaluate(expression.value, scope, frame),
          expression.value,
          expression.stage,
          scope,
          frame,
        );
      case 'call': {
        if (expression.callee.kind === 'name' && expression.callee.name === 'repeat') {
          session.report(diagnostic('type/repeat-without-pipe', expression.span, {}));
          return errorValue;
        }
        return this.callExpression(
          expression.callee,
          expression.arguments,
          undefined,
          expression.span,
          scope,
          frame,
        );
      }
      case 'member':
        return this.member(
          this.evaluate(expression.object, scope, frame),
          expression.member.name,
          expression.member.span,
          frame,
        );
      case 'index':
        return this.index(
          this.evaluate(expression.object, scope, frame),
          expression.indices,
          expression.span,
          scope,
          frame,
        );
      case 'slice':
        return this.slice(
          expression.object,
          expression.from,
          expression.to,
          expression.inclusive,
          expression.span,
          scope,
          frame,
        );
      case 'shaped':
        return this.shaped(expression.name.name, expression.dimensions, expression.span, scope, frame);
      case 'list':
        return { kind: 'list', items: expression.items.map((item) => this.evaluate(item, scope, frame)) };
      case 'record':
        return {
          kind: 'record',
          fields: new Map(
            expression.fields.map((field) => [field.name.name, this.evaluate(field.value, scope, frame)]),
          ),
        };
      case 'range': {
        const from = this.integer(expression.from, scope, frame);
        const to = this.integer(expression.to, scope, frame);
        if (from === undefined || to === undefined) return errorValue;
        const count = Math.max(to - from + (expression.inclusive ? 1 : 0), 0);
        return {
          kind: 'list',
          items: Array.from({ length: count }, (_, i) => ({
            kind: 'number',
            value: from + i,
            isInteger: true,
          })),
        };
      }
      case 'transition':
        return {
          kind: 'list',
          items: [this.evaluate(expression.from, scope, frame), this.evaluate(expression.to, scope, frame)],
        };
      case 'quantity': {
        const amount = expression.amount
          ? this.evaluate(expression.amount, scope, frame)
          : ({ kind: 'number', value: 1 } as NumberValue);
        if (amount.kind === 'error') return amount;
        if (amount.kind === 'number')
          return { kind: 'quantity', quantity: { unit: expression.unit, amount: amount.value } };
        session.report(
          diagnostic('type/not-static', expression.span, { what: 'a time', found: describe(amount) }),
        );
        return errorValue;
      }
      case 'if':
        return this.conditional(expression, scope, frame, (body) => this.body(body, scope, frame));
      case 'for':
        return this.loop(expression, scope, frame);
      case 'repeat':
        session.report(diagnostic('type/repeat-without-pipe', expression.span, {}));
        return errorValue;
      case 'errorExpression':
        return errorValue;
      default:
        return assertNever(expression, 'expression');
    }
  }

  /** A body's statements, then its result, in a scope of their own. */
  body(body: Body, scope: Scope, frame: Frame): Value {
    const inner = new Scope(scope);
    const innerFrame = bodyStatements(this, body, inner, frame);
    return body.result ? this.evaluate(body.result, inner, innerFrame) : errorValue;
  }

  /** A whole number known at compile time, or undefined (reported). */
  integer(expression: Expression, scope: Scope, frame: Frame): number | undefined {
    const value = this.evaluate(expression, scope, frame);
    if (value.kind === 'number' && value.isInteger) return value.value;
    if (value.kind !== 'error') {
      this.session.report(
        diagnostic('type/not-static', expression.span, { what: 'a whole number', found: describe(value) }),
      );
    }
    return undefined;
  }

  private name(name: string, scope: Scope): Value {
    const known = scope.find(name);
    if (known) return known;
    if (libraryFunctions.has(name) || families.has(name)) return { kind: 'function', name, isBlock: false };
    if (symbolWords.has(name) || sourceDefinitions.has(name)) return { kind: 'symbol', name };
    return errorValue;
  }

  private unary(operator: '-' | 'not', operand: Expression, span: Span, scope: Scope, frame: Frame): Value {
    const value = this.evaluate(operand, scope, frame);
    if (value.kind === 'error') return value;
    if (operator === '-' && value.kind === 'number') return { ...value, value: -value.value };
    if (operator === 'not' && value.kind === 'boolean') return { ...value, value: !value.value };
    if (value.kind === 'tensor' && (operator === '-') !== (value.node.type.element === 'bool')) {
      return {
        kind: 'tensor',
        node: unaryNode((request) => this.session.apply(request, span), operator, value.node),
      };
    }
    this.session.report(diagnostic('type/operand', span, { operator, found: describe(value) }));
    return errorValue;
  }

  // ---------------------------------------------------------------------------------------------------------- pipes

  private pipe(value: Value, source: Expression, stage: Expression, scope: Scope, frame: Frame): Value {
    return this.stage(
      stage,
      { value, span: source.span, text: this.session.textOf(source.span) },
      scope,
      frame,
    );
  }

  /** Applies a pipe stage to a value: the leftmost stage of a chain takes it. */
  stage(stage: Expression, piped: Bound, scope: Scope, frame: Frame): Value {
    if (piped.value.kind === 'error') return piped.value;
    switch (stage.kind) {
      case 'pipe':
        return this.pipe(
          this.stage(stage.value, piped, scope, frame),
          stage.value,
          stage.stage,
          scope,
          frame,
        );
      case 'for': {
        const items = this.staticItems(stage, scope, frame);
        if (!items) return errorValue;
        let current = piped;
        for (const [i, item] of items.entries()) {
          const inner = this.loopScope(stage, item, i, scope);
          current = { ...current, value: this.stageBody(stage.body, current, inner, frame) };
        }
        return current.value;
      }
      case 'repeat': {
        const count = this.integer(stage.count, scope, frame);
        let current = piped;
        for (let i = 0; i < (count ?? 0); i++)
          current = { ...current, value: this.stageBody(stage.body, current, scope, frame) };
        return count === undefined ? errorValue : current.value;
      }
      case 'if':
        return this.conditional(stage, scope, frame, (body) => this.stageBody(body, piped, scope, frame));
      case 'call': {
        if (stage.callee.kind === 'name' && stage.callee.name === 'repeat')
          return this.repeatCall(stage.arguments, stage.span, piped, scope, frame);
        if (mentionsPlaceholder(stage)) return this.withPlaceholder(stage, piped, scope, frame);
        return this.callExpression(stage.callee, stage.arguments, piped, stage.span, scope, frame);
      }
      case 'name':
      case 'member':
        if (mentionsPlaceholder(stage)) return this.withPlaceholder(stage, piped, scope, frame);
        return this.callExpression(stage, [], piped, stage.span, scope, frame);
      case 'hole':
        this.session.report(diagnostic('type/hole-in-pipe', stage.span, { comesIn: describe(piped.value) }));
        return errorValue;
      default:
        if (mentionsPlaceholder(stage)) return this.withPlaceholder(stage, piped, scope, frame);
        this.session.report(diagnostic('type/not-a-stage', stage.span, {}));
        return errorValue;
    }
  }

  private withPlaceholder(stage: Expression, piped: Bound, scope: Scope, frame: Frame): Value {
    const inner = new Scope(scope);
    inner.define('_', piped.value);
    return this.evaluate(stage, inner, frame);
  }

  private stageBody(body: Body, piped: Bound, scope: Scope, frame: Frame): Value {
    const inner = new Scope(scope);
    const innerFrame = bodyStatements(this, body, inner, frame);
    return body.result ? this.stage(body.result, piped, inner, innerFrame) : errorValue;
  }

  /** `x |> repeat(2, residual)`. */
  private repeatCall(
    given: readonly Argument[],
    span: Span,
    piped: Bound,
    scope: Scope,
    frame: Frame,
  ): Value {
    const [countArgument, callee] = given;
    if (!countArgument || !callee || given.length !== 2) {
      this.session.report(
        diagnostic('type/missing-argument', span, { of: 'repeat', missing: ['count', 'block'] }),
      );
      return errorValue;
    }
    const count = this.integer(countArgument.value, scope, frame);
    if (count === undefined) return errorValue;
    let current = piped;
    for (let i = 0; i < count; i++)
      current = { ...current, value: this.stage(callee.value, current, scope, frame) };
    return current.value;
  }

  // ---------------------------------------------------------------------------------------------------------- loops

  private conditional(
    expression: IfExpression,
    scope: Scope,
    frame: Frame,
    take: (body: Body) => Value,
  ): Value {
    const condition = this.evaluate(expression.condition, scope, frame);
    if (condition.kind === 'error') return condition;
    if (condition.kind !== 'boolean') {
      this.session.report(
        diagnostic('type/not-static', expression.condition.span, {
          what: 'a condition',
          found: describe(condition),
        }),
      );
      return errorValue;
    }
    if (condition.value) return take(expression.consequent);
    const { alternative } = expression;
    if (!alternative) {
      this.session.report(diagnostic('type/if-without-else', expression.span, {}));
      return errorValue;
    }
    return alternative.kind === 'if' ? this.conditional(alternative, scope, frame, take) : take(alternative);
  }

  private loopScope(loop: ForExpression, item: Value, index: number, scope: Scope): Scope {
    const inner = new Scope(scope);
    inner.define(loop.item.name, item);
    if (loop.index) inner.define(loop.index.name, { kind: 'number', value: index, isInteger: true });
    return inner;
  }

  private staticItems(loop: ForExpression, scope: Scope, frame: Frame): readonly Value[] | undefined {
    const over = this.evaluate(loop.over, scope, frame);
    if (over.kind === 'list') return over.items;
    if (over.kind !== 'error') {
      this.session.report(diagnostic('type/not-a-list', loop.over.span, { found: describe(over) }));
    }
    return undefined;
  }

  private loop(loop: ForExpression, scope: Scope, frame: Frame): Value {
    const over = this.evaluate(loop.over, scope, frame);
    if (over.kind === 'list') {
      return {
        kind: 'list',
        items: over.items.map((item, i) => this.body(loop.body, this.loopScope(loop, item, i, scope), frame)),
      };
    }
    if (over.kind === 'plateList') {
      const inner = new Scope(scope);
      inner.define(loop.item.name, over.item);
      const item = this.body(loop.body, inner, frame);
      return { ...over, item };
    }
    if (over.kind !== 'error') {
      this.session.report(diagnostic('type/not-a-list', loop.over.span, { found: describe(over) }));
    }
    return errorValue;
  }

  // ---------------------------------------------------------------------------------------------------------- calls

  private callExpression(
    callee: Expression,
    given: readonly Argument[],
    piped: Bound | undefined,
    span: Span,
    scope: Scope,
    frame: Frame,
  ): Value {
    const target = this.evaluate(callee, scope, frame);
    if (target.kind === 'function' && families.has(target.name)) {
      return this.construct(target.name, undefined, this.arguments(given, piped, scope, frame), span, frame);
    }
    if (target.kind === 'list' && callee.kind === 'shaped') {
      // `Normal[20](...)`: the shaped name gave the event's sizes.
      const event = target.items.map((item) => (item.kind === 'number' ? item.value : 0));
      return this.construct(callee.name.name, event, this.arguments(given, piped, scope, frame), span, frame);
    }
    return this.call(target, this.arguments(given, piped, scope, frame), span, frame);
  }

  private arguments(
    given: readonly Argument[],
    piped: Bound | undefined,
    scope: Scope,
    frame: Frame,
  ): Evaluated {
    const bind = (argument: Argument): Bound => ({
      value: this.evaluate(argument.value, scope, frame),
      span: argument.value.span,
      text: this.session.textOf(argument.value.span),
    });
    return {
      positional: [...(piped ? [piped] : []), ...given.filter((one) => !one.name).map(bind)],
      named: given.flatMap((one) =>
        one.name ? [{ name: one.name.name, nameSpan: one.name.span, bound: bind(one) }] : [],
      ),
    };
  }

  /** Calls any value that can be called. */
  call(target: Value, given: Evaluated, span: Span, frame: Frame): Value {
    switch (target.kind) {
      case 'error':
        return target;
      case 'network':
        return this.modules.callNetwork(this, target, given, span, frame);
      case 'function': {
        if (target.isBlock) return this.modules.callBlock(this, target.name, given, span, frame);
        const definition = libraryFunctions.get(target.name);
        if (!definition) return this.construct(target.name, undefined, given, span, frame);
        const standard = defaultArguments(frame, target.name).filter(
          (one) => !given.named.some((other) => other.name === one.name?.name) && one.name,
        );
        const defaults = this.arguments(standard, undefined, this.modules.scope, frame);
        const bound = bindArguments(
          this,
          definition,
          { positional: given.positional, named: [...given.named, ...defaults.named] },
          span,
        );
        return bound ? definition.apply(new CallSite(this, frame, definition.name, span, bound)) : errorValue;
      }
      default:
        this.session.report(diagnostic('type/not-callable', span, { found: describe(target) }));
        return errorValue;
    }
  }

  private construct(
    family: string,
    event: readonly number[] | undefined,
    given: Evaluated,
    span: Span,
    frame: Frame,
  ): Value {
    const definition = families.get(family);
    if (!definition) return errorValue;
    const bound = bindArguments(this, { name: family, parameters: definition.parameters }, given, span);
    if (!bound) return errorValue;
    if (event?.some((size) => size < 1)) {
      this.session.report(
        diagnostic('shape/not-positive', span, { name: `a size of ${family}`, value: Math.min(...event) }),
      );
      return errorValue;
    }
    return definition.create(new CallSite(this, frame, family, span, bound), event);
  }

  // -------------------------------------------------------------------------------------------------------- parts

  private shaped(
    name: string,
    dimensions: readonly Expression[],
    span: Span,
    scope: Scope,
    frame: Frame,
  ): Value {
    const sizes = dimensions.map((one) => this.integer(one, scope, frame));
    if (sizes.some((size) => size === undefined)) return errorValue;
    if (name === 'Class') {
      const count = sizes[0] ?? 1;
      const indices = this.session.constant(
        Array.from({ length: count }, (_, i) => i),
        [count],
        span,
      );
      const classes: TypedNode = { ...indices, type: { ...classType(count), shape: [count] } };
      const site = new CallSite(
        this,
        { store: undefined, path: '', names: new Names(), defaults: undefined, depth: 0 },
        'Class',
        span,
        new Map(),
      );
      return plateList(site, classes, { name: this.session.plateName('classes'), size: count });
    }
    if (families.has(name))
      return {
        kind: 'list',
        items: sizes.map((value) => ({ kind: 'number', value: value!, isInteger: true })),
      };
    const near = suggest(name, [...families.keys(), 'Class']);
    this.session.report(
      diagnostic(
        'name/unknown-distribution',
        span,
        { name },
        near === undefined ? {} : { help: `did you mean \`${near}\`?` },
      ),
    );
    return errorValue;
  }

  private member(object: Value, member: string, span: Span, frame: Frame): Value {
    switch (object.kind) {
      case 'error':
        return object;
      case 'record': {
        const value = object.fields.get(member);
        if (value) return value;
        return this.unknownMember(member, [...object.fields.keys()], 'this record', span);
      }
      case 'source':
        return this.modules.field(this, object, member, span);
      case 'game': {
        const known = gameMembers(object);
        if (!known.includes(member))
          return this.unknownMember(member, known, `a ${object.family} game`, span);
        const site = new CallSite(this, frame, object.name, span, new Map());
        return gameTerm(site, object, member as 'discriminator' | 'generator' | 'nonSaturating');
      }
      default:
        this.session.report(diagnostic('type/no-members', span, { found: describe(object), member }));
        return errorValue;
    }
  }

  unknownMember(member: string, known: readonly string[], of: string, span: Span): Value {
    const near = suggest(member, known);
    this.session.report(
      diagnostic(
        'name/unknown-member',
        span,
        { member, of, known },
        near === undefined ? {} : { help: `did you mean \`${near}\`?`, fix: { span, replacement: near } },
      ),
    );
    return errorValue;
  }

  private index(
    object: Value,
    indices: readonly Expression[],
    span: Span,
    scope: Scope,
    frame: Frame,
  ): Value {
    const at = indices.map((one) => this.integer(one, scope, frame));
    if (object.kind === 'error' || at.some((one) => one === undefined)) return errorValue;
    const size =
      object.kind === 'list'
        ? object.items.length
        : object.kind === 'tensor'
          ? object.node.type.shape[0]
          : undefined;
    if (size === undefined) {
      this.session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
      return errorValue;
    }
    const first = at[0]!;
    if (first < 0 || first >= size) {
      this.session.report(diagnostic('shape/index', span, { index: first, size }));
      return errorValue;
    }
    if (object.kind === 'list') return object.items[first]!;
    if (object.kind !== 'tensor') return errorValue;
    const site = new CallSite(this, frame, 'index', span, new Map());
    return { kind: 'tensor', node: sliced(site, object.node, 0, first, 1, true) };
  }

  private slice(
    objectExpression: Expression,
    fromExpression: Expression | undefined,
    toExpression: Expression | undefined,
    inclusive: boolean,
    span: Span,
    scope: Scope,
    frame: Frame,
  ): Value {
    const object = this.evaluate(objectExpression, scope, frame);
    if (object.kind === 'error') return object;
    const size =
      object.kind === 'list'
        ? object.items.length
        : object.kind === 'tensor'
          ? (object.node.type.shape[0] ?? 0)
          : undefined;
    if (size === undefined) {
      this.session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
      return errorValue;
    }
    const from = fromExpression ? this.integer(fromExpression, scope, frame) : 0;
    const to = toExpression ? this.integer(toExpression, scope, frame) : size - (inclusive ? 1 : 0);
    if (from === undefined || to === undefined) return errorValue;
    const end = inclusive ? to + 1 : to;
    if (from < 0 || end > size || from > end) {
      this.session.report(diagnostic('shape/slice', span, { from, end, size }));
      return errorValue;
    }
    if (object.kind === 'list') return { kind: 'list', items: object.items.slice(from, end) };
    if (object.kind !== 'tensor') return errorValue;
    const site = new CallSite(this, frame, 'slice', span, new Map());
    return { kind: 'tensor', node: sliced(site, object.node, 0, from, end - from, false) };
  }

  /** The tensor of a value where one is needed: a number is one; anything else is reported. */
  tensorOf(value: Value, span: Span): TypedNode | undefined {
    if (value.kind === 'tensor') return value.node;
    if (value.kind === 'number') return this.session.constant([value.value], [], span);
    if (value.kind !== 'error')
      this.session.report(diagnostic('type/not-a-tensor', span, { found: describe(value) }));
    return undefined;
  }

  /** The scalar of a value: `Vector[1]` is no scalar unless declared a Logit. Reported otherwise. */
  scalarOf(value: Value, span: Span, what: string): TypedNode | undefined {
    const node = this.tensorOf(value, span);
    if (!node) return undefined;
    if (node.type.shape.length === 0) return node;
    this.session.report(
      diagnostic(
        'shape/not-scalar',
        span,
        { what, found: formatType(node.type), count: countOf(node.type.shape) },
        {
          related: [{ span: node.span, label: `${formatType(node.type)} comes from here` }],
          help: 'reduce it: sum(...) or mean(...) over the event',
        },
      ),
    );
    return undefined;
  }
}

/** True where `_` stands in the expression, outside of nested pipes' own stages. */
function mentionsPlaceholder(expression: Expression): boolean {
  switch (expression.kind) {
    case 'placeholder':
      return true;
    case 'unary':
      return mentionsPlaceholder(expression.operand);
    case 'binary':
      return mentionsPlaceholder(expression.left) || mentionsPlaceholder(expression.right);
    case 'call':
      return (
        mentionsPlaceholder(expression.callee) ||
        expression.arguments.some((one) => mentionsPlaceholder(one.value))
      );
    case 'member':
    case 'index':
    case 'slice':
      return mentionsPlaceholder(expression.object);
    case 'pipe':
      return mentionsPlaceholder(expression.value);
    case 'list':
      return expression.items.some(mentionsPlaceholder);
    case 'record':
      return expression.fields.some((field) => mentionsPlaceholder(field.value));
    default:
      return false;
  }
}
