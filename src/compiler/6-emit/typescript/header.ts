/** @file The comment at the top of each emitted file: the model, the spec it comes from, the compiler, what the file holds. */
import type { Plan } from '../../../runtime/plan.ts';

const contents: Readonly<Record<string, string>> = {
  'model.ts': 'The weights of each network, and the functions that use a trained model.',
  'steps.ts': 'The training steps: forward pass, loss terms, gradients and optimiser, written out.',
  'health.ts': 'What is watched while it trains: numbers that tell how its players stand.',
  'plan.ts':
    'Everything about the model that is data: state, inputs and outputs of each function, schedules, figures.',
  'graphs.ts': 'The functions of the other files by the names that the plan gives them.',
  'main.ts': 'Trains the model.',
  'use.ts': 'A trained model for your own program: load it, then call its networks and what it infers.',
};

/** Deterministic: no date, no machine. */
export function fileHeader(plan: Plan, path: string): string {
  return [
    '/**',
    ` * ${plan.model}: ${path}`,
    ' *',
    ` * ${contents[path] ?? ''}`,
    ' *',
    ` * Written by genc ${plan.compiler} from a spec with SHA-256 ${plan.specHash}.`,
    ' * Change the spec and compile again instead of editing this file.',
    ' */',
  ].join('\n');
}
