/**
 * Runs a generator to its end and gives what it returns. What `onStep` throws ends the generator: it frees what it
 * holds first.
 */
export async function finish<Step, Result>(
  steps: AsyncGenerator<Step, Result>,
  onStep?: (step: Step) => void,
): Promise<Result> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
    try {
      onStep?.(value);
    } catch (thrown) {
      await steps.return(undefined as never);
      throw thrown;
    }
  }
}
