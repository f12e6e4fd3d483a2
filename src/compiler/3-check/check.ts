/**
 * @file Check: a resolved model to a typed module. Params first, then data, priors and networks, then what runs: phases, reports,
 * figures, infers. Everything is checked even where nothing uses it; faults are collected.
 */
import type { BlockDeclaration, DefaultsDeclaration, NetworkDeclaration, Parameter } from '../ast/ast.ts';
import { walk } from '../ast/walk.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/catalog.ts';
import { invariant } from '../invariant.ts';
import { membersOf } from '../2-resolve/resolved.ts';
import type { ResolvedModule } from '../2-resolve/resolved.ts';
import type { SourceSet } from '../source/source.ts';
import type { DistributionValue, Value } from '../types/value.ts';
import { calledSource, plainValue, typedSource } from './data.ts';
import { standardPrograms } from './standard-programs.ts';
import { asDeclared } from './declared.ts';
import type { Holes } from './holes/holes.ts';
import { lintFindings } from './rules/lints/lints.ts';
import { unreadRules } from './rules/unread.ts';
import { checkBlocks } from './block-check.ts';
import type { BlockState } from './block-check.ts';
import { Evaluator } from './evaluator.ts';
import { modelLearned } from './learned.ts';
import { Modules } from './modules.ts';
import { paramValue, unknownOverrides } from './params.ts';
import type { Overrides } from './params.ts';
import { typedInfers } from './infers.ts';
import type { StaticArguments } from './infers.ts';
import { typedFigure, typedReports } from './programs.ts';
import { epochRules } from './rules/epochs.ts';
import { gradientRules } from './rules/gradients.ts';
import { graphSizeRules } from './rules/graph-size.ts';
import { outsideStepRules } from './rules/outside-step.ts';
import { playerRules } from './rules/players.ts';
import { stateRules } from './rules/states.ts';
import { unusedRules } from './rules/unused.ts';
import { presentFigures, presentReports } from './static-choice.ts';
import { Scope } from './scope.ts';
import { Session } from './session.ts';
import type { Defaults } from './session.ts';
import type { ValueObserver } from './shapes.ts';
import { declareState } from './states.ts';
import { defaultsOf, label, letStatement } from './statements.ts';
import { typedPhase } from './train.ts';
import type { TypedModule, TypedNetwork, TypedPhase, TypedSource } from './typed.ts';

export interface CheckStageResult {
  /** Undefined where there are errors. */
  readonly typed: TypedModule | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly holes: Holes;
  /** What each block is by itself, where no param has a part in it. */
  readonly blocks: ReadonlyMap<string, BlockState> | undefined;
}

/** The findings of a file of blocks alone: each is checked by itself. */
export function checkLibrary(
  blocks: ReadonlyMap<string, BlockDeclaration> | undefined,
  sources: SourceSet,
): readonly Diagnostic[] {
  if (!blocks) return [];
  const session = new Session(sources, true);
  const scope = new Scope();
  for (const name of blocks.keys()) scope.define(name, { kind: 'function', name, isBlock: true });
  const modules = new Modules(scope, new Map(), blocks, new Map(), undefined, new Map());
  session.untilTooMuch(
    () => void checkBlocks(new Evaluator(session, modules)),
    () => undefined,
  );
  // What a call lacks, the `defaults` of a model that imports the block may give.
  return session.diagnostics.filter(({ code }) => code !== 'type/missing-argument');
}

export interface CheckModuleOptions {
  /** Params by name, as texts. */
  readonly overrides?: Overrides | undefined;
  /** Values for static parameters of infers. */
  readonly statics?: StaticArguments | undefined;
  /** Names are undeclared already: what follows from them is left out, and there is no typed module. */
  readonly hasNameErrors?: boolean;
  readonly observer?: ValueObserver | undefined;
  /** Only whether it compiles is asked: lints are left out. */
  readonly errorsOnly?: boolean;
  /** Blocks that an earlier check of the same model has looked at. */
  readonly blocks?: ReadonlyMap<string, BlockState> | undefined;
}

/** Checks a model, and the blocks that it sees. */
export function checkModule(
  resolved: ResolvedModule,
  sources: SourceSet,
  options: CheckModuleOptions = {},
): CheckStageResult {
  const session = new Session(sources, options.hasNameErrors, options.observer);
  const { diagnostics } = session;
  return session.untilTooMuch(
    () => checkedModel(resolved, session, options),
    // Without its holes: what fits them would be tried, and each trial would come to too much again.
    () => ({ typed: undefined, diagnostics, holes: new Map(), blocks: undefined }),
  );
}

