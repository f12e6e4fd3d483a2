/** @file Bodies and the statements of training, updates and evaluation. A broken item becomes an `errorDeclaration`. */
import type { CstNode } from 'chevrotain';
import type {
  AllowDeclaration, Body, BodyStatement, DefaultsDeclaration, ErrorDeclaration, EvaluateStatement, Expression,
  LearnedDeclaration, LetStatement, SampleStatement, TermStatement, TrainStatement, UpdateMember,
} from '../ast/ast.ts'; // prettier-ignore
import { diagnostic } from '../diagnostics/catalog.ts';
import { assertNever } from '../invariant.ts';
import type { Build } from './build.ts';
import {
  has, identifier, isBroken, node, nodes, nodeSpan, onlyNode, optionalNode, token, tokens, tokenSpan,
} from './cst.ts'; // prettier-ignore
import { stringValue } from './literals.ts';

/** An item that recovery skipped. */
export function buildError(b: Build, item: CstNode): ErrorDeclaration {
  return { kind: 'errorDeclaration', span: nodeSpan(b.path, item) };
}

const nameOf = (b: Build, one: CstNode, at = 0) => identifier(b.path, token(one, 'Identifier', at));
const valueOf = (b: Build, one: CstNode, at = 0) => b.expression(node(one, 'expression', at));
const optionalValue = (b: Build, one: CstNode, at: number): Expression | undefined => {
  const value = nodes(one, 'expression')[at];
  return value && b.expression(value);
};

/** The rule `body`: statements and, last, the value. */
export function buildBody(b: Build, parent: CstNode): Body {
  const items = nodes(parent, 'bodyItem');
  const statements: BodyStatement[] = [];
  let result: Expression | undefined;
  for (const [index, item] of items.entries()) {
    if (isBroken(item)) {
      statements.push(buildError(b, item));
      continue;
    }
    const one = onlyNode(item);
    if (one.name !== 'expression') {
      statements.push(buildBodyStatement(b, one));
      continue;
    }
    const value = b.expression(one);
    const previous = items[index - 1];
    const next = items[index + 1];
    if (previous && !isBroken(previous) && !b.beginsLine(value.span.start))
      reportUnconnected(b, previous, item);
    else if (next && b.beginsLine(nodeSpan(b.path, next).start)) reportUnused(b, value, next);
    if (next) statements.push({ kind: 'errorDeclaration', span: value.span });
    else result = value;
  }
  if (!result && !items.some((item) => isBroken(item) || has(item, 'expression'))) {
    reportMissingResult(b, parent, items.at(-1));
  }
  return { kind: 'body', span: nodeSpan(b.path, parent), statements, result };
}

/** A value that neither begins its line nor its body: most likely a `|>` is missing before it. */
function reportUnconnected(b: Build, previous: CstNode, item: CstNode): void {
  const span = nodeSpan(b.path, item);
  const evidence = {
    label: 'nothing connects this to what stands before it',
    related: [{ span: nodeSpan(b.path, previous), label: 'this is complete' }],
    help: 'write |> before it, or begin a new line',
    fix: { span: { ...span, end: span.start }, replacement: '|> ' },
  };
  b.report(diagnostic('syntax/missing-pipe', span, {}, evidence));
}

/** A value in the middle of a body goes nowhere. */
function reportUnused(b: Build, value: Expression, next: CstNode): void {
  if (isBroken(next)) return;
  const help = has(next, 'expression')
    ? 'begin the next line with |> to go on with it, or write `let name =` before it'
    : 'write `let name =` before it, or move it to the end of the block';
  b.report(diagnostic('syntax/unused-value', value.span, {}, { label: 'is dropped', help }));
}

function reportMissingResult(b: Build, parent: CstNode, last: CstNode | undefined): void {
  const whole = nodeSpan(b.path, parent);
  const close = { ...whole, start: Math.max(whole.start, whole.end - 1) };
  const related = last
    ? [{ span: nodeSpan(b.path, last), label: 'the last line is a statement, not a value' }]
    : [];
  const help = 'end the block with the expression that it gives';
  b.report(
    diagnostic('syntax/missing-result', close, {}, { label: 'a value must come first', related, help }),
  );
}

function buildBodyStatement(b: Build, one: CstNode): BodyStatement {
  switch (one.name) {
    case 'let':
      return buildLet(b, one);
    case 'sample':
      return buildSample(b, one);
    case 'learned':
      return buildLearned(b, one);
    case 'defaults':
      return buildDefaults(b, one);
    case 'allow':
      return buildAllow(b, one);
    case 'optimize': {
      const header = node(one, 'optimizeHeader');
      if (isBroken(header)) return buildError(b, one);
      return {
        kind: 'optimize',
        span: nodeSpan(b.path, one),
        name: nameOf(b, header),
        start: valueOf(b, header),
        optimizer: valueOf(b, header, 1),
        steps: b.postfix(node(header, 'postfix')),
        terms: nodes(one, 'updateMember').map((member) => buildUpdateMember(b, member)),
      };
    }
    default:
      return assertNever(one.name as never, 'body statement');
  }
}

/** The rule `let`. */
export function buildLet(b: Build, one: CstNode): LetStatement {
  const type = optionalNode(one, 'type');
  const span = nodeSpan(b.path, one);
  return { kind: 'let', span, name: nameOf(b, one), type: type && b.type(type), value: valueOf(b, one) };
}

