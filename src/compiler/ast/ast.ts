/**
 * @file The syntax tree: what the parser makes and resolve and check read. Readonly, one interface per form, told apart
 * by `kind`; every node has the span of its source text. Names are not resolved and nothing is typed here.
 * Comments are kept in `Module.comments` (for the formatter); a `///` comment becomes `documentation`.
 */
import type { Span } from '../source/source.ts';

interface Base {
  readonly span: Span;
}

/** A name where it is defined or where its spelling matters, with its own span. */
export interface Identifier extends Base {
  readonly kind: 'identifier';
  readonly name: string;
}

// ------------------------------------------------------------------------------------------------------- module level

/** One file. */
export interface Module extends Base {
  readonly kind: 'module';
  readonly path: string;
  readonly imports: readonly ImportDeclaration[];
  readonly declarations: readonly TopLevelDeclaration[];
  readonly comments: readonly Comment[];
}

/** `text` includes the slashes; `ownLine` is false for a comment that follows code on its line. */
export interface Comment extends Base {
  readonly text: string;
  readonly ownLine: boolean;
}

/** `import { down, up } from "blocks.gen"`; the path is relative to the importing file. */
export interface ImportDeclaration extends Base {
  readonly kind: 'import';
  readonly names: readonly Identifier[];
  readonly from: StringLiteral;
}

export type TopLevelDeclaration = ModelDeclaration | BlockDeclaration | ErrorDeclaration;

/** Stands where the parser recovered; later stages skip it in silence. */
export interface ErrorDeclaration extends Base {
  readonly kind: 'errorDeclaration';
}

export interface ModelDeclaration extends Base {
  readonly kind: 'model';
  readonly name: Identifier;
  readonly documentation: string;
  readonly members: readonly ModelMember[];
}

export type ModelMember =
  | ParamDeclaration
  | DataDeclaration
  | PriorDeclaration
  | LetStatement
  | LearnedDeclaration
  | StateDeclaration
  | DefaultsDeclaration
  | BlockDeclaration
  | NetworkDeclaration
  | TrainDeclaration
  | EvaluateDeclaration
  | FigureDeclaration
  | TrackDeclaration
  | InferDeclaration
  | AllowDeclaration
  | ErrorDeclaration;

/** `param latent = 20`, `param widths: [Int] = [64, 32]`. */
export interface ParamDeclaration extends Base {
  readonly kind: 'param';
  readonly name: Identifier;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
  readonly documentation: string;
}

/** `data digits from mnist(half: first) { image: Image[28, 28, 1] in [0, 1] = pad(2)  augment { ... } }`. */
export interface DataDeclaration extends Base {
  readonly kind: 'data';
  readonly name: Identifier;
  /** A name or a call: `mnist`, `images("faces", size: 64)`. */
  readonly source: Expression;
  readonly fields: readonly DataField[];
  readonly augment: readonly Expression[];
  readonly documentation: string;
}

export interface DataField extends Base {
  readonly kind: 'dataField';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly value: Expression | undefined;
}

/** `prior pz = Normal[latent](mean: 0, stddev: 1)`. */
export interface PriorDeclaration extends Base {
  readonly kind: 'prior';
  readonly name: Identifier;
  readonly value: Expression;
  readonly documentation: string;
}

/** `learned strength: Vector[c] = zeros`. */
export interface LearnedDeclaration extends Base {
  readonly kind: 'learned';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly init: Expression;
}

/** `state counter: Real = 0`; changed by `advance`. */
export interface StateDeclaration extends Base {
  readonly kind: 'state';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly init: Expression;
}

/** `defaults { conv2d(init: normal(0, 0.02)), dense(bias: none) }`; the entries are calls. */
export interface DefaultsDeclaration extends Base {
  readonly kind: 'defaults';
  readonly entries: readonly Expression[];
}

/** `block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { ... }`. */
export interface BlockDeclaration extends Base {
  readonly kind: 'block';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result: TypeExpression | undefined;
  readonly body: Body;
  readonly documentation: string;
}

export type NetworkRole = 'encoder' | 'decoder' | 'generator' | 'discriminator' | 'network';

/** `encoder posterior(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] { ... }`; `frozen` before the role. */
export interface NetworkDeclaration extends Base {
  readonly kind: 'network';
  readonly role: NetworkRole;
  readonly frozen: boolean;
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result: TypeExpression;
  readonly body: Body;
  readonly documentation: string;
}

export interface Parameter extends Base {
  readonly kind: 'parameter';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly defaultValue: Expression | undefined;
}

