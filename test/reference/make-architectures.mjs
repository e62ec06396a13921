/*
 * Makes the expected values in architectures/ from a folder of architecture fact sheets (one JSON file a variant:
 * every layer's operation, window, padding, output, parameters and multiply-adds, the net's totals and its published
 * errors), which were gathered from the papers and executed layer by layer in PyTorch 1.13, every shape asserted and every count taken
 * by hooks. Nothing here is computed by this project.
 *
 *   node test/reference/make-architectures.mjs <folder of fact sheets>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOLS, SOURCES } from './published-protocols.mjs';

/**
 * The zoo's id, and the fact sheet that describes it.
 * @type {Record<string, string>}
 */
const SHEETS = {
  lenet5: 'lenet5-28-pad2',
  lenet5_1998: 'lenet5-1998',
  alexnet: 'alexnet-cs231n',
  alexnet_two_groups: 'alexnet-2012-grouped',
  alexnet_torchvision: 'alexnet-torchvision',
  zfnet: 'zfnet-225',
  zfnet_wide: 'zfnet-512-1024-512',
  googlenet: 'googlenet',
  googlenet_torchvision: 'googlenet-torchvision',
  inception_v2: 'bn-inception',
  inception_v3: 'inception-v3-torchvision',
  inception_v4: 'inception-v4',
  inception_resnet_v2: 'inception-resnet-v2',
  resnet18: 'resnet18',
  resnet34: 'resnet34',
  'resnet18-option-a': 'resnet18-A',
  'resnet34-option-a': 'resnet34-A',
  plain18: 'plain18',
  plain34: 'plain34',
};
for (const depth of [11, 13, 16, 19]) {
  SHEETS[`vgg${depth}`] = `vgg${depth}`;
  SHEETS[`vgg${depth}_bn`] = `vgg${depth}-bn`;
}
for (const depth of [50, 101, 152]) {
  SHEETS[`resnet${depth}`] = `resnet${depth}-v1`;
  SHEETS[`resnet${depth}_v1_5`] = `resnet${depth}-v1.5`;
}
for (const depth of [20, 32, 44, 56, 110]) {
  SHEETS[`resnet${depth}`] = `cifar-resnet${depth}`;
  SHEETS[`plain${depth}`] = `cifar-plain${depth}`;
}

/**
 * Published errors that the sheets leave to the list of famous figures beside them, or put into words.
 * @type {Record<string, { top1_error?: number, top5_error?: number, protocol: string, source: string }[]>}
 */
const FURTHER_ERRORS = {
  googlenet: [{ top5_error: 9.15, protocol: '1 net, 10 crops, val', source: 'GoogLeNet Table 3' }],
  inception_v3: [
    { top1_error: 17.2, top5_error: 3.46, protocol: '4 nets, 144 crops, val', source: 'v3 paper Table 5' },
    { top5_error: 3.58, protocol: '4 nets, 144 crops, test', source: 'v3 paper Table 5' },
  ],
};
for (const id of ['zfnet', 'zfnet_wide']) {
  FURTHER_ERRORS[id] = [
    { top5_error: 11.7, protocol: "Clarifai's ensemble, test", source: 'ILSVRC-2013 results' },
  ];
}
for (const id of ['vgg16', 'vgg19']) {
  FURTHER_ERRORS[id] = [
    { top5_error: 7.3, protocol: '7-net ILSVRC-2014 submission, test', source: 'VGG Table 6/7' },
    {
      top5_error: 6.8,
      protocol: '2 nets, multi-crop & dense, after the challenge, test',
      source: 'VGG Table 6/7',
    },
  ];
}

/** @type {Record<string, string>} */
const OPERATIONS = {
  conv: 'conv',
  fc: 'dense',
  rbf: 'dense',
  relu: 'activation',
  tanh: 'activation',
  scaled_tanh: 'activation',
  sigmoid_or_tanh: 'activation',
  maxpool: 'maxPool',
  avgpool: 'avgPool',
  adaptive_avgpool: 'adaptiveAvgPool',
  global_avgpool: 'globalAvgPool',
  subsample: 'subsample',
  batchnorm: 'batchNorm',
  lrn: 'lrn',
  dropout: 'dropout',
  flatten: 'flatten',
  concat: 'concat',
  add: 'add',
  shortcut_A: 'padShortcut',
};

