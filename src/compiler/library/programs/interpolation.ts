/**
 * @file `interpolation`: rows of pictures on straight lines between draws of a prior, as DCGAN's figure 4 shows that a generator has
 * not learned its data by heart. A grid of rows and steps; what it is made of can be written out by `for`, `linspace` and `draws`.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { realType } from '../../types/type.ts';
import type { PlateListValue, TypedNode, Value } from '../../types/value.ts';
import { describe } from '../describe.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { elementwise } from '../lowering.ts';
import { familyOf } from '../objectives/likelihood.ts';
import { errorValue } from '../../types/value.ts';
import { everyOf, everyParameter } from './figures.ts';

export const interpolation: FunctionDefinition = {
  name: 'interpolation',
  group: 'figure',
  summary:
    'Pictures that a network makes of points on straight lines between draws of a prior: `rows` lines (default 8) of `steps` points (default 10), ends included.',
  source: 'Radford, Metz & Chintala 2016, section 6.1',
  parameters: [
    { name: 'network', kind: 'value' },
    { name: 'between', kind: 'distribution' },
    { name: 'rows', kind: 'int', optional: true },
    { name: 'steps', kind: 'int', optional: true },
    everyParameter,
  ],
  apply(call) {
    const rows = call.has('rows') ? call.int('rows') : 8;
    const steps = call.has('steps') ? call.int('steps') : 10;
    if (!positive(call, 'rows', rows, limits.items) || !positive(call, 'steps', steps, limits.items))
      return errorValue;
    const prior = call.distribution('between');
    const rowPlate = { name: call.plateName('rows'), size: rows };
    const stepPlate = { name: call.plateName('steps'), size: steps };
    const draw = (site: string): TypedNode => familyOf(prior).sample(call, prior, site, rowPlate);
    const [from, to] = [draw('from'), draw('to')];
    const points = Array.from({ length: steps }, (_, i) => (steps === 1 ? 0 : i / (steps - 1)));
    const t = call.unroll(call.constant(points, [steps]), stepPlate);
    const rank = prior.event.length;
    const z = call.node({
      name: 'lerp',
      inputs: [from, to, t],
      type: realType(prior.event),
      lower: elementwise(rank, (b, a, other, at) => b.add(a!, b.multiply(b.subtract(other!, a!), at!))),
    });
    const made = call.invoke(call.value('network'), [{ kind: 'tensor', node: z }], call.span);
    const picture = pictureOf(call, made);
    if (!picture) return errorValue;
    const along: PlateListValue = { kind: 'plateList', plate: stepPlate, item: picture };
    const value: Value = { kind: 'plateList', plate: rowPlate, item: along };
    return {
      kind: 'figure',
      figure: {
        kind: 'grid',
        parts: [{ value, label: 'interpolation' }],
        count: 1,
        columns: undefined,
        above: undefined,
        beside: undefined,
        every: everyOf(call),
      },
    };
  },
};

/** An image as it is, a distribution of images by its mean; undefined where something else was made (reported). */
function pictureOf(call: Call, made: Value): Value | undefined {
  if (made.kind === 'error') return undefined;
  const node =
    made.kind === 'tensor'
      ? made.node
      : made.kind === 'distribution'
        ? familyOf(made).mean?.(call, made)
        : undefined;
  if (node?.type.shape.length === 3) return { kind: 'tensor', node };
  call.report(
    diagnostic(
      'type/grid-part',
      call.spanOf('network'),
      { found: node ? `a tensor of rank ${node.type.shape.length}` : describe(made) },
      { help: 'name a network that makes an Image[h, w, c] of one draw' },
    ),
  );
  return undefined;
}
