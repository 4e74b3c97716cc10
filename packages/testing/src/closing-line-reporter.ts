import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

/**
 * Ends a test run with one plain line for people and scripts, `N passed, N failed`; or writes the counts to the file
 * named by `TEST_COUNTS_FILE`, for a caller that has more to add. Tests that needed a second try are named before it.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      // A file or a group that fails outside of its tests has no test that fails; it counts as one.
      failed += [module, ...module.children.allSuites()].filter((group) => group.errors().length > 0).length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        if (state === 'failed') failed += 1
        if (test.diagnostic()?.flaky) process.stderr.write(`passed the second time only: ${test.fullName}\n`)
      }
    }
    const file = process.env.TEST_COUNTS_FILE
    if (file) writeFileSync(file, JSON.stringify({ passed, failed } satisfies TestCounts))
    else process.once('exit', () => process.stdout.write(`${closingLine({ passed, failed })}\n`))
  }
}

export function closingLine({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`
}
