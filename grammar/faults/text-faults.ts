/** @file Wording for faulty text and brackets, which are found before parsing. */
import type { IToken } from 'chevrotain';
import { diagnostic } from '../../src/compiler/diagnostics/catalog.ts';
import type { Diagnostic, Evidence } from '../../src/compiler/diagnostics/diagnostic.ts';
import type { Span } from '../../src/compiler/source/source.ts';
import { deepestNesting, type BracketFault } from '../brackets.ts';
import type { TextFault } from '../lex.ts';

/** The span of a token; a virtual one has an empty span. */
export function spanOf(path: string, token: IToken): Span {
  return { path, start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 };
}

/** Signs that look like one of ours, or that other languages use. */
const replacements: ReadonlyMap<string, string> = new Map([
  [';', ''],
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not '],
  ['|', '|>'],
  ['&', 'and'],
  ['\u2018', '"'],
  ['\u2019', '"'],
  ['\u201C', '"'],
  ['\u201D', '"'],
  ['`', '"'],
  ['\u2212', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u00D7', '*'],
  ['\u00B7', '*'],
  ['\u00F7', '/'],
  ['\u2192', '->'],
  ['\u2264', '<='],
  ['\u2265', '>='],
  ['\u2260', '!='],
  ['\u2026', '..'],
  ['\uFF08', '('],
  ['\uFF09', ')'],
  ['\uFF0C', ','],
  ['\u3001', ','],
  ['\uFF1A', ':'],
  ['\uFF1D', '='],
  ['\u3010', '['],
  ['\u3011', ']'],
  ['\uFF5B', '{'],
  ['\uFF5D', '}'],
  ['\uFF0B', '+'],
  ['\uFF0D', '-'],
  ['\uFF0A', '*'],
  ['\uFF5E', '~'],
]);

function unknownHelp(sign: string): string {
  if (sign === ';') return 'leave it out: statements end by themselves';
  if (sign === '#') return 'a comment begins with //';
  if (sign === '?') return 'a hole is written ???';
  if (sign === '%') return 'write a fraction, 0.2 for 20 %';
  if (sign === '@') return 'write dense(n) for a product with learned weights, or dot(a, b)';
  const replacement = replacements.get(sign);
  if (replacement !== undefined) return `write ${replacement.trim()}`;
  if (/\p{L}/u.test(sign))
    return 'names are made of the letters a to z, digits and _; comments and texts may hold any';
  return 'remove it';
}

/** The code point of a sign that can't be shown as it is. */
function shown(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (/[\p{C}\p{Z}]/u.test(sign)) return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return sign;
}

/** A diagnostic for one fault of the text. */
export function explainTextFault(path: string, fault: TextFault): Diagnostic {
  const { token } = fault;
  const span = spanOf(path, token);
  switch (fault.kind) {
    case 'unknown': {
      const replacement = replacements.get(token.image);
      const notes = fault.times > 1 ? [`it stands in ${fault.times} places of this file`] : [];
      const evidence: Evidence = { label: 'means nothing here', help: unknownHelp(token.image), notes };
      const fixed = replacement === undefined ? evidence : { ...evidence, fix: { span, replacement } };
      return diagnostic('syntax/unknown-character', span, { sign: shown(token.image) }, fixed);
    }
    case 'number': {
      const replacement = mendNumber(token.image);
      const help = replacement ? `write ${replacement}` : 'write it in decimal digits: 20, 0.5 or 1e-3';
      const fix = replacement ? { fix: { span, replacement } } : {};
      const label = 'is no number';
      return diagnostic('syntax/malformed-number', span, { text: token.image }, { label, help, ...fix });
    }
    case 'string':
      return explainString(span, token.image);
    case 'comment': {
      const first = { ...span, end: span.start + 2 };
      const evidence: Evidence = { label: 'begins here', help: 'begin each line of it with //' };
      return diagnostic('syntax/comment', first, {}, evidence);
    }
  }
}

function mendNumber(image: string): string | undefined {
  if (/^\.\d/.test(image)) return `0${image}`;
  if (/^\d+\.$/.test(image)) return `${image}0`;
  if (/^\d[\d_]*$/.test(image)) return image.replaceAll('_', '');
  const product = /^(\d+(?:\.\d+)?)([A-Za-z_]\w*)$/.exec(image);
  if (product && !/^(0[xXbBoO]|.*[eE]$|.*_\d)/.test(image)) return `${product[1]} * ${product[2]}`;
  return undefined;
}

function explainString(span: Span, image: string): Diagnostic {
  const quote = image[0];
  if (quote === "'") {
    const inner = image.slice(1, image.length > 1 && image.endsWith("'") ? -1 : undefined);
    const evidence: Evidence = {
      label: 'has single quotes',
      help: `write "${inner}"`,
      fix: { span, replacement: `"${inner}"` },
    };
    return diagnostic(
      'syntax/malformed-string',
      span,
      { problem: 'a text stands in double quotes' },
      evidence,
    );
  }
  const escape = /\\([^"\\nt])/.exec(image.replaceAll('\\\\', '  '));
  if (escape) {
    const at = span.start + escape.index;
    const help = 'the escapes are \\" \\\\ \\n and \\t; folders are written with /';
    const where = { ...span, start: at, end: at + 2 };
    const problem = `there is no escape \\${escape[1]}`;
    return diagnostic('syntax/malformed-string', where, { problem }, { label: 'stands for nothing', help });
  }
  const evidence: Evidence = { label: 'the line ends before the text does', help: 'end it with "' };
  return diagnostic('syntax/malformed-string', span, { problem: 'this text has no closing quote' }, evidence);
}

/** A diagnostic for one bracket that lacks its partner; both ends are shown. */
export function explainBracketFault(path: string, fault: BracketFault): Diagnostic {
  if (fault.kind === 'too-deep') {
    return diagnostic('syntax/nesting', spanOf(path, fault.open), {
      what: 'brackets',
      limit: deepestNesting,
    });
  }
  if (fault.kind === 'extra') {
    const span = spanOf(path, fault.close);
    const evidence: Evidence = { label: 'closes nothing', help: 'remove it', fix: { span, replacement: '' } };
    return diagnostic('syntax/extra-bracket', span, { bracket: fault.close.image }, evidence);
  }
  const closer = { '{': '}', '(': ')', '[': ']' }[fault.open.image] ?? fault.open.image;
  const met = fault.before.image === '' ? 'the file ends here' : `\`${fault.before.image}\` comes first`;
  return diagnostic(
    'syntax/unclosed-bracket',
    spanOf(path, fault.open),
    { bracket: fault.open.image, closer },
    {
      label: 'is opened here',
      related: [{ span: spanOf(path, fault.before), label: met }],
      help: `close it with ${closer}`,
    },
  );
}
