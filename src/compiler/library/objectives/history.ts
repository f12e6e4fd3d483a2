/**
 * @file history(x, size:): values of earlier steps in place of some of this step's, for a discriminator that should not forget (Shrivastava et
 * al. 2017, section 2.3; CycleGAN). Of a record all fields of an example go into one slot and come out together, so that a past picture keeps
 * its own condition: they lie in the pool as one vector. Here is what it takes and gives; how the pool moves is 4-lower/history.ts.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { isReal } from '../../types/derivative-paths.ts';
import { countOf, known, knownShape, sumOfDims } from '../../types/dims.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { countFault, limits } from '../limits.ts';

export const history: FunctionDefinition = {
  name: 'history',
  group: 'game',
  summary:
    'Past values, as data: a pool of `size` fills first; then half of the examples pass, and each of the others goes into a random slot and what stood there comes out. Of a record `{ x: fake, y: y }` the fields stay together.',
  source: 'Shrivastava et al. 2017, section 2.3',
  parameters: [
    { name: 'x', kind: 'value' },
    { name: 'size', kind: 'int' },
  ],
  apply(call) {
    const x = call.value('x');
    const fields = x.kind === 'record' ? [...x.fields] : [['x', x] as const];
    const parts = fields.flatMap(([name, value]) => {
      const node = partOf(call, name, value, x.kind === 'record');
      return node ? [{ name, node }] : [];
    });
    if (parts.length < fields.length || parts.length === 0) return { kind: 'error' };
    const size = call.int('size');
    const fault = countFault(call.spanOf('size'), 'size', size, limits.items);
    if (fault) return call.report(fault);
    if (x.kind !== 'record') return { kind: 'tensor', node: call.history(parts[0]!.node, size) };
    const nodes = parts.map(({ node }) => node);
    const past = unpacked(call, call.history(packed(call, nodes), size), nodes);
    return {
      kind: 'record',
      fields: new Map(parts.map(({ name }, i) => [name, { kind: 'tensor', node: past[i]! }])),
    };
  },
};

/** What a pool keeps: real numbers, and beside them, in a record, classes and whole numbers. Undefined (reported) for anything else. */
function partOf(call: Call, name: string, value: Value, isField: boolean): TypedNode | undefined {
  const node = value.kind === 'tensor' ? value.node : call.operand('x', value);
  if (!node) return undefined;
  const { type, plates } = node;
  const isWhole = type.element === 'class' || type.element === 'int';
  if (!isReal(type.element) && !(isField && isWhole)) {
    const wanted = isField ? 'numbers or classes' : 'real numbers';
    const facts = { name, of: 'history', wanted, found: formatType(type) };
    call.report(diagnostic('type/argument-kind', call.spanOf('x'), facts));
    return undefined;
  }
  if (plates.length > 0) {
    const help = `reduce it first, over ${plates.join(', ')}: a pool keeps one value of an example`;
    call.report(diagnostic('shape/unreduced-plate', call.spanOf('x'), { plates, goal: 'history' }, { help }));
    return undefined;
  }
  return node;
}

const countIn = ({ type }: TypedNode): number => known(countOf(type.shape));

/** The values of all nodes as one vector; whole numbers are exact in it up to 2^24. */
function packed(call: Call, nodes: readonly TypedNode[]): TypedNode {
  return call.node({
    name: 'pack',
    inputs: nodes,
    type: realType([sumOfDims(nodes.map(({ type }) => countOf(type.shape)))]),
    lower: (context) => {
      const { b, plates } = context;
      const lead = plates.map(({ size }) => size);
      const rows = nodes.map((node, i) =>
        b.reshape(b.cast(context.full(i), 'f32'), [...lead, countIn(node)]),
      );
      return { value: rows.length === 1 ? rows[0]! : b.concat(rows, lead.length), plates };
    },
  });
}

/** The parts of such a vector, each of the type of its node. */
function unpacked(call: Call, vector: TypedNode, nodes: readonly TypedNode[]): readonly TypedNode[] {
  return nodes.map((node, i) =>
    call.node({
      name: 'part',
      inputs: [vector],
      type: node.type,
      lower: ({ b }, inputs) => {
        const { value, plates } = inputs[0]!;
        const lead = plates.map(({ size }) => size);
        const first = nodes.slice(0, i).reduce((sum, one) => sum + countIn(one), 0);
        const part = b.slice(value, [...lead.map(() => 0), first], [...lead, countIn(node)]);
        const shaped = b.reshape(part, [...lead, ...knownShape(node.type.shape)]);
        return { value: isReal(node.type.element) ? shaped : b.cast(shaped, 'i32'), plates };
      },
    }),
  );
}
