/**
 * @file The spec of the classifier behind frechetDistance and classifierAccuracy, for one field of one source: the very declaration
 * of the spec that is measured (its options, transforms, sizes and range), so that what is generated fits as it is. For MNIST as
 * it comes it is specs/classifier.gen.
 */
import type { ClassifierRequest } from '../../runtime/measures/classifier.ts';
import type { FieldPlan, ParamValue } from '../../runtime/plan.ts';

/** The network whose outputs are used, and their names. */
export const classifierNetwork = { name: 'C', features: 'features', logits: 'label.logits' } as const;

/** Numbers that stand for an image. */
const features = 64;
const batch = 64;
/** Fewer examples than this are shown more than three times. */
const leastSteps = 1500;

/** The text of the spec; `count` is the number of training examples. Throws where the field is no image. */
export function classifierSpec({ source, field: name, labels }: ClassifierRequest, count: number): string {
  const field = source.fields.find((one) => one.name === name);
  const [height = 0, width = 0, channels = 0] = field?.shape ?? [];
  if (!field || channels === 0) throw new Error(`internal error: ${source.name}.${name} is no image`);
  const type = `Image[${height}, ${width}, ${channels}]${field.range ? ` in [${field.range.join(', ')}]` : ''}`;
  const classes = `Class[${labels.classes}]`;
  const duration = (3 * count) / batch >= leastSteps ? 'epochs 3' : `steps ${leastSteps}`;
  return `/// A small classifier, whose features and verdicts measure generated images: see frechetDistance. Written by genc for one data declaration.
model Classifier {
  data labelled from ${source.loader}${optionsText(source.options)} {
    image: ${type}${derivation(field, 'image')}
    label: ${classes}${labels.column === 'label' ? '' : ` = ${labels.column}`}
  }

  network C(x: ${type}) -> { features: Vector[${features}], label: Categorical[${labels.classes}] } {
    let h = x |> ${stages(height, width).join('\n      |> ')}
      |> flatten |> dense(${features}) |> relu
    { features: h, label: Categorical(logits: h |> dense(${labels.classes})) }
  }

  train {
    batch ${batch}
    ${duration}
    update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  }
  evaluate { report accuracy = accuracy(C(labelled.image).label, labelled.label) }
}
`;
}

/** Convolutions, each with half the pixels of the last as long as these can be halved. */
function stages(height: number, width: number): readonly string[] {
  const found: string[] = [];
  let [h, w, filters] = [height, width, 16];
  do {
    const halves = h % 2 === 0 && w % 2 === 0 && Math.min(h, w) >= 8;
    found.push(`conv2d(${filters}, kernel: 3) |> relu${halves ? ' |> maxPool(2)' : ''}`);
    if (!halves) break;
    [h, w, filters] = [h / 2, w / 2, Math.min(2 * filters, 64)];
  } while (Math.min(h, w) > 7);
  return found;
}

function optionsText(options: Readonly<Record<string, ParamValue>>): string {
  const entries = Object.entries(options).map(([name, value]) => `${name}: ${valueText(name, value)}`);
  return entries.length === 0 ? '' : `(${entries.join(', ')})`;
}

/** Options that are words, as in `half: first`, are written as such. */
const wordOptions: ReadonlySet<string> = new Set(['half', 'layout', 'domain', 'fit', 'unreadable']);

function valueText(name: string, value: ParamValue): string {
  if (typeof value === 'string') return wordOptions.has(name) ? value : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `[${value.map((item) => valueText(name, item)).join(', ')}]`;
}

/** ` = pad(image, 2)`: where the field is not the column of its own name. */
function derivation({ column, transforms }: FieldPlan, name: string): string {
  if (column === name && transforms.length === 0) return '';
  const text = transforms.reduce((inner, { kind, options }) => {
    const given = Object.values(options).map((value) => String(value));
    return `${kind}(${[inner, ...given].join(', ')})`;
  }, column);
  return ` = ${text}`;
}
