/**
 * @file `optimize z = start with adam(0.05) for 100 steps { minimize ... }` in the body of an infer: gradient descent on a value of
 * each example, with all weights constant. What the loop reads from outside is told apart here: it is computed once, before the loop.
 */
import type { OptimizeStatement, UpdateMember } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { describe } from '../library/describe.ts';
import { limits } from '../library/limits.ts';
import { dependsOn, isReal } from '../types/derivative-paths.ts';
import { realType } from '../types/type.ts';
import { errorValue } from '../types/value.ts';
import type { TypedNode, Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import { drawsRandom } from './reach.ts';
import { mixesBatch } from './rules/gradients.ts';
import { Scope } from './scope.ts';
import { Names } from './session.ts';
import type { Frame } from './session.ts';
import { letStatement, sampleStatement } from './statements.ts';
import { positiveInteger } from './phase-settings.ts';
import { optimizerOf, typedTerm } from './train.ts';
import type { TypedTerm } from './typed.ts';

/** What the loop ends with, as a value; the poison value where something was reported. */
export function optimizedValue(
  evaluator: Evaluator,
  statement: OptimizeStatement,
  scope: Scope,
  frame: Frame,
): Value {
  const { session } = evaluator;
  const name = statement.name.name;
  if (!frame.programs || frame.programs.length === 0) {
    session.report(
      diagnostic(
        'program/optimize-place',
        headOf(statement),
        { name },
        { help: 'write it in an infer, and call that in a figure or a report' },
      ),
    );
    return errorValue;
  }
  if (frame.isLoop) {
    session.report(
      diagnostic(
        'program/nested-optimize',
        headOf(statement),
        { name },
        { help: 'optimise one after the other, or both values together as one: concat(a, b)' },
      ),
    );
    return errorValue;
  }
  const written = evaluator.evaluate(statement.start, scope, frame);
  const start = evaluator.tensorOf(written, statement.start.span);
  const optimizer = optimizerOf(evaluator, statement.optimizer, scope, frame);
  const steps = positiveInteger(evaluator, statement.steps, 'steps', scope, frame, limits.steps);
  if (!start || !optimizer || steps === undefined) return errorValue;
  if (!isReal(start.type.element)) {
    session.report(
      diagnostic(
        'program/optimize-start',
        statement.start.span,
        { name, found: describe(written) },
        { label: describe(written), help: 'start from numbers, such as oneHot(y)' },
      ),
    );
    return errorValue;
  }
  const path = `${frame.path}${frame.names.unique(frame.path + name).slice(frame.path.length)}`;
  // A term may bring plates from outside, as a `for` does around the call: then there is a value for each of their items.
  let plates = start.plates;
  for (;;) {
    const attempt = runBody(evaluator, statement, { scope, frame, path, start, plates });
    if (!attempt) return errorValue;
    const wanted = [...new Set([...plates, ...attempt.terms.flatMap((term) => term.loss.plates)])];
    if (wanted.length > plates.length) {
      plates = wanted;
      continue;
    }
    const loop = { ...attempt, optimizer, steps, span: headOf(statement) };
    const node = session.node(
      { kind: 'optimized', loop },
      [start, ...attempt.captured],
      realType(start.type.shape),
      statement.name.span,
      plates,
    );
    return { kind: 'tensor', node };
  }
}

/** `optimize z = E(face) with adam(0.05) for 100`: what of the statement is shown. */
function headOf(statement: OptimizeStatement): OptimizeStatement['span'] {
  return { ...statement.span, end: statement.steps.span.end };
}

interface Body {
  readonly scope: Scope;
  readonly frame: Frame;
  readonly path: string;
  readonly start: TypedNode;
  readonly plates: readonly string[];
}

interface Attempt {
  readonly variable: TypedNode;
  readonly terms: readonly TypedTerm[];
  /** What the terms read that is the same in every step. */
  readonly captured: readonly TypedNode[];
}

/** The terms over a variable that carries `plates`; undefined where something was reported. */
function runBody(evaluator: Evaluator, statement: OptimizeStatement, body: Body): Attempt | undefined {
  const { session } = evaluator;
  const name = statement.name.name;
  const variable = session.node(
    { kind: 'parameter', name },
    [],
    realType(body.start.type.shape),
    statement.name.span,
    body.plates,
  );
  variable.label = name;
  const outside = (node: TypedNode): boolean => node.id < variable.id;
  const inner = new Scope(body.scope);
  inner.define(name, { kind: 'tensor', node: variable });
  const frame: Frame = { ...body.frame, path: `${body.path}/`, names: new Names(), isLoop: true };
  const terms: TypedTerm[] = [];
  let sound = true;
  for (const member of statement.terms) {
    const term = bodyMember(evaluator, member, inner, frame, terms, outside);
    if (term === 'faulty') sound = false;
    else if (term) terms.push(term);
  }
  if (!statement.terms.some((one) => one.kind === 'term')) {
    session.report(
      diagnostic(
        'program/empty-optimize',
        headOf(statement),
        { name },
        { help: `add minimize or maximize, or write let ${name} = ...` },
      ),
    );
    return undefined;
  }
  for (const term of terms) {
    if (dependsOn(term.loss, new Set([variable]))) continue;
    session.report(
      diagnostic(
        'program/unreached-term',
        term.span,
        { term: term.name, name },
        {
          related: [{ span: statement.name.span, label: `${name} is optimised here` }],
          help: `let it depend on ${name}, or take it out`,
        },
      ),
    );
    sound = false;
  }
  if (!sound) return undefined;
  for (const term of terms) warnOfMixing(evaluator, term, variable);
  return { variable, terms, captured: capturedBy(terms, variable, outside) };
}

/** Each example descends on its own loss: a warning where that loss is made of other examples too. */
function warnOfMixing(evaluator: Evaluator, term: TypedTerm, variable: TypedNode): void {
  dependsOn(term.loss, new Set([variable]), ({ form, span }) => {
    if (form.kind !== 'apply') return;
    const isMixing =
      form.name === 'minibatchStddev' ||
      (form.name === 'batchNorm' && mixesBatch(form.attributes['statistics'], false)) ||
      form.detail.endsWith('(over: batch)');
    if (!isMixing) return;
    evaluator.session.report(
      diagnostic(
        'program/batch-statistics',
        term.span,
        { term: term.name, by: form.name },
        { related: [{ span, label: 'looks across the batch' }] },
      ),
    );
  });
}

function bodyMember(
  evaluator: Evaluator,
  member: UpdateMember,
  scope: Scope,
  frame: Frame,
  earlier: readonly TypedTerm[],
  outside: (node: TypedNode) => boolean,
): TypedTerm | 'faulty' | undefined {
  switch (member.kind) {
    case 'let':
      letStatement(evaluator, member, scope, frame);
      return undefined;
    case 'sample':
      sampleStatement(evaluator, member, scope, frame);
      return undefined;
    case 'term':
      return (
        typedTerm(evaluator, member, scope, frame, earlier, (node) => platesFrom(node, outside)) ?? 'faulty'
      );
    case 'allow':
    case 'errorDeclaration':
      return undefined;
  }
}

/** The plates that values from outside bring into a node. */
function platesFrom(node: TypedNode, outside: (node: TypedNode) => boolean): ReadonlySet<string> {
  const plates = new Set<string>();
  const seen = new Set<TypedNode>();
  const search = (one: TypedNode): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (outside(one) || one.form.kind === 'parameter') for (const plate of one.plates) plates.add(plate);
    else for (const input of one.inputs) search(input);
  };
  search(node);
  return plates;
}

/** The largest values of the terms that neither depend on the variable nor are drawn anew in each step. */
function capturedBy(
  terms: readonly TypedTerm[],
  variable: TypedNode,
  outside: (node: TypedNode) => boolean,
): readonly TypedNode[] {
  const captured = new Set<TypedNode>();
  const seen = new Set<TypedNode>();
  const varies = new Map<TypedNode, boolean>();
  const isVarying = (node: TypedNode): boolean => {
    if (outside(node)) return false;
    const known = varies.get(node);
    if (known !== undefined) return known;
    const found = node === variable || drawsRandom(node) || node.inputs.some(isVarying);
    varies.set(node, found);
    return found;
  };
  const collect = (node: TypedNode): void => {
    if (seen.has(node) || node === variable || node.form.kind === 'constant') return;
    seen.add(node);
    // Only numbers are carried from graph to graph: a truth value is computed again.
    if (isVarying(node) || node.type.element === 'bool') for (const input of node.inputs) collect(input);
    else captured.add(node);
  };
  for (const term of terms) collect(term.loss);
  return [...captured];
}
