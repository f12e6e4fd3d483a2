/** @file Collects a graph's inputs and outputs in the plan's form while the graph is built. */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { GraphPlan, InputPlan, InputRole, OutputPlan, OutputRole } from '../../runtime/plan.ts';

export class GraphEnds {
  private readonly b: GraphBuilder;
  private readonly inputs = new Map<string, InputPlan>();
  private readonly outputs: OutputPlan[] = [];

  constructor(b: GraphBuilder) {
    this.b = b;
  }

  readonly input = (name: string, shape: readonly number[], dtype: 'f32' | 'i32', role: InputRole): Value => {
    if (!this.inputs.has(name)) this.inputs.set(name, { name, shape, dtype, ...role });
    return this.b.input(name, shape, dtype);
  };

  output(name: string, value: Value, role: OutputRole): void {
    this.b.output(name, value);
    this.outputs.push({ name, shape: value.shape, dtype: value.dtype, ...role });
  }

  hasOutput(name: string): boolean {
    return this.outputs.some((one) => one.name === name);
  }

  /** The plan; costs are filled in after 5-transform. */
  plan(): GraphPlan {
    return {
      name: this.b.name,
      inputs: [...this.inputs.values()],
      outputs: this.outputs,
      flops: 0,
      peakBytes: 0,
      kernels: 0,
    };
  }
}