function buildSample(b: Build, one: CstNode): SampleStatement {
  const span = nodeSpan(b.path, one);
  return {
    kind: 'sample',
    span,
    name: nameOf(b, one),
    distribution: valueOf(b, one),
    times: optionalValue(b, one, 1),
  };
}

/** The rule `learned`. */
export function buildLearned(b: Build, one: CstNode): LearnedDeclaration {
  const span = nodeSpan(b.path, one);
  return {
    kind: 'learned',
    span,
    name: nameOf(b, one),
    type: b.type(node(one, 'type')),
    init: valueOf(b, one),
  };
}

/** The rule `defaults`. */
export function buildDefaults(b: Build, one: CstNode): DefaultsDeclaration {
  return { kind: 'defaults', span: nodeSpan(b.path, one), entries: buildEntries(b, one) };
}

/** The rule `entries` under `parent`, without the broken ones. */
export function buildEntries(b: Build, parent: CstNode): readonly Expression[] {
  const entries = nodes(node(parent, 'entries'), 'entry');
  return entries.filter((entry) => !isBroken(entry)).map((entry) => valueOf(b, entry));
}

/** The rule `allow`. */
export function buildAllow(b: Build, one: CstNode): AllowDeclaration {
  const code = node(one, 'code');
  const [family = '', ...words] = nodes(code, 'codeWord').map((word) => token(word, 'word').image);
  const [reason] = tokens(one, 'String');
  return {
    kind: 'allow',
    span: nodeSpan(b.path, one),
    code: { kind: 'identifier', span: nodeSpan(b.path, code), name: `${family}/${words.join('-')}` },
    reason: reason && { kind: 'string', span: tokenSpan(b.path, reason), value: stringValue(reason.image) },
  };
}

/** The rule `trainStatement`. */
export function buildTrainStatement(b: Build, item: CstNode): TrainStatement {
  if (isBroken(item)) return buildError(b, item);
  const one = onlyNode(item);
  const span = nodeSpan(b.path, one);
  switch (one.name) {
    case 'batch': {
      const parts = optionalNode(one, 'postfix');
      return { kind: 'batch', span, size: valueOf(b, one), parts: parts && b.postfix(parts) };
    }
    case 'duration':
      return {
        kind: 'duration',
        span,
        unit: has(one, 'EpochsWord') ? 'epochs' : 'steps',
        count: valueOf(b, one),
      };
    case 'let':
      return buildLet(b, one);
    case 'sample':
      return buildSample(b, one);
    case 'game':
      return { kind: 'game', span, name: nameOf(b, one), value: valueOf(b, one) };
    case 'update': {
      const header = node(one, 'updateHeader');
      if (isBroken(header)) return buildError(b, one);
      return {
        kind: 'update',
        span,
        networks: tokens(header, 'Identifier').map((name) => identifier(b.path, name)),
        optimizer: valueOf(b, header),
        times: optionalValue(b, header, 1),
        statements: nodes(one, 'updateMember').map((member) => buildUpdateMember(b, member)),
      };
    }
    case 'average': {
      const kind = has(one, 'DecayWord') ? 'decay' : 'halfLife';
      return {
        kind: 'average',
        span,
        value: valueOf(b, one),
        name: nameOf(b, one),
        rate: { kind, value: valueOf(b, one, 1) },
        from: optionalValue(b, one, 2),
      };
    }
    case 'advance':
      return { kind: 'advance', span, name: nameOf(b, one), value: valueOf(b, one) };
    case 'calibrate': {
      const header = node(one, 'calibrateHeader');
      const body = b.body(node(one, 'body'));
      if (isBroken(header)) return buildError(b, one);
      const batches = b.postfix(node(header, 'postfix'));
      return { kind: 'calibrate', span, network: nameOf(b, header), batches, body };
    }
    case 'allow':
      return buildAllow(b, one);
    default:
      return assertNever(one.name as never, 'statement of a train block');
  }
}

function buildUpdateMember(b: Build, item: CstNode): UpdateMember {
  if (isBroken(item)) return buildError(b, item);
  const one = onlyNode(item);
  switch (one.name) {
    case 'term':
      return buildTerm(b, one);
    case 'let':
      return buildLet(b, one);
    case 'sample':
      return buildSample(b, one);
    case 'allow':
      return buildAllow(b, one);
    default:
      return assertNever(one.name as never, 'statement of an update');
  }
}

function buildTerm(b: Build, one: CstNode): TermStatement {
  const [name] = tokens(one, 'Identifier');
  return {
    kind: 'term',
    span: nodeSpan(b.path, one),
    goal: has(one, 'MinimizeWord') ? 'minimize' : 'maximize',
    name: name && identifier(b.path, name),
    value: valueOf(b, one),
    every: optionalValue(b, one, 1),
  };
}

/** The rule `evaluateStatement`. */
export function buildEvaluateStatement(b: Build, item: CstNode): EvaluateStatement {
  if (isBroken(item)) return buildError(b, item);
  const one = onlyNode(item);
  switch (one.name) {
    case 'let':
      return buildLet(b, one);
    case 'sample':
      return buildSample(b, one);
    case 'report': {
      const examples = optionalNode(one, 'postfix');
      return {
        kind: 'report',
        span: nodeSpan(b.path, one),
        name: nameOf(b, one),
        value: valueOf(b, one),
        examples: examples && b.postfix(examples),
      };
    }
    default:
      return assertNever(one.name as never, 'statement of an evaluate block');
  }
}
