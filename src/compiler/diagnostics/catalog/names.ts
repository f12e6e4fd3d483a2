/** @file Catalog entries of the families `name/` and `param/`. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser, gan, latentParam, vae } from './example-specs.ts';

export const nameCatalog = {
  'name/unknown': entry<{ name: string }>({
    severity: 'error',
    title: 'a name that nothing declares',
    message: ({ name }) => `\`${name}\` is not declared`,
    explanation:
      "The name stands for nothing that can be seen from here. A body sees its parameters, its own `let` and `sample` names above it, the sizes of its signature, and the model's params, data, priors and networks; it does not see what another body defines. Most often it is a slip of the pen, or a definition that stands inside of another block. Mend the name, or define it before it is used.",
    example: {
      wrong: vae(['dense(64)', 'dense(hidden)']),
      right: vae(),
    },
  }),
  'name/duplicate': entry<{ name: string; what: string }>({
    severity: 'error',
    title: 'a name declared twice',
    message: ({ name, what }) => `the ${what} ${name} is declared twice`,
    explanation:
      'Two declarations have one name, so a use of it could mean either. Values of a model (params, data, priors, networks, blocks, infers) share one space of names; figures, tracks, reports and phases have their own. The second place is the first declaration. Give one of them another name.',
    example: {
      wrong: vae(['  prior pz', '  param q = 2\n  prior pz']),
      right: vae(),
    },
  }),
  'name/duplicate-term': entry<{ name: string }>({
    severity: 'error',
    title: 'two terms of one name',
    message: ({ name }) => `this update has two terms named ${name}`,
    explanation:
      'The terms of one update are logged by name, and two of them have the same one. An unnamed term takes the name of what it minimises, so two calls of `kl` collide. Give them names of their own: `minimize divergence = kl(q, pz)`.',
    example: {
      wrong: copier([
        '{ minimize mse(f(z), z) }',
        '{\n      minimize mse(f(z), z)\n      minimize mse(f(2 * z), z)\n    }',
      ]),
      right: copier([
        '{ minimize mse(f(z), z) }',
        '{\n      minimize plain = mse(f(z), z)\n      minimize scaled = mse(f(2 * z), z)\n    }',
      ]),
    },
  }),
  'name/import-cycle': entry<{ path: string }>({
    severity: 'error',
    title: 'files that import each other',
    message: ({ path }) => `importing "${path}" leads back to this file`,
    explanation:
      'The file imports another file, which, directly or by others, imports this one. Blocks are read from the imported file before this one can be used, so there is no order that works. Move what both need into a third file that imports neither.',
    example: {
      wrong:
        'import { down } from "spec.gen"\nblock up(x: Image[h, w, c]) -> Image[2*h, 2*w, c] {\n  x |> upsample(2)\n}\n',
      right: 'block up(x: Image[h, w, c]) -> Image[2*h, 2*w, c] {\n  x |> upsample(2)\n}\n',
    },
  }),
  'name/missing-import': entry<{ path: string; resolved: string }>({
    severity: 'error',
    title: 'an imported file that is not there',
    message: ({ path, resolved }) => `there is no file "${path}" (looked for ${resolved})`,
    explanation:
      'The path of an import is read from the folder of the importing file, with forward slashes, and ends in .gen. There is no file at that place; the message names the path that was looked for. Mend the path, or move the file.',
    example: {
      wrong:
        'import { down } from "layers/down.gen"\nblock half(x: Image[h, w, c]) -> Image[h/2, w/2, c] {\n  x |> avgPool(2)\n}\n',
      right: 'block half(x: Image[h, w, c]) -> Image[h/2, w/2, c] {\n  x |> avgPool(2)\n}\n',
    },
  }),
  'name/no-model': entry<{ path: string }>({
    severity: 'error',
    title: 'a file without a model',
    message: ({ path }) => `${path} declares no model`,
    explanation:
      'A file that is compiled declares a model: its data, its networks and how they are trained. This one declares nothing. A file of blocks alone can be imported by others and can be checked, but there is nothing in it to train.',
    example: {
      wrong: '// The model is still to come.\n',
      right: copier(),
    },
  }),
  'name/too-early': entry<{ name: string }>({
    severity: 'error',
    title: 'a name used before it has a value',
    message: ({ name }) => `\`${name}\` has no value yet where this is worked out`,
    explanation:
      "A model's declarations are worked out kind by kind, each kind in the order of the file: params first, then data, learned weights, states, priors and lets. Networks, blocks and infers are known to all but params. So a prior may have the size that a param gives, and a param can't be made from a prior, a network or a param below it. Write the value out, or turn the declaration that needs it into a `let`.",
    example: {
      wrong: vae(
        ['  prior pz', '  param wide = 2 * narrow\n  param narrow = 8\n  prior pz'],
        ['dense(64)', 'dense(wide)'],
      ),
      right: vae(
        ['  prior pz', '  param narrow = 8\n  param wide = 2 * narrow\n  prior pz'],
        ['dense(64)', 'dense(wide)'],
      ),
    },
  }),
  'name/unknown-argument': entry<{ name: string; of: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an argument that the function does not have',
    message: ({ name, of }) => `${of} has no argument ${name}`,
    explanation:
      'The function, layer or block has no argument of this name. An argument that is accepted and then ignored would be worse: a penalty that is never applied, a stride that stays 1. The help line gives the nearest name, or the arguments that there are.',
    example: {
      wrong: denoiser(['conv2d(1, kernel: 3)', 'conv2d(1, kernal: 3)']),
      right: denoiser(),
    },
  }),
  'name/unknown-distribution': entry<{ name: string }>({
    severity: 'error',
    title: 'an unknown distribution',
    message: ({ name }) => `there is no distribution ${name}`,
    explanation:
      'Only distributions are written with sizes in brackets and parameters in parentheses, as in Normal[20](mean: 0, stddev: 1), and there is none of this name. The family decides the log-density, the KL and the sampler, so it must be one that the compiler knows. The Gaussian is called Normal.',
    example: {
      wrong: vae(['prior pz = Normal[8]', 'prior pz = Norml[8]']),
      right: vae(),
    },
  }),
  'name/unknown-import': entry<{ name: string; path: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an imported name that the file does not declare',
    message: ({ name, path }) => `"${path}" declares no block ${name}`,
    explanation:
      'The imported file is there, but declares no block of this name. Only blocks can be imported: networks own weights, so they belong to one model. The help line names the nearest block, or those that the file has.',
    example: {
      wrong:
        'import { downs } from "blocks.gen"\nblock quarter(x: Image[h, w, c]) -> Image[h/4, w/4, c] {\n  x |> downs |> downs\n}\n// file blocks.gen\nblock down(x: Image[h, w, c]) -> Image[h/2, w/2, c] {\n  x |> avgPool(2)\n}\n',
      right:
        'import { down } from "blocks.gen"\nblock quarter(x: Image[h, w, c]) -> Image[h/4, w/4, c] {\n  x |> down |> down\n}\n// file blocks.gen\nblock down(x: Image[h, w, c]) -> Image[h/2, w/2, c] {\n  x |> avgPool(2)\n}\n',
    },
  }),
  'name/unknown-member': entry<{ member: string; of: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a member that the value does not have',
    message: ({ member, of, known }) =>
      `${of} has no ${member}${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
    explanation:
      'The value has no part of this name. A data source has the fields that its declaration lists, not all columns of the data; a game has the losses of its players; a record has the fields that it was made with. Mend the name, or declare the field.',
    example: {
      wrong: vae(['digits.image', 'digits.images']),
      right: vae(),
    },
  }),
  'name/unknown-model': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a model that the file does not have',
    message: ({ name }) => `this file has no model ${name}`,
    explanation:
      'The file has models, but none of the name given by --model. Without --model the first one is compiled.',
    example: {
      wrong: `// genc check spec.gen --model Gann\n${gan()}`,
      right: `// genc check spec.gen --model Gan\n${gan()}`,
    },
  }),
  'name/unknown-network': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an update of something that is no network',
    message: ({ name }) => `${name} is not a network of this model`,
    explanation:
      'An update names the networks whose weights it changes, and this name is none of them. Blocks have no weights of their own, and params, priors and samples have none at all. Name the network in which the weights are, or declare the block as a network.',
    example: {
      wrong: gan(['update D with', 'update discriminator with']),
      right: gan(),
    },
  }),
  'name/unknown-plate': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a reduction over an unknown plate',
    message: ({ name, known }) =>
      `there is nothing named ${name} to reduce over; known here: ${known.join(', ')}`,
    explanation:
      'A reduction is over something: the event (all axes of a value), its pixels or channels, the batch, or a plate that `sample ... times: K` opened, by the name written there. This name is none of those that the value has. Summing over the wrong axis gives a loss that still goes down and means something else, so it is refused.',
    example: {
      wrong: copier(['minimize mse(f(z), z)', 'minimize mean(square(f(z) - z), over: K)']),
      right: copier(['minimize mse(f(z), z)', 'minimize mean(square(f(z) - z), over: event)']),
    },
  }),
  'name/unknown-type': entry<{ name: string }>({
    severity: 'error',
    title: 'an unknown type',
    message: ({ name }) => `there is no type ${name}`,
    explanation:
      "There is no type of this name. Tensors are Image[h, w, c], Vector[n], Tensor[...] and Real; a score is a Logit, a label a Class[n]; distributions are types too, such as Normal[20]. Sizes and names in other frameworks' words (Tensor2D, float32) are not needed: every number is a 32-bit float.",
    example: {
      wrong: denoiser(['-> Image[28, 28, 1]', '-> Picture[28, 28, 1]']),
      right: denoiser(),
    },
  }),
  'param/override': entry<{ name: string; given: string; wanted: string }>({
    severity: 'error',
    title: 'a --set value of the wrong kind',
    message: ({ name, given, wanted }) => `${name} takes ${wanted}, but --set gives "${given}"`,
    explanation:
      'A param keeps the kind of its default: a whole number stays a whole number, a list a list, a data source a data source. What --set gives is of another kind, so nothing that uses the param could be checked. Give a value of the same kind. A data declaration takes another source: --set digits=fashionMnist.',
    example: {
      wrong: `// genc check spec.gen --set latent=large\n${vae(...latentParam)}`,
      right: `// genc check spec.gen --set latent=16\n${vae(...latentParam)}`,
    },
  }),
  'param/unknown': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: '--set of a param that the model does not have',
    message: ({ name }) => `the model has no param ${name} to set`,
    explanation:
      '--set changes a param that the model declares, or the source of its data, and it declares none of this name. Nothing is ignored in silence: a mistyped option would leave a whole experiment at its default. The help line gives the nearest name.',
    example: {
      wrong: `// genc check spec.gen --set latnet=16\n${vae(...latentParam)}`,
      right: `// genc check spec.gen --set latent=16\n${vae(...latentParam)}`,
    },
  }),
};
