import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { repeatEvery } from './repeat.ts'

const logger = pino({ level: 'silent' })
beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('Work done every so often', () => {
  it('never runs twice at once, and is waited for when it is stopped', async () => {
    let started = 0
    let finish = (): void => undefined
    const stop = repeatEvery(logger, 'work', 100, () => {
      started += 1
      return new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    await vi.advanceTimersByTimeAsync(350)
    expect(started).toBe(1)
    finish()
    await vi.advanceTimersByTimeAsync(100)
    expect(started).toBe(2)
    let stopped = false
    const stopping = stop().then(() => {
      stopped = true
    })
    await vi.advanceTimersByTimeAsync(500)
    expect([started, stopped]).toEqual([2, false])
    finish()
    await stopping
    expect(stopped).toBe(true)
  })

  it('goes on after a failure', async () => {
    let runs = 0
    const stop = repeatEvery(logger, 'work', 100, () => {
      runs += 1
      return Promise.reject(new Error('no luck'))
    })
    await vi.advanceTimersByTimeAsync(300)
    await stop()
    expect(runs).toBe(3)
  })
})
