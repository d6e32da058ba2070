/** What a phone needs to find the way by itself: the geometry, the beacons, and a count that says nothing about it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { routeCounts } from '@smart-market/server/db/schema/wayfinding.ts'
import { answerRoute, type Guide } from '@smart-market/shared/wayfinding/guide.ts'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, populateMarket, type TestMarket } from '../support/market.ts'

const plan = readFileSync(fileURLToPath(new URL('../fixtures/maps/small-market.imdf.json', import.meta.url)))
const uuid = 'FDA50693-A4E2-4FB1-AFCF-C6EB07647825'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
})
afterAll(() => app.close())

const published = async (): Promise<{ market: TestMarket; planId: string; levelId: string }> => {
  const market = await makeMarket(app)
  for (const code of ['A001', 'A-003', 'A-007']) await market.addStall(code)
  const params = { marketId: market.marketId }
  const made = await market.operator.importFloorPlan({ params, upload: { fileName: '图.json', bytes: plan } })
  await market.operator.publishFloorPlan({ params: { ...params, planId: made.planId } })
  return { market, planId: made.planId, levelId: made.levels[0]?.levelId ?? '' }
}

const phoneGuide = async (marketCode: string): Promise<Guide> => {
  const geometry = await app.as().getPublicPlanGeometry({ params: { marketCode } })
  const codeOf = new Map(Object.entries(geometry.stallCodes))
  return {
    planId: geometry.planId,
    navigator: createNavigator(geometry.plan),
    codeOf,
    placeOf: new Map([...codeOf].map(([placeId, code]) => [code, placeId])),
    start: undefined,
  }
}

describe('beacons', () => {
  it('are set as a whole list, told to phones with the geometry, and written down', async () => {
    const { market, planId, levelId } = await published()
    const { marketId, code: marketCode } = market
    const beacons = [1, 2].map((minor) => ({ uuid, major: 1, minor, levelId, x: 4 * minor, y: 3 }))
    const set = (list: typeof beacons) =>
      market.operator.setBeacons({ params: { marketId, planId }, body: { beacons: list } })
    expect(await set(beacons)).toEqual({ beacons: 2 })
    expect((await app.as().getPublicPlanGeometry({ params: { marketCode } })).beacons).toEqual(beacons)
    expect((await market.operator.getFloorPlan({ params: { marketId, planId } })).beacons).toHaveLength(2)
    await set(beacons.slice(0, 1))
    expect((await app.as().getPublicPlanGeometry({ params: { marketCode } })).beacons).toHaveLength(1)
    const { audit, events } = await withSystemTransaction(app.deps, async (tx) => ({
      audit: await tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, marketId), eq(auditLog.action, 'floor_plan.set_beacons'))),
      events: await tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, marketId), eq(outbox.type, 'floor_plan.beacons_set'))),
    }))
    expect([audit.length, events.length]).toEqual([2, 2])
    expect(events.map((row) => row.payload)).toContainEqual({ planId, beacons: 2 })
  })

  it('of a level that the plan does not have, or set twice, are refused', async () => {
    const { market, planId, levelId } = await published()
    const { marketId } = market
    const one = { uuid, major: 1, minor: 1, levelId, x: 0, y: 0 }
    const set = (beacons: (typeof one)[]) =>
      market.operator.setBeacons({ params: { marketId, planId }, body: { beacons } })
    await expect(set([{ ...one, levelId: 'roof' }])).rejects.toMatchObject({ code: 'plan.level_not_found' })
    await expect(set([one, { ...one, uuid: uuid.toLowerCase() }])).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(set([{ ...one, uuid: 'not a uuid' }])).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('a phone', () => {
  it('gives the same way as the server, step by step', async () => {
    const { market } = await published()
    const guide = await phoneGuide(market.code)
    const question = { from: { stallCode: 'A001' }, mode: 'one', stallCodes: ['A-007'], stepFree: true } as const
    const onServer = await app.as().findRoute({
      params: { marketCode: market.code },
      body: { ...question, stallCodes: [...question.stallCodes] },
    })
    expect(answerRoute(guide, question)).toEqual(onServer)
  })

  it('adds to the day’s count and tells nothing else', async () => {
    const { market } = await published()
    const params = { marketCode: market.code }
    await app.as().noteRoute({ params, body: { found: true } })
    await app.as().noteRoute({ params, body: { found: false } })
    const rows = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(routeCounts).where(eq(routeCounts.marketId, market.marketId)),
    )
    expect(rows).toMatchObject([{ answered: 1, unanswered: 1 }])
    const bare = await makeMarket(app)
    await expect(
      app.as().noteRoute({ params: { marketCode: bare.code }, body: { found: true } }),
    ).rejects.toMatchObject({ code: 'plan.none_published' })
  })

  it('finds a way among 800 stalls by itself once the plan is there', async () => {
    const market = await makeMarket(app)
    const { marketId, operator } = market
    await populateMarket(app, market, { merchants: 800 })
    const { planId } = await operator.drawSchematicPlan({ params: { marketId } })
    await operator.publishFloorPlan({ params: { marketId, planId } })
    const guide = await phoneGuide(market.code)
    for (const to of ['A-799', 'A-400', 'A-123', 'A-650', 'A-777', 'A-800', 'A-512'])
      expect(
        answerRoute(guide, { from: { stallCode: 'A-001' }, mode: 'one', stallCodes: [to], stepFree: false }),
      ).toMatchObject({ legs: [{ stallCode: to }] })
  })
})
