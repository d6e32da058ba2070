import { expect, it } from 'vitest'
import { chaseText } from './model.ts'

it('says how far an order that nobody took has been chased', () => {
  const at = '2026-11-22T01:00:00.000Z'
  expect(chaseText({ remindedAt: null, escalatedAt: null })).toBe('—')
  expect(chaseText({ remindedAt: at, escalatedAt: null })).toBe('已提醒经营户')
  expect(chaseText({ remindedAt: at, escalatedAt: at })).toBe('已转市场处理')
})
