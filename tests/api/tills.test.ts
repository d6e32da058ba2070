/** Scales and tills that push what they weighed, each request signed with the device's own key. */
import { desc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceKind } from '@smart-market/shared/contracts/devices.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { deviceSigningKeys } from '@smart-market/server/db/schema/devices.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { sales } from '@smart-market/server/db/schema/sales.ts'
import { signRequest } from '@smart-market/server/http/device-signature.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let marketId: string
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  marketId = market.marketId
  await market.addStall('A-001')
})
afterAll(() => app.close())

interface Till {
  readonly deviceId: string
  readonly secret: string
}
let made = 0
const register = async (kind: DeviceKind = 'scale', stallCode: string | null = 'A-002'): Promise<Till> => {
  made += 1
  const stallId = stallCode === null ? null : (await market.addStall(`${stallCode}-${made}`)).stallId
  const body = { code: `D-${made}`, name: '称', kind, stallId }
  const { deviceId } = await market.operator.registerDevice({ params: { marketId }, body })
  const { secret } = await market.operator.issueSigningKey({ params: { marketId, deviceId } })
  return { deviceId, secret }
}

const sale = (sequence: number, change: Record<string, unknown> = {}) => ({
  sequence,
  soldAt: start.toISOString(),
  paymentMeans: 'wechat',
  amountFen: 530,
  lines: [{ commodityName: '生菜', weightGrams: 241, amountFen: 530 }],
  ...change,
})

interface Push {
  readonly body?: string
  readonly time?: string
  readonly signature?: string
  readonly market?: string
}
const push = async (till: Till, batch: readonly unknown[], change: Push = {}) => {
  const path = `/api/v1/markets/${change.market ?? marketId}/devices/${till.deviceId}/weigh-sales`
  const body = JSON.stringify({ sales: batch })
  const time = change.time ?? String(start.getTime() / 1000)
  const response = await app.fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-device-time': time,
      'x-device-signature': change.signature ?? signRequest(till.secret, time, path, body),
    },
    body: change.body ?? body,
  })
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}
const read = <T>(work: Parameters<typeof withSystemTransaction<T>>[1]) => withSystemTransaction(app.deps, work)
const stored = () => read((tx) => tx.select().from(sales).where(eq(sales.marketId, marketId)))