const COLUMNS = ['name', 'type', 'inputs', 'output', 'params', 'nonTrainable', 'multiplyAdds', 'details'];

/**
 * What tells two layers of one operation apart: the window, or the constants.
 * @param {any} layer one layer of a fact sheet
 */
function details(layer) {
  switch (layer.op) {
    case 'conv':
      return {
        kernel: layer.kernel,
        stride: layer.stride,
        pad: layer.pad,
        groups: layer.groups ?? 1,
        bias: layer.bias,
      };
    case 'maxpool':
      return { kernel: layer.kernel, stride: layer.stride, pad: layer.pad };
    case 'avgpool':
      return {
        kernel: layer.kernel,
        stride: layer.stride,
        pad: layer.pad,
        countIncludePad: layer.count_include_pad,
      };
    case 'batchnorm':
      return { epsilon: layer.eps, momentum: 1 - layer.momentum_torch };
    case 'lrn':
      return { tfjs: layer.tfjs_args };
    case 'dropout':
      return { rate: layer.rate };
    case 'add':
      return { scale: layer.residual_scale ?? 1 };
    default:
      return undefined;
  }
}

/**
 * The fact sheets call the lecture whose tables they check 'the seed'.
 * @param {string} text
 */
const inWords = (text) => text.replace(/\bseed\b/gi, 'lecture');

/**
 * @param {string} id
 * @param {any[]} errors those of the sheet
 */
function publishedErrors(id, errors) {
  const further = FURTHER_ERRORS[id] ?? [];
  // A sheet's row that puts two splits into one gives way to its parts.
  const own = errors.filter(({ top5_error }) => !further.some((error) => error.top5_error === top5_error));
  return [...own, ...further].map(({ top1_error, test_error, top5_error, protocol, source }) => ({
    top1Error: top1_error ?? test_error ?? undefined,
    top5Error: top5_error ?? undefined,
    ...known(PROTOCOLS, protocol),
    words: protocol,
    source,
    ...known(SOURCES, source),
  }));
}

/**
 * @template Data
 * @param {Readonly<Record<string, Data>>} table
 * @param {string} words
 */
function known(table, words) {
  const data = table[words];
  if (data === undefined) throw new Error(`published-protocols.mjs does not know '${words}'`);
  return data;
}

/** @param {any} check */
const provenance = (check) =>
  inWords(
    [check.method, check.what, check.source, check.reference].filter((part) => part != null).join('; '),
  );

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node test/reference/make-architectures.mjs <folder of fact sheets>');
  process.exit(2);
}
for (const [id, sheet] of Object.entries(SHEETS)) {
  const facts = JSON.parse(readFileSync(join(folder, `${sheet}.json`), 'utf8'));
  const field = facts.receptive_field;
  const head = {
    id,
    variant: sheet,
    paper: `${facts.paper} (${facts.paper_url})`,
    description: inWords(facts.description),
    checkedBy: facts.checks.map(provenance),
    published: publishedErrors(id, facts.published),
    input: facts.input,
    numClasses: facts.num_classes,
    totals: {
      params: facts.params_trainable,
      nonTrainable: facts.params_nontrainable,
      multiplyAdds: facts.macs,
      activations: facts.activations_seed_convention,
    },
    totalsWithAuxiliary: {
      params: facts.params_trainable_with_aux ?? facts.params_trainable,
      nonTrainable: facts.params_nontrainable_with_aux ?? facts.params_nontrainable,
      multiplyAdds: facts.macs_with_aux ?? facts.macs,
    },
    receptiveFields: Object.values(field).map((/** @type {any} */ at) => ({
      layer: at.layer,
      size: at.size,
      stride: at.effective_stride,
    })),
    columns: COLUMNS,
  };
  const rows = facts.layers.map((/** @type {any} */ layer) => {
    const row = [
      layer.name,
      OPERATIONS[String(layer.op)],
      layer.inputs,
      layer.out,
      layer.params,
      layer.nontrainable,
      layer.macs,
    ];
    const extra = details(layer);
    return JSON.stringify(extra === undefined ? row : [...row, extra]);
  });
  const text = JSON.stringify(head, null, 1).replace(
    /\n}$/,
    `,\n "layers": [\n  ${rows.join(',\n  ')}\n ]\n}\n`,
  );
  writeFileSync(new URL(`architectures/${id}.json`, import.meta.url), text);
}
