/**
 * TensorFlow.js has no layer for local response normalisation. Import this before loading model.json:
 *
 *   import { register } from './local-response-normalization.js';
 *   register(tf);
 *   const model = await tf.loadLayersModel('model.json');
 *
 * @param {typeof import('@tensorflow/tfjs')} tf
 */
export function register(tf) {
  class LocalResponseNormalization extends tf.layers.Layer {
    static className = 'LocalResponseNormalization';

    /** @param {{ name?: string, depthRadius: number, bias: number, alpha: number, beta: number }} config */
    constructor(config) {
      super(config);
      const { depthRadius, bias, alpha, beta } = config;
      this.settings = { depthRadius, bias, alpha, beta };
    }

    /**
     * @param {import('@tensorflow/tfjs').Tensor | import('@tensorflow/tfjs').Tensor[]} inputs
     * @override
     */
    call(inputs) {
      const { depthRadius, bias, alpha, beta } = this.settings;
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.localResponseNormalization(
        /** @type {import('@tensorflow/tfjs').Tensor4D} */ (x),
        depthRadius,
        bias,
        alpha,
        beta,
      );
    }

    /**
     * @param {import('@tensorflow/tfjs').Shape} inputShape
     * @override
     */
    computeOutputShape(inputShape) {
      return inputShape;
    }

    /** @override */
    getConfig() {
      return { ...super.getConfig(), ...this.settings };
    }
  }
  tf.serialization.registerClass(LocalResponseNormalization);
}
