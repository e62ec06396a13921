/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} VitestReport What is read of Vitest's JSON report.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Totals of a Vitest run. A file that fails as a whole (it does not compile, say) has no failed test to
 * count, so it counts as one; a run that fails in any other way is one failure too.
 *
 * @param {VitestReport | undefined} report nothing when Vitest died before writing one
 * @param {number} exitCode
 * @returns {Totals}
 */
export function vitestTotals(report, exitCode) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + failedFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {readonly Totals[]} totals
 * @returns {string} such as `12 passed, 0 failed` or `12 passed, 1 failed, 2 skipped`
 */
export function totalsLine(totals) {
  const sum = (/** @type {keyof Totals} */ key) => totals.reduce((count, part) => count + part[key], 0);
  const line = `${sum('passed')} passed, ${sum('failed')} failed`;
  return sum('skipped') > 0 ? `${line}, ${sum('skipped')} skipped` : line;
}
