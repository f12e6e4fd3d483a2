/** @file Declarations and statements as documents. */
import { builders } from 'prettier/doc';
import { assertNever } from '../../invariant.ts';
import type {
  BlockDeclaration, DataDeclaration, Expression, InferDeclaration, NetworkDeclaration, Parameter, TrainDeclaration,
  TypeExpression,
} from '../ast.ts'; // prettier-ignore
import type { AstNode } from '../walk.ts';
import { operand } from './expressions.ts';
import { blockDoc, entriesDoc, listDoc, type Doc, type Printing } from './printing.ts';

const { group, indent, join } = builders;

/** Every node that is neither an expression nor a type nor a body. */
export type ItemNode = Exclude<AstNode, Expression | TypeExpression | { readonly kind: 'body' | 'module' }>;

const typed = (p: Printing, type: TypeExpression | undefined): Doc => (type ? [': ', p.print(type)] : '');
const valued = (p: Printing, value: Expression | undefined): Doc => (value ? [' = ', p.print(value)] : '');

/** An item without the comments around it. */
export function itemDoc(p: Printing, one: ItemNode): Doc {
  switch (one.kind) {
    case 'identifier':
      return one.name;
    case 'errorDeclaration':
      return p.text?.slice(one.span.start, one.span.end) ?? '';
    case 'import': {
      const names = listDoc('{', one.names.map(p.print), '}', builders.line);
      return ['import ', names, ' from ', p.print(one.from)];
    }
    case 'model':
      return ['model ', p.print(one.name), ' ', blockDoc(p, one, one.members)];
    case 'param':
      return ['param ', p.print(one.name), typed(p, one.type), valued(p, one.value)];
    case 'let':
      return ['let ', p.print(one.name), typed(p, one.type), valued(p, one.value)];
    case 'data':
      return dataDoc(p, one);
    case 'dataField':
      return [p.print(one.name), typed(p, one.type), valued(p, one.value)];
    case 'prior':
    case 'figure':
    case 'track':
    case 'game':
    case 'advance':
      return [`${one.kind} `, p.print(one.name), valued(p, one.value)];
    case 'learned':
    case 'state':
      return [`${one.kind} `, p.print(one.name), typed(p, one.type), valued(p, one.init)];
    case 'defaults':
      return ['defaults ', entriesDoc(p, one.entries, one.span.start)];
    case 'block':
    case 'network':
    case 'infer':
      return headedDoc(p, one);
    case 'parameter':
      return [p.print(one.name), typed(p, one.type), valued(p, one.defaultValue)];
    case 'train':
      return trainDoc(p, one);
    case 'batch':
      return [
        'batch ',
        p.print(one.size),
        one.parts ? [' in ', operand(p, one.parts, 'postfix'), ' parts'] : '',
      ];
    case 'duration':
      return [one.unit, ' ', p.print(one.count)];
    case 'sample': {
      const times = one.times ? [' times: ', p.print(one.times)] : '';
      return ['sample ', p.print(one.name), ' ~ ', p.print(one.distribution), times];
    }
    case 'update': {
      const names = join(', ', one.networks.map(p.print));
      const times = one.times ? [' times ', p.print(one.times)] : '';
      const header = ['update ', names, ' with ', p.print(one.optimizer), times, ' '];
      return [...header, termsDoc(p, one, one.statements)];
    }
    case 'term': {
      const name = one.name ? [p.print(one.name), ' = '] : '';
      return [`${one.goal} `, name, p.print(one.value), one.every ? [' every ', p.print(one.every)] : ''];
    }
    case 'average': {
      const from = one.from ? [' from ', p.print(one.from)] : '';
      return [
        'average ',
        p.print(one.value),
        ' as ',
        p.print(one.name),
        ` ${one.rate.kind} `,
        p.print(one.rate.value),
        from,
      ];
    }
    case 'calibrate': {
      const batches = operand(p, one.batches, 'postfix');
      return ['calibrate ', p.print(one.network), ' for ', batches, ' batches ', p.print(one.body)];
    }
    case 'evaluate':
      return ['evaluate ', termsDoc(p, one, one.statements)];
    case 'report': {
      const examples = one.examples ? [' for ', operand(p, one.examples, 'postfix'), ' examples'] : '';
      return ['report ', p.print(one.name), valued(p, one.value), examples];
    }
    case 'optimize': {
      const header = ['optimize ', p.print(one.name), valued(p, one.start), ' with ', p.print(one.optimizer)];
      return [...header, ' for ', operand(p, one.steps, 'postfix'), ' steps ', termsDoc(p, one, one.terms)];
    }
    case 'allow':
      return ['allow ', p.print(one.code), one.reason ? [' ', p.print(one.reason)] : ''];
    case 'argument':
      return one.name ? [p.print(one.name), ': ', p.print(one.value)] : p.print(one.value);
    case 'interval':
      return ['in [', p.print(one.low), ', ', p.print(one.high), ']'];
    default:
      return assertNever(one, 'item');
  }
}

function dataDoc(p: Printing, one: DataDeclaration): Doc {
  const header = ['data ', p.print(one.name), ' from ', operand(p, one.source, 'postfix'), ' '];
  const start = one.source.span.end;
  if (one.augment.length === 0) return [...header, entriesDoc(p, one.fields, start)];
  const fields = one.fields.flatMap((field) => [p.print(field), builders.hardline]);
  const augment = ['augment ', listDoc('{', one.augment.map(p.print), '}', builders.line)];
  return [...header, '{', indent([builders.hardline, ...fields, augment]), builders.hardline, '}'];
}

function headedDoc(p: Printing, one: BlockDeclaration | NetworkDeclaration | InferDeclaration): Doc {
  const word = one.kind === 'network' ? `${one.frozen ? 'frozen ' : ''}${one.role}` : one.kind;
  const parameters = listDoc('(', (one.parameters as readonly Parameter[]).map(p.print), ')');
  const result = one.result ? [' -> ', p.print(one.result)] : '';
  return [word, ' ', p.print(one.name), group([parameters, result]), ' ', p.print(one.body)];
}

function trainDoc(p: Printing, one: TrainDeclaration): Doc {
  const name = one.name ? [p.print(one.name), ' '] : '';
  const after = one.after ? ['after ', p.print(one.after), ' '] : '';
  return ['train ', name, after, blockDoc(p, one, one.statements)];
}

/** A block with one item may stand on one line, where the author had it so. */
function termsDoc(p: Printing, owner: AstNode, items: readonly AstNode[]): Doc {
  const [only] = items;
  if (!only || items.length > 1) return blockDoc(p, owner, items);
  const before = p.text?.lastIndexOf('{', only.span.start) ?? only.span.start;
  return entriesDoc(p, items, Math.max(owner.span.start, before));
}
