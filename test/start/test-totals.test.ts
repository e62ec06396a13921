import { describe, expect, it } from 'vitest';
import { totalsLine, vitestTotals } from '#scripts/test-totals.mjs';

const report = (counts: { passed: number; failed?: number; pending?: number; todo?: number }) => ({
  numPassedTests: counts.passed,
  numFailedTests: counts.failed ?? 0,
  numPendingTests: counts.pending ?? 0,
  numTodoTests: counts.todo ?? 0,
  testResults: [{ status: counts.failed ? 'failed' : 'passed', assertionResults: [{ status: 'failed' }] }],
});

describe("the last line of a test run's output", () => {
  it('counts what passed and failed', () => {
    expect(totalsLine([vitestTotals(report({ passed: 12, failed: 3 }), 1)])).toBe('12 passed, 3 failed');
  });

  it('adds up the checks and the tests, and names skipped ones where there are any', () => {
    const check = { passed: 1, failed: 0, skipped: 0 };
    const tests = vitestTotals(report({ passed: 5, pending: 2, todo: 1 }), 0);
    expect(totalsLine([check, tests])).toBe('6 passed, 0 failed, 3 skipped');
  });

  it('counts a test file that does not even load as a failure', () => {
    const broken = {
      ...report({ passed: 2 }),
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(vitestTotals(broken, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it('never calls a run green that ended with an error', () => {
    expect(vitestTotals(report({ passed: 9 }), 1).failed).toBe(1);
    expect(vitestTotals(undefined, 137).failed).toBe(1);
  });
});