function checkedModel(
  resolved: ResolvedModule,
  session: Session,
  { overrides = {}, statics, hasNameErrors = false, errorsOnly = false, blocks: known }: CheckModuleOptions,
): CheckStageResult {
  const { model, blocks } = resolved;
  for (const [name, state] of known ?? []) session.blocks.set(name, state);
  const scope = new Scope();
  const declarations = new Map<string, NetworkDeclaration>(
    membersOf(model, 'network').map((one) => [one.name.name, one]),
  );
  let defaults: Defaults | undefined;
  for (const declaration of membersOf(model, 'defaults')) defaults = defaultsOf(declaration, defaults);
  const inferDeclarations = new Map(membersOf(model, 'infer').map((one) => [one.name.name, one]));
  const typedSources = new Map<string, TypedSource>();
  const modules = new Modules(scope, declarations, blocks, typedSources, defaults, inferDeclarations);
  for (const one of [...valueKinds.flatMap((kind) => membersOf(model, kind)), ...blocks.values()])
    modules.awaited.set(one.name.name, one.name);
  const evaluator = new Evaluator(session, modules);
  const frame = modules.frame('');

  const paramDeclarations = membersOf(model, 'param');
  unknownOverrides(session, paramDeclarations, membersOf(model, 'data'), overrides, model.name);
  const params = new Map<string, Value>();
  for (const declaration of paramDeclarations) {
    const given = paramValue(
      session,
      declaration,
      calledSource(evaluator, declaration.value, scope, frame) ??
        evaluator.evaluate(declaration.value, scope, frame),
      overrides,
    );
    const value = asDeclared(evaluator, given, declaration, scope, frame);
    params.set(declaration.name.name, value);
    scope.define(declaration.name.name, value);
  }
  for (const name of blocks.keys()) scope.define(name, { kind: 'function', name, isBlock: true });
  for (const name of declarations.keys())
    scope.define(name, { kind: 'network', network: name, state: name, detached: false });
  for (const name of inferDeclarations.keys()) scope.define(name, { kind: 'infer', name });
  const phaseDeclarations = membersOf(model, 'train');
  modules.averages.declare(phaseDeclarations, modules);
  for (const declaration of membersOf(model, 'data')) {
    const source = typedSource(evaluator, declaration, overrides, scope, frame);
    if (source) typedSources.set(source.name, source);
    else modules.hasFaultySource = true;
    scope.define(
      declaration.name.name,
      source ? { kind: 'source', source: source.name, draw: 0 } : { kind: 'error' },
    );
  }
  for (const declaration of membersOf(model, 'learned')) {
    const owner = modelLearned(evaluator, declaration, scope, frame);
    if (owner) modules.values.learned.set(owner.name, owner);
    scope.define(declaration.name.name, owner?.result ?? { kind: 'error' });
  }
  for (const declaration of membersOf(model, 'state')) declareState(evaluator, declaration, scope, frame);
  for (const declaration of membersOf(model, 'prior')) {
    const value = evaluator.withSite(declaration.name.name, () =>
      evaluator.evaluate(declaration.value, scope, frame),
    );
    label(value, declaration.name.name);
    session.observer?.prior(declaration.name.name, value);
    scope.define(declaration.name.name, value);
  }
  for (const declaration of membersOf(model, 'let')) letStatement(evaluator, declaration, scope, frame);

  for (const kind of ['let', 'train', 'evaluate', 'figure', 'track', 'infer'] as const)
    for (const one of membersOf(model, kind)) session.observer?.member(one);
  for (const { signature } of checkBlocks(evaluator)) session.observer?.block(signature);
  const networks = new Map<string, TypedNetwork>();
  for (const name of declarations.keys()) {
    const network = modules.network(evaluator, name);
    if (network) networks.set(name, network);
  }
  const evaluations = presentReports(evaluator, membersOf(model, 'evaluate'), scope, frame);
  const figureDeclarations = presentFigures(evaluator, membersOf(model, 'figure'), scope, frame);
  const tracks = membersOf(model, 'track');
  const phases = phaseDeclarations.flatMap(
    (one) => typedPhase(evaluator, one, tracks, phaseDeclarations.length === 1) ?? [],
  );
  const { reports, measures } = typedReports(evaluator, evaluations);
  const figures = figureDeclarations.flatMap((one) => typedFigure(evaluator, one) ?? []);
  const { infers, templates } = typedInfers(evaluator, membersOf(model, 'infer'), statics);
  const owners = new Map([...networks, ...modules.values.learned]);
  // Who trains what, and what is unused, can't be told of a file with faults.
  const hasFaults = (): boolean => hasNameErrors || hasErrors(session.diagnostics);
  if (!hasFaults()) {
    const all = { phases, networks, reports, figures, infers };
    const rules = [
      ...playerRules(phases, owners, declarations),
      ...stateRules(phases, [...modules.values.states.values()]),
      ...gradientRules(phases),
      ...epochRules(phases, phaseDeclarations),
      ...outsideStepRules(all),
      ...graphSizeRules(all),
      ...unusedRules(resolved),
    ];
    for (const found of rules) session.report(found);
  }
  if (!hasFaults()) {
    // Poison without a report would leave out in silence what the file declares.
    const kept =
      networks.size +
      figures.length +
      infers.length +
      templates +
      reports.length +
      phases.flatMap((phase) => [...phase.averages, ...phase.advances, ...phase.calibrations]).length +
      measures.length +
      termCount(phases);
    const declared =
      declarations.size +
      figureDeclarations.length +
      membersOf(model, 'infer').length +
      evaluations.flatMap((one) => one.statements.filter(({ kind }) => kind === 'report')).length +
      phaseDeclarations
        .flatMap((phase) => phase.statements)
        .filter(({ kind }) => kind === 'average' || kind === 'advance' || kind === 'calibrate').length +
      phaseDeclarations
        .flatMap((phase) => phase.statements.flatMap((one) => (one.kind === 'update' ? one.statements : [])))
        .filter((one) => one.kind === 'term').length;
    invariant(kept === declared, 'a declaration was dropped without a diagnostic', model.name.span);
  }
  const { diagnostics, holes } = session;
  const alike = areBlocksFixed(resolved) ? session.blocks : undefined;
  if (hasFaults()) return { typed: undefined, diagnostics, holes, blocks: alike };
  const { meanings } = session;
  if (!errorsOnly) {
    const lints = lintFindings({
      model,
      blocks,
      params,
      sources: typedSources,
      networks,
      phases,
      reports,
      figures,
      infers,
      meanings,
    });
    for (const found of [...unreadRules(resolved, { sources: typedSources, measures }), ...lints])
      session.report(found);
  }

  const priors = new Map(
    membersOf(model, 'prior').flatMap(({ name }): [string, DistributionValue][] => {
      const value = scope.find(name.name);
      return value?.kind === 'distribution' ? [[name.name, value]] : [];
    }),
  );
  const standard = standardPrograms(evaluator, {
    networks,
    phases,
    reports,
    figures,
    infers,
    priors,
  });
  return {
    typed: {
      model: model.name.name,
      params: new Map(
        [...params].map(([name, value]) => [
          name,
          value.kind === 'function' ? value.name : (plainValue(value) ?? ''),
        ]),
      ),
      priors,
      sources: typedSources,
      networks: owners,
      states: [...modules.values.states.values()].map(({ typed }) => typed),
      phases,
      reports: [...reports, ...standard.reports],
      measures,
      figures: [...figures, ...standard.figures],
      infers: [...infers, ...standard.infers],
      sampler: standard.sampler,
      reconstructor: standard.reconstructor,
      remarks: session.remarks,
    },
    diagnostics,
    holes,
    blocks: alike,
  };
}

