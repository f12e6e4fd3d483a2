/** @file The syntax tree below declarations: bodies, expressions and types as written. Part of ast.ts, which exports it all. */
import type { Span } from '../source/source.ts';
import type {
  AllowDeclaration,
  DefaultsDeclaration,
  ErrorDeclaration,
  Identifier,
  LearnedDeclaration,
  LetStatement,
  SampleStatement,
  UpdateMember,
} from './ast.ts';

interface Base {
  readonly span: Span;
}

// -------------------------------------------------------------------------------------------------------------- bodies

/** `{ let ...  sample ...  expression }`. `result` is undefined where recovery found none. */
export interface Body extends Base {
  readonly kind: 'body';
  readonly statements: readonly BodyStatement[];
  readonly result: Expression | undefined;
}

export type BodyStatement =
  | LetStatement
  | SampleStatement
  | LearnedDeclaration
  | DefaultsDeclaration
  | OptimizeStatement
  | AllowDeclaration
  | ErrorDeclaration;

/** `optimize z = E(face) with adam(0.05) for 100 steps { minimize ... }`, in an `infer`. */
export interface OptimizeStatement extends Base {
  readonly kind: 'optimize';
  readonly name: Identifier;
  readonly start: Expression;
  readonly optimizer: Expression;
  readonly steps: Expression;
  readonly terms: readonly UpdateMember[];
}

// --------------------------------------------------------------------------------------------------------- expressions

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NameExpression
  | HoleExpression
  | PlaceholderExpression
  | UnaryExpression
  | BinaryExpression
  | PipeExpression
  | CallExpression
  | MemberExpression
  | IndexExpression
  | SliceExpression
  | ShapedExpression
  | ListExpression
  | RecordExpression
  | RangeExpression
  | TransitionExpression
  | QuantityExpression
  | IfExpression
  | ForExpression
  | RepeatExpression
  | ErrorExpression;

/** `isInteger` is true where the text has neither point nor exponent. */
export interface NumberLiteral extends Base {
  readonly kind: 'number';
  readonly value: number;
  readonly isInteger: boolean;
}
export interface StringLiteral extends Base {
  readonly kind: 'string';
  readonly value: string;
}
export interface BooleanLiteral extends Base {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface NameExpression extends Base {
  readonly kind: 'name';
  readonly name: string;
}
/** `???`: a hole; check reports what would fit. */
export interface HoleExpression extends Base {
  readonly kind: 'hole';
}
/** `_`: the piped value. */
export interface PlaceholderExpression extends Base {
  readonly kind: 'placeholder';
}
export interface UnaryExpression extends Base {
  readonly kind: 'unary';
  readonly operator: '-' | 'not';
  readonly operand: Expression;
}
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';
export interface BinaryExpression extends Base {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}
/** `value |> stage`; binds loosest. The stage is a name, a call, a `for`, a `repeat` or an expression that holds `_`. */
export interface PipeExpression extends Base {
  readonly kind: 'pipe';
  readonly value: Expression;
  readonly stage: Expression;
}
/** `conv2d(32, kernel: 3)`; positional arguments come first. */
export interface CallExpression extends Base {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}
export interface Argument extends Base {
  readonly kind: 'argument';
  readonly name: Identifier | undefined;
  readonly value: Expression;
}
export interface MemberExpression extends Base {
  readonly kind: 'member';
  readonly object: Expression;
  readonly member: Identifier;
}
/** `widths[0]`, and `w[i]`. `Normal[20]` and `Class[6]` with a capital name parse as `shaped`. */
export interface IndexExpression extends Base {
  readonly kind: 'index';
  readonly object: Expression;
  readonly indices: readonly Expression[];
}
/** `widths[1..]`, `w[0..<4]`. */
export interface SliceExpression extends Base {
  readonly kind: 'slice';
  readonly object: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly inclusive: boolean;
}
/** A capital name with dimensions, in an expression: `Normal[latent]` (then usually called), `Class[6]`. */
export interface ShapedExpression extends Base {
  readonly kind: 'shaped';
  readonly name: Identifier;
  readonly dimensions: readonly Expression[];
}
export interface ListExpression extends Base {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}
export interface RecordExpression extends Base {
  readonly kind: 'record';
  readonly fields: readonly { readonly name: Identifier; readonly value: Expression }[];
}
/** `1..3` (inclusive), `0..<n`. */
export interface RangeExpression extends Base {
  readonly kind: 'range';
  readonly from: Expression;
  readonly to: Expression;
  readonly inclusive: boolean;
}
/** `2e-4 to 0`, in schedules. */
export interface TransitionExpression extends Base {
  readonly kind: 'transition';
  readonly from: Expression;
  readonly to: Expression;
}
export type TimeUnit = 'step' | 'epoch' | 'examples';
/** `step 750`, `20 epochs`, `1 step`, and `epoch` alone (amount undefined, that is 1). */
export interface QuantityExpression extends Base {
  readonly kind: 'quantity';
  readonly unit: TimeUnit;
  readonly amount: Expression | undefined;
}
/** `if c { a } else { b }`; static. */
export interface IfExpression extends Base {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly consequent: Body;
  readonly alternative: Body | IfExpression | undefined;
}
/** `for f, i in widths { ... }`: a list; as a pipe stage it folds over the piped value. */
export interface ForExpression extends Base {
  readonly kind: 'for';
  readonly item: Identifier;
  readonly index: Identifier | undefined;
  readonly over: Expression;
  readonly body: Body;
}
/** `repeat(4) { dense(size) |> leakyRelu(0.2) }`. (`repeat(2, residual)` parses as a call of the name `repeat`.) */
export interface RepeatExpression extends Base {
  readonly kind: 'repeat';
  readonly count: Expression;
  readonly body: Body;
}
/** Stands where the parser recovered. */
export interface ErrorExpression extends Base {
  readonly kind: 'errorExpression';
}

// --------------------------------------------------------------------------------------------------------------- types

/** A type as written, with its range: `Image[28, 28, 1] in [0, 1]`. */
export type TypeExpression =
  NamedTypeExpression | ListTypeExpression | RecordTypeExpression | ErrorTypeExpression;

/** `Image[h, w, c]`, `Vector[n]`, `Normal[20]`, `Logit`, `Int`, `Class[10]`. */
export interface NamedTypeExpression extends Base {
  readonly kind: 'namedType';
  readonly name: Identifier;
  readonly dimensions: readonly Expression[];
  readonly range: IntervalExpression | undefined;
}
export interface IntervalExpression extends Base {
  readonly kind: 'interval';
  readonly low: Expression;
  readonly high: Expression;
}
export interface ListTypeExpression extends Base {
  readonly kind: 'listType';
  readonly item: TypeExpression;
}
export interface RecordTypeExpression extends Base {
  readonly kind: 'recordType';
  readonly fields: readonly { readonly name: Identifier; readonly type: TypeExpression }[];
}
export interface ErrorTypeExpression extends Base {
  readonly kind: 'errorType';
}
