/** Asks a worker for one of its methods; `replyTo` comes back with the answer. */
export interface Call {
  readonly replyTo: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

export type Reply =
  | { readonly replyTo: number; readonly value: unknown }
  | { readonly replyTo: number; readonly error: string };

/** Lets the page call these methods of a worker, one at a time. */
export function answer(methods: Record<string, (...parameters: never[]) => unknown>): void {
  let last: Promise<void> = Promise.resolve();
  addEventListener('message', ({ data }: MessageEvent<Call>) => {
    last = last.then(async () => {
      const { replyTo, method, parameters } = data;
      try {
        const value = await methods[method]!(...(parameters as never[]));
        postMessage({ replyTo, value } satisfies Reply);
      } catch (error) {
        postMessage({ replyTo, error: String((error as Error).stack ?? error) } satisfies Reply);
      }
    });
  });
}
