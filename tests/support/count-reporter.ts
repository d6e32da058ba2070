import type { Reporter, TestModule } from 'vitest/node'

/** Prints the closing line `N passed, N failed` that CI reads; a module that cannot load counts as one failure. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
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
      process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
    })
  }
}
