/** What is used of jasmine-core, which has no types of its own. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  interface SpecResult {
    readonly id: string;
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }

  interface Environment {
    configure(options: {
      random?: boolean;
      autoCleanClosures?: boolean;
      forbidDuplicateNames?: boolean;
      specFilter?: (spec: { readonly id: string; getFullName(): string }) => boolean;
    }): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    execute(): Promise<unknown>;
  }

  interface Jasmine {
    getEnv(options: { suppressLoadErrors: boolean }): Environment;
  }

  const jasmineRequire: {
    core(require: unknown): Jasmine;
    /** The functions that tests expect as globals. */
    interface(jasmine: Jasmine, environment: Environment): { jasmine: { DEFAULT_TIMEOUT_INTERVAL: number } };
  };
  export default jasmineRequire;
}
