/** What the benchmark uses of ConvNetJS, which has no types of its own. */
declare module 'convnetjs' {
  class Vol {
    constructor(width: number, height: number, depth: number, fill?: number);
    readonly sx: number;
    readonly sy: number;
    readonly depth: number;
    readonly w: Float64Array;
    readonly dw: Float64Array;
  }
  class ConvLayer {
    constructor(definition: Record<string, number>);
    forward(image: Vol, isTraining: boolean): Vol;
    backward(): void;
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
    readonly ConvLayer: typeof ConvLayer;
    readonly Net: typeof Net;
    readonly SGDTrainer: typeof SGDTrainer;
  };
  export default convnetjs;
}
