/** @file The tensors inside a value: all of them, or each replaced by another. */
import type { DistributionValue, TypedNode, Value } from '../types/value.ts';

/** Every tensor in the value, in order. */
export function leavesOf(value: Value): readonly TypedNode[] {
  switch (value.kind) {
    case 'tensor':
      return [value.node];
    case 'distribution':
      return [...value.parameters.values(), ...(value.components ?? []).flatMap(leavesOf)];
    case 'record':
      return [...value.fields.values()].flatMap(leavesOf);
    case 'list':
      return value.items.flatMap(leavesOf);
    case 'plateList':
      return leavesOf(value.item);
    case 'game':
      return [...value.real, ...value.fake, ...value.against];
    default:
      return [];
  }
}

/** The value with each tensor replaced. */
export function mapNodes(value: Value, replace: (node: TypedNode) => TypedNode): Value {
  switch (value.kind) {
    case 'tensor':
      return { kind: 'tensor', node: replace(value.node) };
    case 'distribution':
      return mapDistribution(value, replace);
    case 'record':
      return {
        ...value,
        fields: new Map([...value.fields].map(([name, part]) => [name, mapNodes(part, replace)])),
      };
    case 'list':
      return { ...value, items: value.items.map((item) => mapNodes(item, replace)) };
    case 'plateList':
      return { ...value, item: mapNodes(value.item, replace) };
    default:
      return value;
  }
}

function mapDistribution(
  value: DistributionValue,
  replace: (node: TypedNode) => TypedNode,
): DistributionValue {
  return {
    ...value,
    parameters: new Map([...value.parameters].map(([name, node]) => [name, replace(node)])),
    ...(value.components ? { components: value.components.map((one) => mapDistribution(one, replace)) } : {}),
  };
}
