import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keepAnswers } from './keep-answers.ts'

const moment = new Date('2026-03-01T02:00:00Z')

it('reads once while nothing changes, again after a change, and again when the time is up', async () => {
  let [version, reads, now] = [1, 0, moment.getTime()]
  const keep = keepAnswers<string>({
    snapshot: () => Promise.resolve(String(version)),
    clock: () => new Date(now),
    maxAgeMs: 1000,
    most: 10,
  })
  const ask = () => keep('a', () => Promise.resolve(`v${version} read ${++reads}`))
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['v1 read 1', 'v1 read 1', 'v1 read 1'])
  now += 999
  expect(await ask()).toBe('v1 read 1')
  version = 2
  expect(await ask()).toBe('v2 read 2')
  now += 1000
  expect(await ask()).toBe('v2 read 3')
})

it('forgets a read that failed and the oldest of too many', async () => {
  let reads = 0
  const keep = keepAnswers<number>({
    snapshot: () => Promise.resolve('1'),
    clock: () => moment,
    maxAgeMs: 1000,
    most: 2,
  })
  await expect(keep('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const ask = (key: string) => keep(key, () => Promise.resolve(++reads))
  expect([await ask('a'), await ask('b'), await ask('c'), await ask('b'), await ask('a')]).toEqual([1, 2, 3, 2, 4])
})

it('never answers without what was written before the call, whatever overtakes what', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('ask a', 'ask b', 'write', 'fail'), { minLength: 1, maxLength: 40 }),
      async (s, deeds) => {
        let [version, failing] = [0, false]
        const running = new Map<string, number>()
        const keep = keepAnswers<number>({
          // The database looks at some moment, and the answer takes its time.
          snapshot: () => s.schedule(Promise.resolve()).then(() => s.schedule(Promise.resolve(String(version)))),
          clock: () => moment,
          maxAgeMs: 1000,
          most: 10,
        })
        const read = async (key: string): Promise<number> => {
          running.set(key, (running.get(key) ?? 0) + 1)
          expect(running.get(key)).toBe(1)
          try {
            await s.schedule(Promise.resolve())
            const seen = version
            if (failing) throw new Error('no')
            await s.schedule(Promise.resolve())
            return seen
          } finally {
            running.set(key, (running.get(key) ?? 1) - 1)
          }
        }
        const asked: Promise<void>[] = []
        const sequence = s.scheduleSequence(
          deeds.map((deed) => async () => {
            failing = deed === 'fail'
            if (deed === 'write') version += 1
            if (!deed.startsWith('ask')) return
            const before = version
            asked.push(
              keep(deed, () => read(deed)).then(
                (seen) => expect(seen).toBeGreaterThanOrEqual(before),
                (error: unknown) => expect(String(error)).toBe('Error: no'),
              ),
            )
          }),
        )
        await s.waitFor(sequence.task)
        await s.waitFor(Promise.all(asked))
      },
    ),
    { numRuns: 300 },
  )
})
