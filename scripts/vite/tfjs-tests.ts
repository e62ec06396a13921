import type { Plugin } from 'vite';

/** tfjs's own tests of gradients and of the operations that nets and their training use. */
const names = [
  'engine',
  'gradients',
  'tape',
  'variable',
  'ops/add',
  'ops/add_n',
  'ops/arg_max',
  'ops/arithmetic',
  'ops/avg_pool',
  'ops/batchnorm',
  'ops/binary_ops',
  'ops/broadcast_to',
  'ops/clip_by_value',
  'ops/clone',
  'ops/concat',
  'ops/conv1d',
  'ops/conv2d',
  'ops/conv2d_transpose',
  'ops/equal',
  'ops/exp',
  'ops/expand_dims',
  'ops/fill',
  'ops/fused/fused_conv2d',
  'ops/fused/fused_mat_mul',
  'ops/greater',
  'ops/greater_equal',
  'ops/less',
  'ops/less_equal',
  'ops/local_response_normalization',
  'ops/log',
  'ops/log_softmax',
  'ops/logical_and',
  'ops/logical_not',
  'ops/losses/softmax_cross_entropy',
  'ops/mat_mul',
  'ops/max',
  'ops/max_pool',
  'ops/mean',
  'ops/min',
  'ops/moments',
  'ops/neg',
  'ops/not_equal',
  'ops/one_hot',
  'ops/ones',
  'ops/ones_like',
  'ops/pad',
  'ops/pool',
  'ops/range',
  'ops/relu',
  'ops/relu6',
  'ops/rsqrt',
  'ops/sigmoid',
  'ops/slice1d',
  'ops/slice2d',
  'ops/slice3d',
  'ops/slice4d',
  'ops/slice',
  'ops/softmax',
  'ops/split',
  'ops/sqrt',
  'ops/square',
  'ops/squeeze',
  'ops/stack',
  'ops/step',
  'ops/sub',
  'ops/sum',
  'ops/tanh',
  'ops/tile',
  'ops/transpose',
  'ops/unstack',
  'ops/where',
  'ops/zeros',
  'ops/zeros_like',
];

/** What is to be bundled for them: they alone, and Jasmine. */
export const tfjsTestPackages = [
  '@tensorflow/tfjs-core/dist/tests.js',
  'jasmine-core/lib/jasmine-core/jasmine.js',
];

const environments = 'export const TEST_ENVS = [];';

/**
 * Makes tfjs-core's `dist/tests.js`, which imports all tests, import these. They find the backends to run on in the
 * global `tfjsTestEnvironments`: once they are bundled, tfjs's list of these cannot be reached.
 */
export function tfjsTests(): Plugin {
  return {
    name: 'cnn-zoo:tfjs-tests',
    transform: {
      filter: { id: /tfjs-core\/dist\/.*(_test|tests|jasmine_util)\.js$/ },
      handler(code, id) {
        // The package says that importing a test has no effect; the bundler would leave it out.
        if (id.endsWith('_test.js')) return { code, map: null, moduleSideEffects: true };
        if (id.endsWith('tests.js')) {
          const imports = names.map((name) => `import './${name}_test.js';`);
          return { code: imports.join('\n'), map: null, moduleSideEffects: true };
        }
        if (!code.includes(environments)) {
          this.error(
            "tfjs-core's tests no longer list their backends as scripts/vite/tfjs-tests.ts expects.",
          );
        }
        return {
          code: code.replace(environments, 'export const TEST_ENVS = globalThis.tfjsTestEnvironments;'),
          map: null,
        };
      },
    },
  };
}
