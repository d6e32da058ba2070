import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

describe('Random bytes', () => {
  it('come in the length asked for and never twice', () => {
    const random = createRandom()
    const seen = new Set<string>()
    for (let i = 0; i < 3000; i++) {
      const bytes = random(12)
      expect(bytes).toHaveLength(12)
      seen.add(Buffer.from(bytes).toString('hex'))
    }
    expect(seen.size).toBe(3000)
  })

  it('stay what they were when more are asked for', () => {
    const random = createRandom()
    const first = random(32)
    const before = Buffer.from(first).toString('hex')
    for (let i = 0; i < 2000; i++) random(12)
    expect(Buffer.from(first).toString('hex')).toBe(before)
  })

  it('are as many as wanted, however many', () => {
    expect(createRandom()(20_000)).toHaveLength(20_000)
  })
})
