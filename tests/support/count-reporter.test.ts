import { afterEach, expect, it, vi } from 'vitest'
import type { TestModule, TestRunEndReason } from 'vitest/node'
import CountReporter from './count-reporter.ts'

/** As much of a module as is counted. */
const moduleOf = (states: readonly string[]): TestModule =>
  ({
    state: () => (states.includes('failed') ? 'failed' : 'passed'),
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  }) as unknown as TestModule

afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

it.each<[string, TestRunEndReason, string[], number | undefined, string]>([
  ['passes when all passed', 'passed', ['passed', 'passed'], undefined, '2 passed, 0 failed'],
  ['fails when one failed', 'failed', ['passed', 'failed'], 1, '1 passed, 1 failed'],
  ['fails when the run itself did, with no failed test', 'failed', ['passed'], 1, '1 passed, 0 failed'],
  ['fails when it was broken off', 'interrupted', ['passed', 'skipped'], 1, '1 passed, 0 failed, 1 skipped'],
])('a run %s, whatever code the process was about to end with', (_, reason, states, code, line) => {
  const known = process.listeners('exit')
  new CountReporter().onTestRunEnd([moduleOf(states)], [], reason)
  const [atExit] = process.listeners('exit').filter((listener) => !known.includes(listener))
  if (atExit === undefined) throw new Error('nothing is said at the end')
  process.removeListener('exit', atExit)
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  process.exitCode = undefined
  Reflect.apply(atExit, process, [0])
  expect([process.exitCode, said.mock.calls[0]?.[0]]).toEqual([code, `\n${line}\n`])
})
