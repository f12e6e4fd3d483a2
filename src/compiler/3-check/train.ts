/**
 * @file `train` phases: their settings, definitions, games, updates and terms. An update's terms are losses to be minimised;
 * what each may reach is checked by rules/players.ts.
 */
import type {
  Expression,
  TermStatement,
  TrackDeclaration,
  TrainDeclaration,
  UpdateStatement,
} from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { equilibriumOf, gameTerm, isZeroSum } from '../library/objectives/games.ts';
import type { GameValue, OptimizerValue, TensorValue, TypedNode, Value } from '../types/value.ts';
import { typedAverage } from './averages.ts';
import { typedCalibration } from './calibrations.ts';
import { CallSite } from './call-site.ts';
import { limits } from '../library/limits.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { batchParts, positiveInteger } from './phase-settings.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { letStatement, sampleStatement } from './statements.ts';
import { typedAdvance } from './states.ts';
import { unaryNode } from '../library/functions/operators.ts';
import type {
  TypedAdvance,
  TypedAverage,
  TypedCalibration,
  TypedPhase,
  TypedTerm,
  TypedUpdate,
} from './typed.ts';

interface PhaseParts {
  readonly updates: TypedUpdate[];
  readonly games: TypedPhase['games'][number][];
  readonly averages: TypedAverage[];
  readonly calibrations: TypedCalibration[];
  readonly advances: TypedAdvance[];
}

/** The typed phase; undefined where nothing of it can be used. */
export function typedPhase(
  evaluator: Evaluator,
  declaration: TrainDeclaration,
  tracks: readonly TrackDeclaration[],
  isOnly: boolean,
): TypedPhase | undefined {
  const { session, modules } = evaluator;
  const name = declaration.name?.name ?? 'train';
  const frame = modules.frame(`${name}/`);
  const scope = new Scope(modules.scope);
  const parts: PhaseParts = { updates: [], games: [], averages: [], advances: [], calibrations: [] };
  let batch: number | undefined;
  let division = 1;
  let duration: TypedPhase['duration'] | undefined;
  for (const statement of declaration.statements) {
    switch (statement.kind) {
      case 'batch':
        batch = positiveInteger(evaluator, statement.size, 'batch', scope, frame, limits.batch);
        if (statement.parts) division = batchParts(evaluator, statement.parts, batch, scope, frame);
        break;
      case 'duration': {
        const count = positiveInteger(evaluator, statement.count, statement.unit, scope, frame);
        if (count !== undefined) duration = { unit: statement.unit, count };
        break;
      }
      case 'let':
        letStatement(evaluator, statement, scope, frame);
        break;
      case 'sample':
        sampleStatement(evaluator, statement, scope, frame);
        break;
      case 'game': {
        const value = evaluator.evaluate(statement.value, scope, frame);
        if (value.kind === 'game') {
          const game: GameValue = { ...value, name: statement.name.name };
          scope.define(statement.name.name, game);
          parts.games.push(gameMetric(evaluator, game, frame));
        } else {
          if (value.kind !== 'error')
            session.report(diagnostic('type/not-a-game', statement.value.span, { found: describe(value) }));
          scope.define(statement.name.name, { kind: 'error' });
        }
        break;
      }
      case 'update': {
        const update = typedUpdate(evaluator, statement, scope, frame);
        if (update) parts.updates.push(update);
        break;
      }
      case 'calibrate': {
        const calibration = typedCalibration(evaluator, statement, scope, frame);
        if (calibration) parts.calibrations.push(calibration);
        break;
      }
      case 'average': {
        const average = typedAverage(evaluator, statement, scope, frame, parts.averages);
        if (average) parts.averages.push(average);
        break;
      }
      case 'advance': {
        const advance = typedAdvance(evaluator, statement, parts.updates.length, scope, frame);
        if (advance) parts.advances.push(advance);
        break;
      }
      case 'allow':
      case 'errorDeclaration':
        break;
    }
  }
  const isGiven = (kind: 'batch' | 'duration'): boolean =>
    declaration.statements.some((statement) => statement.kind === kind);
  const missing = [
    ...(isGiven('batch') ? [] : ['`batch 128`']),
    ...(isGiven('duration') ? [] : ['`epochs 10` or `steps 1000`']),
  ];
  if (missing.length > 0) {
    const { path, start } = declaration.span;
    const place = declaration.name?.span ?? { path, start, end: start + 'train'.length };
    const help = `add ${missing.join(' and ')}`;
    session.report(diagnostic('type/phase-settings', place, { missing }, { help }));
  }
  return {
    name,
    after: declaration.after?.name,
    batch: batch ?? 1,
    parts: division,
    duration: duration ?? { unit: 'steps', count: 1 },
    updates: parts.updates,
    games: parts.games,
    averages: parts.averages,
    calibrations: parts.calibrations,
    advances: parts.advances,
    tracks: tracks.flatMap((track) => typedTrack(evaluator, track, scope, frame, isOnly)),
    span: declaration.name?.span ?? declaration.span,
  };
}

