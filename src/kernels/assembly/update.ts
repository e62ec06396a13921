import { loadUpTo4, storeUpTo4 } from './lanes';

// One update of a parameter in place. Momentum buffers hold sums of gradients, not multiplied by the learning rate.
// `decay` is the coupled weight decay, added to the gradient (0: none).

// @ts-ignore: decorator
@inline
function decayedGradient(gradient: v128, weight: v128, decay: f32): v128 {
  return f32x4.add(gradient, f32x4.mul(weight, f32x4.splat(decay)));
}

/** weight -= rate * gradient */
export function updateSgd(weight: usize, gradient: usize, count: i32, rate: f32, decay: f32): void {
  for (; count > 0; count -= 4) {
    const w = loadUpTo4(weight, count);
    const g = decayedGradient(loadUpTo4(gradient, count), w, decay);
    storeUpTo4(weight, f32x4.sub(w, f32x4.mul(g, f32x4.splat(rate))), count);
    weight += 16;
    gradient += 16;
  }
}

/** velocity = momentum * velocity + gradient; the step is the velocity, or Nesterov's look ahead of it. */
export function updateMomentum(
  weight: usize, gradient: usize, velocity: usize, count: i32, rate: f32, decay: f32, momentum: f32, nesterov: bool,
): void {
  for (; count > 0; count -= 4) {
    const w = loadUpTo4(weight, count);
    const g = decayedGradient(loadUpTo4(gradient, count), w, decay);
    const v = f32x4.add(f32x4.mul(loadUpTo4(velocity, count), f32x4.splat(momentum)), g);
    const step = nesterov ? f32x4.add(g, f32x4.mul(v, f32x4.splat(momentum))) : v;
    storeUpTo4(velocity, v, count);
    storeUpTo4(weight, f32x4.sub(w, f32x4.mul(step, f32x4.splat(rate))), count);
    weight += 16;
    gradient += 16;
    velocity += 16;
  }
}

/**
 * square = decayRate * square + (1 - decayRate) * gradient^2; weight -= rate * gradient / sqrt(square + epsilon).
 * `decayRate` in 64 bits: in 32, 1 - 0.999 is off by a hundred-thousandth.
 */
export function updateRmsProp(
  weight: usize, gradient: usize, square: usize, count: i32, rate: f32, decay: f32, decayRate: f64, epsilon: f32,
): void {
  const kept = f32x4.splat(<f32>decayRate);
  const taken = f32x4.splat(<f32>(1 - decayRate));
  for (; count > 0; count -= 4) {
    const w = loadUpTo4(weight, count);
    const g = decayedGradient(loadUpTo4(gradient, count), w, decay);
    const s = f32x4.add(
      f32x4.mul(loadUpTo4(square, count), kept),
      f32x4.mul(f32x4.mul(g, g), taken),
    );
    const step = f32x4.div(g, f32x4.sqrt(f32x4.add(s, f32x4.splat(epsilon))));
    storeUpTo4(square, s, count);
    storeUpTo4(weight, f32x4.sub(w, f32x4.mul(step, f32x4.splat(rate))), count);
    weight += 16;
    gradient += 16;
    square += 16;
  }
}

/**
 * Adam with its bias corrections folded into `rate` and `epsilon`:
 * weight = keep * weight - rate * mean / (sqrt(square) + epsilon). `keep` is 1 but for AdamW's decoupled decay.
 * The betas in 64 bits for what is left of 1, as in updateRmsProp.
 */
export function updateAdam(
  weight: usize, gradient: usize, mean: usize, square: usize, count: i32,
  rate: f32, decay: f32, beta1: f64, beta2: f64, epsilon: f32, keep: f32,
): void {
  const kept1 = f32x4.splat(<f32>beta1);
  const taken1 = f32x4.splat(<f32>(1 - beta1));
  const kept2 = f32x4.splat(<f32>beta2);
  const taken2 = f32x4.splat(<f32>(1 - beta2));
  for (; count > 0; count -= 4) {
    const w = loadUpTo4(weight, count);
    const g = decayedGradient(loadUpTo4(gradient, count), w, decay);
    const m = f32x4.add(
      f32x4.mul(loadUpTo4(mean, count), kept1),
      f32x4.mul(g, taken1),
    );
    const s = f32x4.add(
      f32x4.mul(loadUpTo4(square, count), kept2),
      f32x4.mul(f32x4.mul(g, g), taken2),
    );
    const step = f32x4.div(m, f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon)));
    storeUpTo4(mean, m, count);
    storeUpTo4(square, s, count);
    storeUpTo4(weight, f32x4.sub(f32x4.mul(w, f32x4.splat(keep)), f32x4.mul(step, f32x4.splat(rate))), count);
    weight += 16;
    gradient += 16;
    mean += 16;
    square += 16;
  }
}
