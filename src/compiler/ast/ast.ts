/**
 * @file The syntax tree: what the parser makes and resolve and check read. Readonly, one interface per form, told apart
 * by `kind`; every node has the span of its source text. Names are not resolved and nothing is typed here.
 * Comments are kept in `Module.comments` (for the formatter); a `///` comment becomes `documentation`.
 */
import type { Span } from '../source/source.ts';
import type { Body, Expression, StringLiteral, TypeExpression } from './expressions.ts';

export type * from './expressions.ts';

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
  readonly code: Identifier;
  readonly reason: StringLiteral | undefined;
}
