import { describe, expect, it } from 'vitest'
import type { Account } from './api.ts'
import { inOrder } from './model.ts'

const account = (stallCode: string, change: Partial<Account> = {}): Account => ({
  paymentAccountId: `pac-${stallCode}`,
  stallId: `stl-${stallCode}`,
  stallCode,
  channel: 'wechat',
  merchantNumber: '1600000001',
  appId: null,
  openedAt: '2026-03-02T02:00:00Z',
  closedAt: null,
  ...change,
})

describe('accounts', () => {
  it('stand by the number of the stall as people count, ended ones last', () => {
    const rows = [account('A-10'), account('A-2', { closedAt: '2026-03-02T03:00:00Z' }), account('A-9')]
    expect(inOrder(rows).map(({ stallCode }) => stallCode)).toEqual(['A-9', 'A-10', 'A-2'])
  })
})
