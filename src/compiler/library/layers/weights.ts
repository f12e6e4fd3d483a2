/**
 * @file Parameters that layers with weights share, and the starting values that they name. The default is uniform on
 * +-1/sqrt(fan-in), for weights and biases, as PyTorch's layers have it.
 */
import { isKnown } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import type { Call, ParameterDefinition, WeightInit } from '../definition.ts';

export const layerParameters: readonly ParameterDefinition[] = [
  { name: 'init', kind: 'initializer', optional: true },
  { name: 'biasInit', kind: 'initializer', optional: true },
  { name: 'bias', kind: 'symbol', symbols: ['none'], optional: true },
];

/** The starting values that a layer's `init` or `biasInit` asks for. Fans count the weights that meet in one unit. */
export function weightInit(call: Call, parameter: 'init' | 'biasInit', fanIn: Dim, fanOut: Dim): WeightInit {
  // A block that is checked by itself has no weights to start.
  if (!isKnown(fanIn) || !isKnown(fanOut)) return { kind: 'constant', value: 0 };
  const given = call.initializer(parameter);
  if (given?.node) return { kind: 'computed', node: given.node, factor: 1, span: call.spanOf(parameter) };
  const [first = 0, second = 0] = given?.arguments ?? [];
  switch (given?.name) {
    case 'normal':
      return { kind: 'normal', mean: first, stddev: second };
    case 'uniform':
      return { kind: 'uniform', low: first, high: second };
    case 'zeros':
      return { kind: 'constant', value: 0 };
    case 'ones':
      return { kind: 'constant', value: 1 };
    case 'constant':
      return { kind: 'constant', value: first };
    case 'orthogonal':
      return { kind: 'orthogonal', gain: given.arguments.length > 0 ? first : 1 };
    // Glorot & Bengio 2010, eq. 16
    case 'glorot': {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return { kind: 'uniform', low: -limit, high: limit };
    }
    // He et al. 2015, eq. 10
    case 'he':
      return { kind: 'normal', mean: 0, stddev: Math.sqrt(2 / fanIn) };
    default: {
      const limit = 1 / Math.sqrt(fanIn);
      return { kind: 'uniform', low: -limit, high: limit };
    }
  }
}
