/** What the build uses of AssemblyScript's compiler; the compiler's own declarations redefine `console`. */
declare const asc: {
  main(
    compilerArguments: readonly string[],
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
};
export default asc;