/** Declarations of a model whose names expressions may use. */
const valueKinds = ['param', 'data', 'learned', 'state', 'prior', 'let', 'network', 'infer'] as const;

/** True where no param has a part in what a block is by itself: neither blocks nor the model's `defaults` name one, or a `let` of the model. */
function areBlocksFixed({ model, blocks }: ResolvedModule): boolean {
  const changing = new Set(
    [...membersOf(model, 'param'), ...membersOf(model, 'let')].map((one) => one.name.name),
  );
  const isNamed = (
    node: DefaultsDeclaration | Parameter | BlockDeclaration,
    names: ReadonlySet<string>,
  ): boolean => {
    let isFound = false;
    walk(node, (one) => {
      if (one.kind === 'name' && names.has(one.name)) isFound = true;
    });
    return isFound;
  };
  // In a block's body its parameters hide what the model calls alike.
  const isBlockChanging = (block: BlockDeclaration): boolean => {
    const own = new Set(block.parameters.map(({ name }) => name.name));
    const seen = new Set([...changing].filter((name) => !own.has(name)));
    return isNamed(block, seen) || block.parameters.some((one) => isNamed(one, changing));
  };
  return !(
    membersOf(model, 'defaults').some((one) => isNamed(one, changing)) ||
    [...blocks.values()].some(isBlockChanging)
  );
}

const termCount = (phases: readonly TypedPhase[]): number =>
  phases.flatMap((phase) => phase.updates.flatMap((update) => update.terms)).length;