/** What a game logs: its value, or the discriminator's loss where it has none. */
function gameMetric(evaluator: Evaluator, game: GameValue, frame: Frame): TypedPhase['games'][number] {
  const site = new CallSite(evaluator, frame, game.name, game.span, new Map());
  const term = gameTerm(site, game, isZeroSum(game) ? 'valueAgainst' : 'discriminator');
  return {
    name: game.name,
    node: term.node,
    unit: term.note?.unit ?? '',
    equilibrium: equilibriumOf(game),
    value: game,
    span: game.span,
  };
}

function typedTrack(
  evaluator: Evaluator,
  track: TrackDeclaration,
  scope: Scope,
  frame: Frame,
  isOnly: boolean,
): readonly TypedPhase['tracks'][number][] {
  // With several phases a track belongs to those that define what it names.
  if (!isOnly && track.value.kind === 'name' && !scope.find(track.value.name)) return [];
  const value = evaluator.withSite(track.name.name, () => evaluator.evaluate(track.value, scope, frame));
  if (value.kind === 'game')
    return [{ name: track.name.name, node: gameMetric(evaluator, value, frame).node, span: track.span }];
  const node = evaluator.scalarOf(value, track.value.span, 'a tracked value');
  return node ? [{ name: track.name.name, node, span: track.span }] : [];
}

/** `update G with adam(2e-4)`: what of an update is shown. */
function headOf(statement: UpdateStatement): UpdateStatement['span'] {
  return { ...statement.span, end: statement.optimizer.span.end };
}

function typedUpdate(
  evaluator: Evaluator,
  statement: UpdateStatement,
  scope: Scope,
  frame: Frame,
): TypedUpdate | undefined {
  const { session, modules } = evaluator;
  const networks: string[] = [];
  for (const identifier of statement.networks) {
    const { name } = identifier;
    if (modules.networks.has(name) || modules.values.learned.has(name)) {
      networks.push(name);
      continue;
    }
    const average = scope.find(name);
    if (average?.kind === 'network') {
      const { network } = average;
      const help = `write ${network}`;
      session.report(diagnostic('average/updated', identifier.span, { name, network }, { help }));
      continue;
    }
    if (average?.kind === 'error') continue;
    if (modules.values.states.has(name)) {
      const related = [{ span: modules.values.states.get(name)!.typed.span, label: 'a state' }];
      const help = `write advance ${name} = ... beside the updates, or declare it learned`;
      session.report(diagnostic('state/updated', identifier.span, { name }, { related, help }));
      continue;
    }
    const known = [...modules.networks.keys(), ...modules.values.learned.keys()];
    const near = suggest(name, known);
    session.report(
      diagnostic(
        'name/unknown-network',
        identifier.span,
        { name, known },
        near === undefined
          ? { help: `the networks here: ${known.join(', ')}` }
          : { help: `did you mean \`${near}\`?`, fix: { span: identifier.span, replacement: near } },
      ),
    );
  }
  const optimizer = optimizerOf(evaluator, statement.optimizer, scope, frame);
  const times = statement.times ? positiveInteger(evaluator, statement.times, 'times', scope, frame) : 1;
  const inner = new Scope(scope);
  const terms: TypedTerm[] = [];
  for (const member of statement.statements) {
    switch (member.kind) {
      case 'let':
        letStatement(evaluator, member, inner, frame);
        break;
      case 'sample':
        sampleStatement(evaluator, member, inner, frame);
        break;
      case 'term': {
        const term = typedTerm(evaluator, member, inner, frame, terms);
        if (term) terms.push(term);
        break;
      }
      case 'allow':
      case 'errorDeclaration':
        break;
    }
  }
  if (!statement.statements.some((one) => one.kind === 'term'))
    session.report(
      diagnostic(
        'player/empty-update',
        headOf(statement),
        {
          networks: statement.networks.map((one) => one.name),
        },
        { help: 'add minimize or maximize, or take the update out' },
      ),
    );
  if (!optimizer || times === undefined || networks.length === 0) return undefined;
  return { networks, optimizer, times, terms, span: headOf(statement) };
}