describe('a push of weigh sales', () => {
  it('is recorded once however often it comes, at the stall of the scale, with its audit row and event', async () => {
    const till = await register()
    const batch = [sale(1), sale(2, { amountFen: 100, lines: [] })]
    expect(await push(till, batch)).toEqual({ status: 200, answer: { recorded: 2, alreadyKnown: 0 } })
    expect(await push(till, batch)).toEqual({ status: 200, answer: { recorded: 0, alreadyKnown: 2 } })
    const [row] = (await stored()).filter((one) => one.sourceKey === '1')
    expect(row).toMatchObject({
      source: `device:${till.deviceId}`,
      channel: 'scale',
      amountFen: 530,
      paymentMeans: 'wechat',
    })
    const log = await market.operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    expect(log.items.filter((entry) => entry.action === 'sales.record')).toHaveLength(1)
    const [event] = await read((tx) =>
      tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(desc(outbox.position)).limit(1),
    )
    expect(event).toMatchObject({ type: 'sales.recorded', payload: { saleCount: 2, amountFen: 630 } })
  })

  it('counts the same sequence of another device apart', async () => {
    await push(await register(), [sale(7)])
    await push(await register(), [sale(7)])
    expect(await stored()).toHaveLength(2)
  })

  it('of a sequence that was used with another content is refused whole', async () => {
    const till = await register()
    await push(till, [sale(1)])
    const { status, answer } = await push(till, [sale(2), sale(1, { amountFen: 531, lines: [] })])
    expect([status, answer.code]).toEqual([409, 'sale.conflict'])
    expect(await stored()).toHaveLength(1)
  })

  it('of a till that serves several stalls names the stall of each sale', async () => {
    const till = await register('till', null)
    expect((await push(till, [sale(1, { stallCode: 'A-001' })])).status).toBe(200)
    expect((await stored())[0]).toMatchObject({ channel: 'till' })
    const { status, answer } = await push(till, [sale(2, { stallCode: 'A-001' }), sale(3)])
    expect([status, answer.code, answer.message]).toEqual([
      422,
      'device.stall_missing',
      expect.stringContaining('第 2 笔'),
    ])
    expect(await stored()).toHaveLength(1)
  })

  it.each<[string, (till: Till) => Push, number, string]>([
    [
      'a body altered on the way',
      () => ({ body: JSON.stringify({ sales: [sale(1, { amountFen: 1 })] }) }),
      401,
      'device.signature_wrong',
    ],
    ['another device’s key', () => ({ signature: signRequest('x', '0', '/', '') }), 401, 'device.signature_wrong'],
    ['a signature of another length', () => ({ signature: 'v1=00' }), 401, 'device.signature_wrong'],
    ['a clock six minutes slow', () => ({ time: String(start.getTime() / 1000 - 360) }), 401, 'device.clock_off'],
    ['a clock six minutes fast', () => ({ time: String(start.getTime() / 1000 + 360) }), 401, 'device.clock_off'],
    ['a time that is none', () => ({ time: 'noon' }), 401, 'device.clock_off'],
  ])('with %s is refused and nothing is stored', async (_, change, status, code) => {
    const till = await register()
    const refused = await push(till, [sale(1)], change(till))
    expect([refused.status, refused.answer.code]).toEqual([status, code])
    expect(await stored()).toEqual([])
  })

  it('to another market, of an unknown device and of a retired one are refused alike', async () => {
    const till = await register()
    const other = await makeMarket(app)
    expect((await push(till, [sale(1)], { market: other.marketId })).answer.code).toBe('device.signature_wrong')
    expect((await push({ ...till, deviceId: 'dev_nobody' }, [sale(1)])).answer.code).toBe('device.signature_wrong')
    await market.operator.retireDevice({ params: { marketId, deviceId: till.deviceId } })
    expect((await push(till, [sale(1)])).answer.code).toBe('device.signature_wrong')
  })

  it('comes to the same rows whatever is repeated, split or overtaken on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 8 }),
        async (stretches) => {
          const till = await register()
          const sent = new Set<number>()
          for (const [from, length] of stretches) {
            const sequences = Array.from({ length }, (_, i) => from + i)
            const { answer } = await push(
              till,
              sequences.map((n) => sale(n)),
            )
            expect(answer.recorded).toBe(sequences.filter((n) => !sent.has(n)).length)
            for (const n of sequences) sent.add(n)
          }
          const rows = (await stored()).filter((row) => row.source === `device:${till.deviceId}`)
          expect(rows.map((row) => Number(row.sourceKey)).sort((a, b) => a - b)).toEqual(
            [...sent].sort((a, b) => a - b),
          )
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('the signing key of a device', () => {
  it('is shown once, kept encrypted, ends the one before, and leaves an audit row and an event', async () => {
    const till = await register()
    const [kept] = await read((tx) =>
      tx.select().from(deviceSigningKeys).where(eq(deviceSigningKeys.deviceId, till.deviceId)),
    )
    expect(kept?.secretEncrypted).toMatch(/^v1\./)
    expect(kept?.secretEncrypted).not.toContain(till.secret)
    const next = await market.operator.issueSigningKey({ params: { marketId, deviceId: till.deviceId } })
    expect((await push(till, [sale(1)])).answer.code).toBe('device.signature_wrong')
    expect((await push({ ...till, secret: next.secret }, [sale(1)])).status).toBe(200)
    const log = await market.operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    const issued = log.items.filter((entry) => entry.action === 'device.issue_signing_key')
    expect(issued).toHaveLength(2)
    expect(JSON.stringify(issued)).not.toContain(next.secret)
    const events = await read((tx) => tx.select().from(outbox).where(eq(outbox.marketId, marketId)))
    expect(events.filter((event) => JSON.stringify(event.payload).includes('signingKey'))).toHaveLength(2)
  })

  it('is not for devices that do not sell', async () => {
    const body = { code: 'CAM', name: '摄像头', kind: 'wall' as const, zoneId: null, stallId: null }
    const { deviceId } = await market.operator.registerDevice({ params: { marketId }, body })
    await expect(market.operator.issueSigningKey({ params: { marketId, deviceId } })).rejects.toMatchObject({
      code: 'device.cannot_sell',
    })
  })
})
