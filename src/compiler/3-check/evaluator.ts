/**
 * @file Evaluates expressions to typed values: static arithmetic is done, tensors become nodes of the typed graph. Any fault is
 * reported once and gives the poison value, which fits everywhere in silence. The kinds of expressions that need more than a
 * few lines have files of their own: binary, calls, control, parts, pipes.
 */
import type { Body, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { assertNever } from '../invariant.ts';
import { sourceDefinitions } from '../library/data/sources.ts';
import { families } from '../library/distributions/registry.ts';
import { limits } from '../library/limits.ts';
import { unaryNode } from '../library/functions/operators.ts';
import { functionFamilies, libraryFunctions, symbolWords } from '../library/registry.ts';
import type { Span } from '../source/source.ts';
import { countOf, formatDim, subtractDims, unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { combined, constantSchedule } from '../types/schedule.ts';
import { formatType } from '../types/type.ts';
import { errorValue, isUndecided, sizeValue } from '../types/value.ts';
import type { NumberValue, TypedNode, Value } from '../types/value.ts';
import { evaluateBinary } from './binary.ts';
import type { Evaluated } from './bind-arguments.ts';
import { callExpression, callValue } from './calls.ts';
import { evaluateIf, evaluateLoop } from './control.ts';
import { describe, operandHelp, tensorHelp } from '../library/describe.ts';
import type { Modules } from './modules.ts';
import { indexInto, memberOf, shapedValue, sliceOf } from './parts.ts';
import { evaluatePipe } from './pipes.ts';
import { Scope } from './scope.ts';
import type { Frame, Session } from './session.ts';
import { bodyStatements } from './bodies.ts';

/** Words that mean something only with what follows them. */
const incompleteWords: ReadonlyMap<string, string> = new Map([
  ['Class', 'write how many classes there are: Class[10]'],
  ['repeat', 'write what is repeated, and how often: x |> repeat(3) { dense(64) |> relu }'],
]);

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
    const { observer } = this.session;
    this.session.evaluates(expression.span);
    if (!observer) return this.valueOf(expression, scope, frame);
    const before = frame.store?.weights.length ?? 0;
    const value = this.valueOf(expression, scope, frame);
    observer.value(expression, value, frame, frame.store?.weights.slice(before) ?? []);
    return value;
  }

  private valueOf(expression: Expression, scope: Scope, frame: Frame): Value {
    const { session } = this;
    switch (expression.kind) {
      case 'number':
        return { kind: 'number', value: expression.value, isInteger: expression.isInteger };
      case 'string':
        return { kind: 'string', value: expression.value };
      case 'boolean':
        return { kind: 'boolean', value: expression.value };
      case 'name':
        return this.name(expression.name, expression.span, scope);
      case 'hole':
        session.holes.set(expression, undefined);
        session.report(diagnostic('type/hole', expression.span, {}, { label: 'to be written' }));
        return errorValue;
      case 'placeholder': {
        const value = scope.find('_');
        if (value) return value;
        session.report(
          diagnostic(
            'type/placeholder',
            expression.span,
            {},
            { help: 'name the value, or pipe it in: x |> concat(y, _)' },
          ),
        );
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
        return evaluatePipe(
          this,
          this.evaluate(expression.value, scope, frame),
          expression.value,
          expression.stage,
          scope,
          frame,
        );
      case 'call': {
        if (expression.callee.kind === 'name' && expression.callee.name === 'repeat') {
          session.report(
            diagnostic(
              'type/repeat-without-pipe',
              expression.span,
              {},
              { help: 'for a list of values write for i in 1..n { ... }' },
            ),
          );
          return errorValue;
        }
        return callExpression(
          this,
          expression.callee,
          expression.arguments,
          undefined,
          expression.span,
          scope,
          frame,
        );
      }
      case 'member':
        return memberOf(
          this,
          this.evaluate(expression.object, scope, frame),
          expression.member.name,
          expression.member.span,
          frame,
        );
      case 'index':
        return indexInto(
          this,
          this.evaluate(expression.object, scope, frame),
          expression.indices,
          expression.span,
          scope,
          frame,
        );
      case 'slice':
        return sliceOf(
          this,
          expression.object,
          expression.from,
          expression.to,
          expression.inclusive,
          expression.span,
          scope,
          frame,
        );
      case 'shaped':
        return shapedValue(this, expression.name.name, expression.dimensions, expression.span, scope, frame);
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
        if (count > limits.items) {
          const limit = limits.items;
          session.report(
            diagnostic('shape/too-large', expression.span, {
              name: 'the length of this range',
              value: count,
              limit,
            }),
          );
          return errorValue;
        }
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
        if (isUndecided(amount)) return errorValue;
        if (amount.kind === 'number')
          return { kind: 'quantity', quantity: { unit: expression.unit, amount: amount.value } };
        session.report(
          diagnostic('type/not-static', expression.span, { what: 'a time', found: describe(amount) }),
        );
        return errorValue;
      }
      case 'if':
        return evaluateIf(this, expression, scope, frame, (body, inner) => this.body(body, inner, frame));
      case 'for':
        return evaluateLoop(this, expression, scope, frame);
      case 'repeat':
        session.report(
          diagnostic(
            'type/repeat-without-pipe',
            expression.span,
            {},
            { help: 'for a list of values write for i in 1..n { ... }' },
          ),
        );
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

  /** Calls any value that can be called, with arguments that are evaluated. */
  call(target: Value, given: Evaluated, span: Span, frame: Frame): Value {
    return callValue(this, target, given, span, frame);
  }

  /** A whole number known at compile time, or undefined (reported). */
  integer(expression: Expression, scope: Scope, frame: Frame): number | undefined {
    const value = this.evaluate(expression, scope, frame);
    if (value.kind === 'number' && value.isInteger) return value.value;
    if (!isUndecided(value)) {
      this.session.report(
        diagnostic('type/not-static', expression.span, { what: 'a whole number', found: describe(value) }),
      );
    }
    return undefined;
  }

  /** A size: a whole number, one that a block's caller decides, or one that is unknown; undefined where it is neither (reported). */
  size(expression: Expression, scope: Scope, frame: Frame): Dim | undefined {
    const value = this.evaluate(expression, scope, frame);
    if (value.kind === 'number' && value.isInteger) return value.value;
    if (value.kind === 'size') return value.size;
    if (isUndecided(value)) return unknownSize;
    this.session.report(
      diagnostic('type/not-static', expression.span, { what: 'a whole number', found: describe(value) }),
    );
    return undefined;
  }

  private name(name: string, span: Span, scope: Scope): Value {
    const known = scope.find(name);
    if (known) return known;
    if (libraryFunctions.has(name) || families.has(name)) return { kind: 'function', name, isBlock: false };
    const members = functionFamilies.get(name);
    if (members) {
      const functions = members.map((member): [string, Value] => [
        member,
        { kind: 'function', name: `${name}.${member}`, isBlock: false },
      ]);
      return { kind: 'record', fields: new Map(functions) };
    }
    if (symbolWords.has(name) || sourceDefinitions.has(name)) return { kind: 'symbol', name };
    const awaited = this.modules.averages.isAwaited(name);
    if (awaited) {
      const related = [{ span: awaited.span, label: 'averaged here' }];
      const help = 'move the `average` statement before it';
      this.session.report(diagnostic('average/too-early', span, { name }, { related, help }));
      return errorValue;
    }
    const later = this.modules.awaited.get(name);
    if (later)
      this.session.report(
        diagnostic(
          'name/too-early',
          span,
          { name },
          { related: [{ span: later.span, label: 'declared here' }] },
        ),
      );
    // Names that nothing declares were reported by resolve; left are words that say nothing alone, and sizes that no argument gives.
    else if (!this.session.hasNameErrors) {
      const help = incompleteWords.get(name);
      this.session.report(diagnostic('name/unknown', span, { name }, help === undefined ? {} : { help }));
    }
    return errorValue;
  }

  private unary(operator: '-' | 'not', operand: Expression, span: Span, scope: Scope, frame: Frame): Value {
    const value = this.evaluate(operand, scope, frame);
    if (value.kind === 'error' || value.kind === 'sizes') return errorValue;
    if (operator === '-' && value.kind === 'size') return sizeValue(subtractDims(0, value.size));
    if (operator === 'not' && value.kind === 'condition')
      return { ...value, whenTrue: value.whenFalse, whenFalse: value.whenTrue };
    if (operator === '-' && value.kind === 'number') return { ...value, value: -value.value };
    if (operator === '-' && value.kind === 'schedule')
      return { kind: 'schedule', schedule: combined('*', constantSchedule(-1), value.schedule) };
    if (operator === 'not' && value.kind === 'boolean') return { ...value, value: !value.value };
    if (value.kind === 'tensor' && (operator === '-') !== (value.node.type.element === 'bool')) {
      return {
        kind: 'tensor',
        node: unaryNode((request) => this.session.apply(request, span), operator, value.node),
      };
    }
    const help =
      value.kind === 'tensor'
        ? { help: operandHelp[operator === '-' ? 'number' : 'bool'] }
        : tensorHelp(value);
    this.session.report(diagnostic('type/operand', span, { operator, found: describe(value) }, help));
    return errorValue;
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

  /** The tensor of a value where one is needed: a number is one, and a schedule; anything else is reported. */
  tensorOf(value: Value, span: Span): TypedNode | undefined {
    if (value.kind === 'tensor') return value.node;
    if (value.kind === 'number') return this.session.constant([value.value], [], span);
    if (value.kind === 'schedule') return this.session.scheduled(value.schedule, span);
    if (value.kind === 'size') return this.session.unknownNumber(formatDim(value.size), span);
    if (!isUndecided(value))
      this.session.report(
        diagnostic('type/not-a-tensor', span, { found: describe(value) }, tensorHelp(value)),
      );
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
        { what, found: formatType(node.type), count: formatDim(countOf(node.type.shape)) },
        {
          label: formatType(node.type),
          ...(node.span.start === span.start
            ? {}
            : { related: [{ span: node.span, label: `${formatType(node.type)} comes from here` }] }),
          help: 'say which number: sum(...) or mean(...) of it, or a distance such as mse',
        },
      ),
    );
    return undefined;
  }
}