/** The optimiser of a `with`, by name alone or with settings; undefined where something else was reported. */
export function optimizerOf(
  evaluator: Evaluator,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): OptimizerValue | undefined {
  const given = evaluator.evaluate(expression, scope, frame);
  const value =
    given.kind === 'function'
      ? evaluator.call(given, { positional: [], named: [] }, expression.span, frame)
      : given;
  if (value.kind === 'optimizer') return value;
  if (value.kind !== 'error')
    evaluator.session.report(
      diagnostic('type/not-an-optimizer', expression.span, { found: describe(value) }),
    );
  return undefined;
}

/** A term; undefined where something was reported. Of the plates that its value has, `kept` may stay; others must be reduced. */
export function typedTerm(
  evaluator: Evaluator,
  statement: TermStatement,
  scope: Scope,
  frame: Frame,
  earlier: readonly TypedTerm[],
  kept: (node: TypedNode) => ReadonlySet<string> = () => new Set(),
): TypedTerm | undefined {
  const { session } = evaluator;
  const written = evaluator.withSite(statement.name?.name ?? 'term', () =>
    evaluator.evaluate(statement.value, scope, frame),
  );
  const value = written.kind === 'game' ? gameAsTerm(evaluator, written, statement, frame) : written;
  if (!value || value.kind === 'error') return undefined;
  const node = evaluator.scalarOf(value, statement.value.span, 'a term');
  if (!node) return undefined;
  const every = statement.every ? positiveInteger(evaluator, statement.every, 'every', scope, frame) : 1;
  const name = statement.name?.name ?? termName(written, statement, node);
  const other = earlier.find((one) => one.name === name);
  if (other) {
    session.report(
      diagnostic(
        'name/duplicate-term',
        statement.name?.span ?? statement.span,
        { name },
        {
          related: [{ span: other.span, label: 'the first of them' }],
          help: 'give one another name: minimize divergence = kl(q, pz)',
        },
      ),
    );
    return undefined;
  }
  const keptPlates = kept(node);
  const plates = node.plates.filter((plate) => !keptPlates.has(plate));
  if (plates.length > 0) {
    session.report(
      diagnostic(
        'shape/unreduced-plate',
        statement.value.span,
        { plates, goal: statement.goal },
        {
          label: `one number for each of ${plates.join(', ')}`,
          help: `reduce it: mean(..., over: ${plates[0]!}), or logMeanExp(..., over: ${plates[0]!})`,
        },
      ),
    );
    return undefined;
  }
  const loss =
    statement.goal === 'minimize'
      ? node
      : unaryNode((request) => session.apply(request, statement.span), '-', node);
  const tensor = value as TensorValue;
  return {
    name,
    loss,
    value: node,
    goal: statement.goal,
    every: every ?? 1,
    parts: tensor.parts ?? [],
    note: tensor.note,
    span: statement.span,
  };
}

/** A game as a term is its value: maximised by the discriminator (against what it is shown), minimised by the generator. */
function gameAsTerm(
  evaluator: Evaluator,
  game: GameValue,
  statement: TermStatement,
  frame: Frame,
): Value | undefined {
  if (isZeroSum(game)) {
    const site = new CallSite(evaluator, frame, game.name, statement.value.span, new Map());
    return gameTerm(site, game, statement.goal === 'maximize' ? 'valueAgainst' : 'value');
  }
  evaluator.session.report(
    diagnostic(
      'player/no-value',
      statement.value.span,
      { game: game.name, family: game.family },
      {
        related: [{ span: game.span, label: `${game.name} is declared here` }],
        help: `minimise ${game.name}.discriminator in one update and ${game.name}.generator in the other`,
      },
    ),
  );
  return undefined;
}

/** `V`, `V.nonSaturating`, `elbo`: what an unnamed term is called in the log. */
function termName(written: Value, statement: TermStatement, node: TypedNode): string {
  const { value } = statement;
  if (written.kind === 'game') return written.name;
  if (value.kind === 'name') return value.name;
  if (value.kind === 'member') return value.member.name;
  if (value.kind === 'call' && value.callee.kind === 'name') return value.callee.name;
  return node.form.kind === 'apply' ? node.form.name : 'loss';
}
