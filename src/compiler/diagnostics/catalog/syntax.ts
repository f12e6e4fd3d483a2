/** @file Catalog entries of the family `syntax/`: texts that do not parse. */
import { entry } from '../catalog-entry.ts';

const block = (body: string): string => `block f(x: Vector[n]) -> Vector[n] {\n${body}\n}\n`;
const right = block('  x |> relu');

export const syntaxCatalog = {
  'syntax/unexpected': entry<{ met: string; expected: string }>({
    severity: 'error',
    title: 'something else was expected here',
    message: ({ met, expected }) => `expected ${expected}, met ${met}`,
    explanation:
      'The text up to here is the beginning of a declaration, a statement or an expression, and what follows does not go on with it. The message says what could stand here, and the help line shows how the form is written as a whole. The rest of the file is read as usual, so other faults are reported too.',
    example: { wrong: 'block f(x Vector[n]) -> Vector[n] {\n  x |> relu\n}\n', right },
  }),
  'syntax/misplaced': entry<{ word: string; here: string }>({
    severity: 'error',
    title: 'a declaration in the wrong kind of block',
    message: ({ word, here }) => `\`${word}\` can't stand ${here}`,
    explanation:
      'Each kind of block holds its own kinds of items: a model holds declarations, a train block holds settings, definitions and updates, an update holds the terms that are minimised or maximised. The help line says where this item belongs. Often a closing brace stands one line too late or too early.',
    example: { wrong: block('  param k = 2\n  x |> relu'), right: block('  let k = 2\n  k * x |> relu') },
  }),
  'syntax/unclosed-bracket': entry<{ bracket: string; closer: string }>({
    severity: 'error',
    title: 'a bracket that is never closed',
    message: ({ bracket, closer }) => `\`${bracket}\` is never closed by \`${closer}\``,
    explanation:
      'Every `(`, `[` and `{` needs its partner. The first place is the bracket that stays open, as far as the indentation of the lines tells; the second is the place by which it should have been closed. `genc fmt` lines up blocks so that such a gap is easy to see.',
    example: { wrong: block('  x |> leakyRelu(0.2'), right: block('  x |> leakyRelu(0.2)') },
  }),
  'syntax/extra-bracket': entry<{ bracket: string }>({
    severity: 'error',
    title: 'a closing bracket too many',
    message: ({ bracket }) => `this \`${bracket}\` closes nothing`,
    explanation:
      'A closing bracket stands here, and no opening bracket waits for it. Remove it, or add the opening bracket that it was meant for. Where brackets of two kinds cross, as in `(a]`, the inner one must be closed first.',
    example: { wrong: block('  x |> leakyRelu(0.2))'), right: block('  x |> leakyRelu(0.2)') },
  }),
  'syntax/unknown-character': entry<{ sign: string }>({
    severity: 'error',
    title: 'a sign that the language lacks',
    message: ({ sign }) => `the sign ${sign} is not part of the language`,
    explanation:
      'Outside of comments and texts a spec is written with the letters a to z, digits, and the signs of the grammar. Statements end by themselves, without semicolons. Typographic quotes, full-width brackets and mathematical signs look like ours and are others: an editor or an input method may have put them in.',
    example: { wrong: block('  x |> relu;'), right },
  }),
  'syntax/malformed-number': entry<{ text: string }>({
    severity: 'error',
    title: 'a number in another form',
    message: ({ text }) => `\`${text}\` is not a number`,
    explanation:
      'Numbers are written in decimal: 20, 0.5, 1e-3. There are digits on both sides of the point, so that `1.` is not mistaken for the beginning of a range `1..3`. A product needs its sign: `2 * c`. There are no hexadecimal numbers and no digit separators.',
    example: { wrong: block('  x |> leakyRelu(.2)'), right: block('  x |> leakyRelu(0.2)') },
  }),
  'syntax/malformed-string': entry<{ problem: string }>({
    severity: 'error',
    title: 'a text in another form',
    message: ({ problem }) => problem,
    explanation:
      'A text stands in double quotes and ends on the line on which it begins: "faces". The escapes are \\" \\\\ \\n and \\t. Folders are written with forward slashes on every system. Most things need no text at all: sources, paddings and norms are names.',
    example: {
      wrong: `import { f } from 'f.gen'\n`,
      right: block('  x |> relu'),
    },
  }),
  'syntax/comment': entry<Record<never, never>>({
    severity: 'error',
    title: 'a comment in another form',
    message: () => 'a comment begins with `//` and ends with its line',
    explanation:
      'There is one kind of comment: from `//` to the end of the line. Three slashes make it the documentation of the declaration below it. `/* ... */` is not part of the language; what it holds was skipped.',
    example: { wrong: `/* rectifier */\n${right}`, right: `// rectifier\n${right}` },
  }),
  'syntax/nesting': entry<{ what: string; limit: number }>({
    severity: 'error',
    title: 'an expression nested too deeply',
    message: ({ what, limit }) =>
      what === 'chain' ? `this chain has more than ${limit} parts` : `${what} nest deeper than ${limit}`,
    explanation:
      'The compiler refuses brackets nested deeper than 120 and chains of more than 400 operators, calls or branches: no one can read them, and they are most often made by a faulty program. Name parts with `let`, or write `repeat` or `for`.',
    example: { wrong: block(`  ${'('.repeat(130)}x${')'.repeat(130)}`), right },
  }),
  'syntax/open-range': entry<Record<never, never>>({
    severity: 'error',
    title: 'a range without an end',
    message: () => 'a range needs a start and an end here',
    explanation:
      'In the brackets of a slice, `widths[1..]` goes to the last item and `widths[..2]` begins with the first. Anywhere else nothing says where the range would end: write both ends, `1..3` (3 included) or `0..<n` (n excluded).',
    example: {
      wrong: block('  x |> for i in [1.., 2] { relu }'),
      right: block('  x |> for i in 1..2 { relu }'),
    },
  }),
  'syntax/missing-pipe': entry<Record<never, never>>({
    severity: 'error',
    title: 'two values with nothing between them',
    message: () => 'a value follows a value: `|>`, an operator or a comma is missing',
    explanation:
      'A body has one value, its last expression; layers are connected by `|>`. Where two expressions stand side by side, or on two lines of a body, the first would be dropped in silence, so this is an error. Connect them by `|>`, or give the first a name with `let`.',
    example: { wrong: block('  x |> relu tanh'), right: block('  x |> relu |> tanh') },
  }),
  'syntax/unused-value': entry<Record<never, never>>({
    severity: 'error',
    title: 'a value in the middle of a body',
    message: () => 'this value goes nowhere: only the last expression of a body is its value',
    explanation:
      'The last expression of a body is what it gives. An expression before a statement would be computed and dropped, so this is an error. Give it a name with `let`, or move it to the end.',
    example: {
      wrong: block('  x |> relu\n  let k = 2'),
      right: block('  let k = 2\n  k * x |> relu'),
    },
  }),
  'syntax/missing-result': entry<Record<never, never>>({
    severity: 'error',
    title: 'a body without a value',
    message: () => 'this body ends without a value',
    explanation:
      'The last expression of a body is what it gives; there is no `return`. This body is empty, or ends with a statement. Write the expression as its last line.',
    example: { wrong: block('  let h = x |> relu'), right: block('  let h = x |> relu\n  h') },
  }),
  'syntax/equals-for-colon': entry<{ name: string }>({
    severity: 'error',
    title: '`=` where a name is followed by `:`',
    message: ({ name }) => `\`${name}\` is followed by \`:\` here, not by \`=\``,
    explanation:
      'Named arguments, fields of records and parameters are written with a colon: `conv2d(32, kernel: 3)`, `{ low: a }`, `x: Vector[n]`. The sign `=` defines: `let h = ...`, or the default of a parameter after its type.',
    example: { wrong: block('  x |> elu(alpha = 1)'), right: block('  x |> relu') },
  }),
  'syntax/assignment': entry<{ text: string }>({
    severity: 'error',
    title: 'an assignment',
    message: ({ text }) => `\`${text}\` defines nothing: a definition is written \`let name = value\``,
    explanation:
      'A name is defined once, with `let`, and keeps its value; there is no assignment. A value that changes from step to step by a rule is a `state`, changed by `advance`.',
    example: { wrong: block('  h = x |> relu\n  h'), right: block('  let h = x |> relu\n  h') },
  }),
  'syntax/foreign-word': entry<{ word: string }>({
    severity: 'error',
    title: 'a keyword of another language',
    message: ({ word }) => `there is no \`${word}\` in Gen`,
    explanation:
      'The word is a keyword in other languages. Gen has networks and blocks in place of functions, models in place of classes, `let` in place of variables, and no `return`: the last expression of a body is its value. The help line says what to write.',
    example: { wrong: block('  return x'), right: block('  x') },
  }),
  'syntax/reserved-word': entry<{ word: string }>({
    severity: 'error',
    title: 'a reserved word as a name',
    message: ({ word }) => `\`${word}\` can't be a name`,
    explanation:
      'Ten words are never names: let, if, else, for, in, and, or, not, true, false. All other words of the language may be used as names where that is clear.',
    example: { wrong: block('  let in = x\n  x'), right: block('  let input = x\n  input') },
  }),
};
