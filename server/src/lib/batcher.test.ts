import { expect, it } from 'vitest'
import { createBatcher } from './batcher.ts'

const recorder = () => {
  const runs: number[][] = []
  const release: (() => void)[] = []
  const run = async (items: readonly number[]): Promise<number[]> => {
    runs.push([...items])
    await new Promise<void>((resolve) => release.push(resolve))
    if (items.includes(13)) throw new Error('unlucky')
    return items.map((item) => item * 10)
  }
  return { runs, run, next: () => release.shift()?.() }
}
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

it('sends the first at once and the rest together, in order and within the limit', async () => {
  const { runs, run, next } = recorder()
  const ask = createBatcher(run, { maxItems: 3, inFlight: 1 })
  const answers = Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(runs).toEqual([[1]])
  for (let i = 0; i < 3; i++) {
    next()
    await settle()
  }
  expect(await answers).toEqual([10, 20, 30, 40, 50])
  expect(runs).toEqual([[1], [2, 3, 4], [5]])
})

it('rejects every item of a failed run and goes on with the next', async () => {
  const { run, next } = recorder()
  const ask = createBatcher(run, { maxItems: 2, inFlight: 1 })
  const answers = Promise.allSettled([1, 13, 2, 3].map(ask))
  for (let i = 0; i < 3; i++) {
    next()
    await settle()
  }
  expect((await answers).map((a) => a.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
})
