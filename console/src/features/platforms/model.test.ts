import { describe, expect, it } from 'vitest'
import type { PlatformLink } from './api.ts'
import { linkState } from './model.ts'

const asOf = '2026-03-02T10:00:00Z'
const link = (change: Partial<PlatformLink> = {}): PlatformLink => ({
  platformLinkId: 'plk_1',
  level: 'district',
  name: '金水区平台',
  connected: true,
  acknowledgedSequence: 40,
  lastAcknowledgedAt: '2026-03-02T09:50:00Z',
  lag: 0,
  waitingSince: null,
  receiptKey: null,
  ...change,
})
const behind = { lag: 1234, waitingSince: '2026-03-02T09:55:00Z' }
const silent = { connected: false, lastAcknowledgedAt: '2026-03-01T04:00:00Z' }
const never = { ...silent, lastAcknowledgedAt: null }

describe('a platform', () => {
  it.each([
    [link(), 'good', '已全部收到'],
    [link(behind), 'warn', '还差 1,234 条'],
    [link({ ...behind, waitingSince: '2026-03-01T09:00:00Z' }), 'bad', '还差 1,234 条，最早一条已等 25 小时'],
    [link(silent), 'bad', '已中断：30 小时没有确认'],
    [link({ ...silent, ...behind }), 'bad', '已中断：30 小时没有确认，还差 1,234 条'],
    [link({ ...never, ...behind }), 'unknown', '对方还没有来取过'],
    [link({ ...never, lag: 9, waitingSince: '2026-02-26T09:00:00Z' }), 'bad', '对方还没有来取过，最早一条已等 4 天'],
  ] as const)('is told by when it last confirmed and what it has not', (one, tone, text) => {
    expect(linkState(one, asOf)).toEqual({ tone, text })
  })
})
