/** e^x for x <= 0, to two units in the last place: a power of two times a polynomial, as in the Cephes library. */
// @ts-ignore: decorator
@inline
function exponential(x: f32): f32 {
  x = max<f32>(x, -88);
  const power = nearest<f32>(x * 1.44269504);
  // The logarithm of 2 in two parts. The first has few digits, so its product is exact.
  x -= power * 0.693359375;
  x += power * 2.12194440e-4;
  let y: f32 = 1.9875691500e-4;
  y = y * x + 1.3981999507e-3;
  y = y * x + 8.3334519073e-3;
  y = y * x + 4.1665795894e-2;
  y = y * x + 1.6666665459e-1;
  y = y * x + 5.0000001201e-1;
  y = y * x * x + x + 1;
  return y * reinterpret<f32>((<i32>power + 127) << 23);
}

/** The natural logarithm of a positive number that is not denormal, as in the Cephes library. */
// @ts-ignore: decorator
@inline
function logarithm(x: f32): f32 {
  if (x != x) return x;
  const bits = reinterpret<i32>(x);
  let power = <f32>((bits >> 23) - 126);
  let fraction = reinterpret<f32>((bits & 0x007f_ffff) | 0x3f00_0000);
  if (fraction < 0.707106781) {
    power -= 1;
    fraction = fraction + fraction - 1;
  } else {
    fraction -= 1;
  }
  const square = fraction * fraction;
  let y: f32 = 7.0376836292e-2;
  y = y * fraction - 1.1514610310e-1;
  y = y * fraction + 1.1676998740e-1;
  y = y * fraction - 1.2420140846e-1;
  y = y * fraction + 1.4249322787e-1;
  y = y * fraction - 1.6668057665e-1;
  y = y * fraction + 2.0000714765e-1;
  y = y * fraction - 2.4999993993e-1;
  y = y * fraction + 3.3333331174e-1;
  y = y * fraction * square - power * 2.12194440e-4 - 0.5 * square;
  return fraction + y + power * 0.693359375;
}

/**
 * The mean cross-entropy, loss [1], of the softmax of each row of logits [rows, classes] with respect to target
 * [rows, classes], whose rows sum to 1; and its slope with respect to the logits, slopes [rows, classes].
 */
export function softmaxCrossEntropy(
  logits: usize, target: usize, loss: usize, slopes: usize, rows: i32, classes: i32,
): void {
  const rowBytes = (<usize>classes) << 2;
  const share: f32 = 1 / <f32>rows;
  let total: f32 = 0;
  for (let row = 0; row < rows; row++) {
    let largest: f32 = -Infinity;
    for (let at: usize = 0; at < rowBytes; at += 4) largest = max<f32>(largest, load<f32>(logits + at));
    let sum: f32 = 0, own: f32 = 0;
    for (let at: usize = 0; at < rowBytes; at += 4) {
      const centred = load<f32>(logits + at) - largest;
      const part = exponential(centred);
      store<f32>(slopes + at, part);
      sum += part;
      own += centred * load<f32>(target + at);
    }
    for (let at: usize = 0; at < rowBytes; at += 4) {
      store<f32>(slopes + at, (load<f32>(slopes + at) / sum - load<f32>(target + at)) * share);
    }
    total += logarithm(sum) - own;
    logits += rowBytes;
    target += rowBytes;
    slopes += rowBytes;
  }
  store<f32>(loss, total * share);
}
