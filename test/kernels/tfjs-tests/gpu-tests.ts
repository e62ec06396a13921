const all = { title: "each of tfjs's tests", pattern: /(?:)/, atLeast: 1600 };

/** Ours are programs for training: of the others, all pass through tfjs's programs alone. */
const gradients = { title: "each of tfjs's tests of gradients", pattern: /grad/i, atLeast: 250 };

/** Which of tfjs's tests to run on a GPU: all of them take minutes on an emulated one. */
export const gpuTests = import.meta.env['ZOO_FULL'] === '1' ? all : gradients;
