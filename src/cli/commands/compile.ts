/** @file `genc compile`: writes a spec as TypeScript, and its step graphs as ONNX models where asked for. */
import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { SpecOptions } from '../spec-options.ts';
import { addSpecOptions, collectAssignment } from '../spec-options.ts';

interface CompileOptions extends SpecOptions {
  readonly out: string;
  readonly onnx?: boolean;
  readonly with: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** Declares the command. */
export function compileCommand(context: CommandContext): Command {
  const command = new Command('compile')
    .summary('write the TypeScript of a model')
    .description(
      'Compiles a spec to TypeScript that is meant to be read: networks, training steps with their gradients, plan.',
    )
    .argument('<file>', 'the spec, a .gen file')
    .requiredOption('-o, --out <folder>', 'where the files go')
    .option('--onnx', 'write the graphs as ONNX models too')
    .option(
      '--with <infer.parameter=value>',
      'the value of a static parameter (Int, Bool) of an infer, in place of its default (may be repeated)',
      collectAssignment,
      {},
    )
    .option('--json', 'print the list of files as JSON');
  return addSpecOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ genc compile specs/vae.gen --out build/vae\n  $ genc compile specs/autoencoder.gen --out build --with interpolate.steps=16',
    )
    .action((file: string, options: CompileOptions) => run(file, options, context));
}

async function run(file: string, options: CompileOptions, context: CommandContext): Promise<void> {
  const { createNodeHost } = await import('../host.ts');
  const { compileSources } = await import('../compile-spec.ts');
  const { loadSources } = await import('../sources.ts');
  const { declaredSignatures } = await import('../infer/signature.ts');
  const { staticsOf, templatesOf } = await import('../infer/statics.ts');
  const { terminal } = context;
  const spec = await loadSources(file);
  const declared = declaredSignatures(spec, options.model);
  const statics = staticsOf(declared, options.with);
  const { program } = await compileSources(spec, options, context, { statics });
  for (const { name, lacks, example } of templatesOf(declared, statics))
    terminal.say(
      `${name} is not among the functions of use.ts: it needs a value of ${lacks}, as in ${example}`,
    );
  const { emitTypeScript } = await import('../../compiler/6-emit/typescript/emit.ts');
  const files = new Map<string, string | Uint8Array>(await emitTypeScript(program));
  if (options.onnx === true) {
    const { makeModels } = await import('../artifacts.ts');
    for (const [name, model] of await makeModels(program)) {
      files.set(`onnx/${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.onnx`, model);
    }
  }
  const host = createNodeHost();
  await host.makeFolder(options.out);
  if (options.onnx === true) await host.makeFolder(host.join(options.out, 'onnx'));
  const written: string[] = [];
  for (const [name, content] of files) {
    const target = host.join(options.out, name);
    await host.writeFileAtomically(target, content);
    written.push(target);
  }
  if (options.json === true) terminal.data(JSON.stringify({ files: written }));
  else for (const name of written) terminal.data(name);
}