/** `train stage2 after stage1 { ... }`; `name` is undefined for the unnamed phase. */
export interface TrainDeclaration extends Base {
  readonly kind: 'train';
  readonly name: Identifier | undefined;
  readonly after: Identifier | undefined;
  readonly statements: readonly TrainStatement[];
}

export type TrainStatement =
  | BatchSetting
  | DurationSetting
  | LetStatement
  | SampleStatement
  | GameStatement
  | UpdateStatement
  | AverageStatement
  | AdvanceStatement
  | CalibrateStatement
  | AllowDeclaration
  | ErrorDeclaration;

/** `batch 128`, `batch 256 in 4 parts`. */
export interface BatchSetting extends Base {
  readonly kind: 'batch';
  readonly size: Expression;
  readonly parts: Expression | undefined;
}

/** `epochs 10` or `steps 3000`. */
export interface DurationSetting extends Base {
  readonly kind: 'duration';
  readonly unit: 'epochs' | 'steps';
  readonly count: Expression;
}

export interface LetStatement extends Base {
  readonly kind: 'let';
  readonly name: Identifier;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
}

/** `sample z ~ pz`, `sample z ~ q times: K`. */
export interface SampleStatement extends Base {
  readonly kind: 'sample';
  readonly name: Identifier;
  readonly distribution: Expression;
  readonly times: Expression | undefined;
}

/** `game V = minimax(real: ..., fake: ...)`. */
export interface GameStatement extends Base {
  readonly kind: 'game';
  readonly name: Identifier;
  readonly value: Expression;
}

/** `update D, E with adam(2e-4) times 5 { ... }`. */
export interface UpdateStatement extends Base {
  readonly kind: 'update';
  readonly networks: readonly Identifier[];
  readonly optimizer: Expression;
  readonly times: Expression | undefined;
  readonly statements: readonly UpdateMember[];
}

export type UpdateMember =
  TermStatement | LetStatement | SampleStatement | AllowDeclaration | ErrorDeclaration;

/** `minimize divergence = kl(qz, pz) every 4`. */
export interface TermStatement extends Base {
  readonly kind: 'term';
  readonly goal: 'minimize' | 'maximize';
  readonly name: Identifier | undefined;
  readonly value: Expression;
  readonly every: Expression | undefined;
}

/** `average G as Gema decay 0.999 from step 200`, `... halfLife 10000 examples`. */
export interface AverageStatement extends Base {
  readonly kind: 'average';
  readonly value: Expression;
  readonly name: Identifier;
  readonly rate: { readonly kind: 'decay' | 'halfLife'; readonly value: Expression };
  readonly from: Expression | undefined;
}

/** `advance counter = counter + 1`. */
export interface AdvanceStatement extends Base {
  readonly kind: 'advance';
  readonly name: Identifier;
  readonly value: Expression;
}

/** `calibrate Gema for 16 batches { ... }`. */
export interface CalibrateStatement extends Base {
  readonly kind: 'calibrate';
  readonly network: Identifier;
  readonly batches: Expression;
  readonly body: Body;
}

export interface EvaluateDeclaration extends Base {
  readonly kind: 'evaluate';
  readonly statements: readonly EvaluateStatement[];
}
export type EvaluateStatement = LetStatement | SampleStatement | ReportStatement | ErrorDeclaration;

/** `report elbo = elbo(...)`, `report bound = importanceWeightedBound(...) for 2000 examples`. */
export interface ReportStatement extends Base {
  readonly kind: 'report';
  readonly name: Identifier;
  readonly value: Expression;
  /** The number of test examples to use; undefined for all. */
  readonly examples: Expression | undefined;
}

/** `figure samples = grid(G(sample(pz)), count: 64)`. */
export interface FigureDeclaration extends Base {
  readonly kind: 'figure';
  readonly name: Identifier;
  readonly value: Expression;
  readonly documentation: string;
}

/** `track value = V`; train-scope names are visible. */
export interface TrackDeclaration extends Base {
  readonly kind: 'track';
  readonly name: Identifier;
  readonly value: Expression;
}

/** `infer interpolate(a: Image[...], steps: Int = 8) -> [Image[...]] { ... }`. */
export interface InferDeclaration extends Base {
  readonly kind: 'infer';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result: TypeExpression | undefined;
  readonly body: Body;
  readonly documentation: string;
}

/** `allow lint/some-code "reason"`: switches a lint off for the declaration below it. */
export interface AllowDeclaration extends Base {
  readonly kind: 'allow';
  readonly code: string;
  readonly reason: StringLiteral | undefined;
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
