/** What the benchmark uses of ConvNetJS, which has no types of its own. */
declare module 'convnetjs' {
  class Vol {
    constructor(width: number, height: number, depth: number, fill: number);
    readonly w: Float64Array;
  }
  class Net {
    makeLayers(definitions: readonly Record<string, string | number>[]): void;
  }
  class SGDTrainer {
    constructor(net: Net, options: Record<string, string | number>);
    train(image: Vol, label: number): { readonly loss: number };
  }
  const convnetjs: {
    readonly Vol: typeof Vol;
    readonly Net: typeof Net;
    readonly SGDTrainer: typeof SGDTrainer;
  };
  export default convnetjs;
}
