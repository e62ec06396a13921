import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { elementwise, type Uniforms, webglBackendOf } from './webgl-program.ts';
import type { WeightUpdate } from './weight-update.ts';

/**
 * Updates a weight and its slots by one program each, where WebGL is in use and holds them; the numbers of the
 * rule are uniforms.
 *
 * @returns false, with nothing changed, where it does not.
 */
export function updateByPrograms(
  update: WeightUpdate,
  weight: tf.Variable,
  gradient: tf.Tensor,
  slots: readonly tf.Variable[],
): boolean {
  const backend = webglBackendOf([weight, gradient, ...slots]);
  if (backend === undefined) return false;
  const { rule, ...numbers } = update;
  const run = programs(backend, { ...numbers, ...takenBy(update) });
  const w = weight;
  const g = gradient;
  switch (rule) {
    case 'sgd':
      run(weight, 'w - rate * (g + decay * w)', { w, g });
      break;
    case 'momentum':
    case 'nesterov': {
      const v = slots[0]!;
      run(v, 'momentum * v + g + decay * w', { v, g, w });
      if (rule === 'momentum') run(weight, 'w - rate * v', { w, v });
      else run(weight, 'w - rate * (g + decay * w + momentum * v)', { w, g, v });
      break;
    }
    case 'rmsprop': {
      const s = slots[0]!;
      run(s, 'decayRate * s + taken * (g + decay * w) * (g + decay * w)', { s, g, w });
      run(weight, 'w - rate * (g + decay * w) / sqrt(s + epsilon)', { w, g, s });
      break;
    }
    case 'adam': {
      const [m, s] = slots as [tf.Variable, tf.Variable];
      run(m, 'beta1 * m + taken1 * (g + decay * w)', { m, g, w });
      run(s, 'beta2 * s + taken2 * (g + decay * w) * (g + decay * w)', { s, g, w });
      run(weight, 'keep * w - rate * m / (sqrt(s) + epsilon)', { w, m, s });
      break;
    }
  }
  return true;
}

/** What a moving average takes of a new value. Found here: in the 32 bits of GLSL, 1 - 0.999 is off by a hundred-thousandth. */
function takenBy(update: WeightUpdate): Uniforms {
  switch (update.rule) {
    case 'rmsprop':
      return { taken: 1 - update.decayRate };
    case 'adam':
      return { taken1: 1 - update.beta1, taken2: 1 - update.beta2 };
    default:
      return {};
  }
}

/** Gives a variable the value of a GLSL expression of variables and the numbers of the rule. */
function programs(backend: MathBackendWebGL, uniforms: Uniforms) {
  return (variable: tf.Variable, expression: string, inputs: Readonly<Record<string, tf.Tensor>>) => {
    const info = elementwise(backend, `result = ${expression};`, inputs, uniforms);
    const value = tf.engine().makeTensorFromTensorInfo(info);
    variable.assign(value);
    value.dispose();
  };
}
